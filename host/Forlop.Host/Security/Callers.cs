using Forlop.Contracts.V1;
using Forlop.Host.Services;
using Forlop.Pathways.Rules;
using Forlop.Storage;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Security;

/// <summary>
/// Who calls, for whom, and whether they may: credential, person, service, role, in that order. Every RPC begins here, and
/// an RPC without a row in <see cref="Rights"/> is closed to everybody.
/// </summary>
internal sealed class Callers(DevelopmentCredentials credentials, IPathwayStore store)
{
    public const string ActorKey = "forlop-actor-bin";
    public const string TenantKey = "forlop-tenant";
    private const string Scheme = "Bearer ";

    public async Task<Caller> AuthoriseAsync(ServerCallContext context)
    {
        var rpc = RpcName(context.Method);
        var credential = CredentialOf(context.RequestHeaders) ?? throw RefusalStatus.Of(Refusals.Of(RefusalReason.CredentialInvalid));
        var actor = ActorOf(context.RequestHeaders) ?? throw RefusalStatus.Of(Refusals.Of(RefusalReason.ActorMissing));
        var caller = new Caller(credential, TenantOf(credential, context.RequestHeaders), actor, rpc);
        if (!credential.CanCarry(actor.Role) || !Rights.RolesOf(rpc).Contains(actor.Role))
        {
            await store.RecordAccessAsync(caller.Access(), AccessOutcome.Denied, context.CancellationToken);
            throw RefusalStatus.Of(Refusals.Of(RefusalReason.RoleNotAllowed, whoCanAct: Rights.RolesOf(rpc)));
        }

        return caller;
    }

    /// <summary><c>/forlop.v1.PathwayService/GetPathway</c> is <c>PathwayService.GetPathway</c>.</summary>
    private static string RpcName(string method)
    {
        var parts = method.Split('/');
        return $"{parts[1][(parts[1].LastIndexOf('.') + 1)..]}.{parts[2]}";
    }

    private Credential? CredentialOf(Metadata headers) =>
        Only(headers, "authorization") is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? credentials.Find(value[Scheme.Length..].Trim())
            : null;

    private static Actor? ActorOf(Metadata headers)
    {
        if (headers.GetAll(ActorKey).Skip(1).Any() || headers.GetValueBytes(ActorKey) is not { } bytes)
        {
            return null;
        }

        Actor actor;
        try
        {
            actor = Actor.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        // Enum.IsDefined guards the access log against a role that nobody can read; SYSTEM is the sidecar's own.
        var isWhole = IsCode(actor.UserId, required: true) && IsCode(actor.Purpose, required: true) && IsCode(actor.Unit, required: false)
            && Enum.IsDefined(actor.Role) && actor.Role is not (Role.Unspecified or Role.System);
        return isWhole ? actor : null;
    }

    // An id or a code, never a name with a blank in it or a national id: it stands in the log for ever.
    private static bool IsCode(string value, bool required) =>
        (value.Length > 0 || !required) && value.Length <= 100 && OpaqueText.IsCode(value);

    // Two of one key would leave it to chance which of them counts.
    private static string? Only(Metadata headers, string key) => headers.GetAll(key).Skip(1).Any() ? null : headers.GetValue(key);

    private static string TenantOf(Credential credential, Metadata headers)
    {
        if (credential.Kind == CallerKind.Operator)
        {
            return "";
        }

        if (headers.GetAll(TenantKey).Skip(1).Any())
        {
            throw RefusalStatus.Of(Refusals.Of(RefusalReason.TenantUnclear));
        }

        return (headers.GetValue(TenantKey), credential.Tenants) switch
        {
            (null, [var only]) => only,
            ({ } name, var own) when own.Contains(name) => name,
            _ => throw RefusalStatus.Of(Refusals.Of(RefusalReason.TenantUnclear)),
        };
    }
}
