using System.Collections.Frozen;
using Forlop.Contracts.GoogleRpc;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RpcStatus = Forlop.Contracts.GoogleRpc.Status;
using Status = Grpc.Core.Status;

namespace Forlop.Host.Services;

/// <summary>A refusal as gRPC carries it: code, a sentence for developers, and the whole refusal in the details.</summary>
internal static class RefusalStatus
{
    private const string DetailsKey = "grpc-status-details-bin";
    private const string TypePrefix = "type.googleapis.com";

    // The one place where a reason gets its code and its English. Nothing of the request is ever put into a sentence.
    private static readonly FrozenDictionary<RefusalReason, (StatusCode Code, string Message)> Rows = new Dictionary<RefusalReason, (StatusCode, string)>
    {
        [RefusalReason.Malformed] = (StatusCode.InvalidArgument, "The request is malformed. Mend the field that the Refusal names."),
        [RefusalReason.RequestIdReused] = (StatusCode.InvalidArgument, "This request_id was used with other content. Use a new one."),
        [RefusalReason.ActorMissing] = (StatusCode.InvalidArgument, "The metadata forlop-actor-bin is missing or not whole: send a forlop.v1.Actor with user_id, role and purpose."),
        [RefusalReason.CredentialInvalid] = (StatusCode.Unauthenticated, "The credential is missing or unknown. Send metadata authorization: Bearer TOKEN."),
        [RefusalReason.RoleNotAllowed] = (StatusCode.PermissionDenied, "The actor's role may not do this. The Refusal names the roles that may."),
        [RefusalReason.TenantUnclear] = (StatusCode.InvalidArgument, "Name one of the credential's services in the metadata forlop-tenant."),
        [RefusalReason.NotFound] = (StatusCode.NotFound, "There is no such pathway among the caller's own."),
        [RefusalReason.VersionMismatch] = (StatusCode.Aborted, "expected_version is not the current version. Read the pathway and decide anew."),
        [RefusalReason.NotPermittedNow] = (StatusCode.FailedPrecondition, "The state does not permit it. The Refusal says what is possible instead."),
        [RefusalReason.AlreadyOpen] = (StatusCode.AlreadyExists, "The child has an open pathway. The Refusal names it; add to that one."),
        [RefusalReason.DateImpossible] = (StatusCode.InvalidArgument, "The date lies ahead, or before what it depends on. The Refusal names the field."),
        [RefusalReason.NationalId] = (StatusCode.InvalidArgument, "A reference looks like a national id. Use the case system's own opaque reference."),
        [RefusalReason.ConsentMissing] = (StatusCode.FailedPrecondition, "Nothing on record allows this disclosure today."),
        [RefusalReason.ParticipationMissing] = (StatusCode.FailedPrecondition, "Record the child's participation first."),
        [RefusalReason.EngagementOpen] = (StatusCode.FailedPrecondition, "An engagement is neither handed over nor ended."),
        [RefusalReason.StoreFull] = (StatusCode.ResourceExhausted, "The disk is full; nothing was stored. Repeat later with the same request_id."),
        [RefusalReason.StoreFaulted] = (StatusCode.Unavailable, "The store has failed; the outcome is unknown. Repeat the same request with the same request_id."),
        [RefusalReason.ClockFixed] = (StatusCode.FailedPrecondition, "The clock can only be set forward, and only with --simulated-clock."),
        [RefusalReason.CursorInvalid] = (StatusCode.InvalidArgument, "The cursor is not one of this store. Begin again without."),
        [RefusalReason.EntryNeeded] = (StatusCode.FailedPrecondition, "A later entry depends on this one. The Refusal names it; mend that one first."),
        [RefusalReason.LeaderNeeded] = (StatusCode.PermissionDenied, "Here a leader has to decide. Let somebody in that role do it."),
        [RefusalReason.NotServed] = (StatusCode.InvalidArgument, "The service does not serve that municipality or district."),
        [RefusalReason.TaskNotCompletable] = (StatusCode.FailedPrecondition, "The task is done by doing what it says. Use the RPC that the task names."),
        [RefusalReason.PluginUnknown] = (StatusCode.NotFound, "No plugin of that id lies where the sidecar looks. ListPlugins names those that do."),
        [RefusalReason.PluginChanged] = (StatusCode.FailedPrecondition, "The package is another than the one that was looked at. List the plugins, look at what it asks for, and approve that."),
        [RefusalReason.PluginBroken] = (StatusCode.FailedPrecondition, "The plugin was left out; ListPlugins says why. Mend it first."),
        [RefusalReason.PluginOfAnotherKind] = (StatusCode.FailedPrecondition, "Only a plugin that speaks to a fagsystem can be retired. Disable this one instead."),
        [RefusalReason.Stopping] = (StatusCode.Unavailable, "The sidecar is stopping. Repeat the same request with the same request_id."),
    }.ToFrozenDictionary();

    public static RpcException Of(Refusal refusal)
    {
        var (code, message) = Rows[refusal.Reason];
        var info = new ErrorInfo { Reason = NameOf(refusal.Reason), Domain = "forlop" };
        if (refusal.Field.Length > 0)
        {
            info.Metadata["field"] = refusal.Field;
        }

        var status = new RpcStatus { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(info, TypePrefix));
        status.Details.Add(Any.Pack(refusal, TypePrefix));
        return new RpcException(new Status(code, message), new Metadata { { DetailsKey, status.ToByteArray() } });
    }

    /// <summary>The enum value's name in the contract, without its prefix: <c>CONSENT_MISSING</c>.</summary>
    public static string NameOf(RefusalReason reason) =>
        CommonReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(RefusalReason)).FindValueByNumber((int)reason).Name["REFUSAL_REASON_".Length..];
}
