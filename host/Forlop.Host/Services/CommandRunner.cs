using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Settings;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Rules;
using Forlop.Storage;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary>The one way of a command: authorise, hand the pure decision to the store's writer, answer with its receipt.</summary>
internal sealed class CommandRunner(Callers callers, IPathwayStore store, ServiceSettingsProvider settings, TimeProvider calendar)
{
    public Task<TResponse> RunAsync<TRequest, TResponse>(TRequest request, ServerCallContext context, Func<Pathway, TRequest, Facts, Decision> decide)
        where TRequest : class, IPathwayCommand
        where TResponse : ICommandResponse, new() =>
        RunAsync<TResponse>(request, context, (command, facts) => store.CommitAsync(command, reader => decide(reader.Pathway!, request, facts), CancellationToken.None));

    /// <summary>For the few decisions that need the whole history: they hold up nobody else.</summary>
    public Task<TResponse> RunAsync<TRequest, TResponse>(TRequest request, ServerCallContext context, Func<Pathway, IReadOnlyList<HistoryEntry>, TRequest, Facts, Decision> decide)
        where TRequest : class, IPathwayCommand
        where TResponse : ICommandResponse, new() =>
        RunAsync<TResponse>(request, context, (command, facts) => store.CommitAheadAsync(command, (pathway, history) => decide(pathway, history, request, facts), CancellationToken.None));

    /// <summary>A command that makes a new pathway.</summary>
    public async Task<TResponse> CreateAsync<TRequest, TResponse>(
        TRequest request, string requestId, ServerCallContext context, Func<TRequest, Func<string, Pathway?>, Facts, Decision> decide)
        where TRequest : class, IMessage
        where TResponse : ICommandResponse, new()
    {
        var caller = await callers.AuthoriseAsync(context);
        var facts = Facts(caller);
        var pathwayId = PathwayIds.Next().ToString();
        var command = new Command(caller.Access(pathwayId), pathwayId, Creates: true, Uuid("request_id", requestId), Content(request), ExpectedVersion: null) { SettingsVersion = facts.SettingsVersion };
        return await CommitAsync<TResponse>(() => store.CommitAsync(command, reader => decide(request, reader.OpenPathwayOf, facts), CancellationToken.None), facts, context);
    }

    /// <summary>Many pathways at once: all of them, or none.</summary>
    public async Task<RebindChildReferencesResponse> RebindAsync(RebindChildReferencesRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        if (RebindCheck.Of(request) is { } malformed)
        {
            throw RefusalStatus.Of(malformed);
        }

        for (var i = 0; i < request.Bindings.Count; i++)
        {
            Uuid($"bindings[{i}].pathway_id", request.Bindings[i].PathwayId); // one id is never two, or a pathway would be rebound twice
        }

        var facts = Facts(caller);
        var occurred = new HistoryEntry { OccurredOn = Day.Format(facts.Today), Source = Source.CaseSystem };
        var command = new RebindCommand(caller.Access(), Uuid("request_id", request.RequestId), Content(request), request.Bindings, occurred);
        return Answer<RebindChildReferencesResponse>(await store.RebindAsync(command, CancellationToken.None), facts);
    }

    /// <summary>Refused unless it is a UUID as the contract writes it, so that one id is never two.</summary>
    public static Guid Uuid(string field, string value) =>
        Guid.TryParseExact(value, "D", out var uuid) && uuid.ToString() == value ? uuid : throw RefusalStatus.Of(Refusals.Malformed(field, "uuid"));

    private async Task<TResponse> RunAsync<TResponse>(IPathwayCommand request, ServerCallContext context, Func<Command, Facts, Task<CommitResult>> commit)
        where TResponse : ICommandResponse, new()
    {
        var caller = await callers.AuthoriseAsync(context);
        var facts = Facts(caller);
        var command = new Command(
            caller.Access(request.PathwayId),
            Uuid("pathway_id", request.PathwayId).ToString(),
            Creates: false,
            Uuid("request_id", request.RequestId),
            Content(request),
            request.HasExpectedVersion ? request.ExpectedVersion : null) { SettingsVersion = facts.SettingsVersion };
        return await CommitAsync<TResponse>(() => commit(command, facts), facts, context);
    }

    // What a repeat is compared with: the request as it was understood, so that a repeat may come through another client
    // library. A field that this release does not know could neither be sealed nor kept, and is refused instead of dropped.
    public static byte[] Content(IMessage request)
    {
        var content = request.ToByteArray();
        return request.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(content).CalculateSize() == content.Length
            ? content
            : throw RefusalStatus.Of(Refusals.Malformed("request", "unknown-field"));
    }

    /// <summary>What a decision for this caller knows.</summary>
    public Facts Facts(Caller caller) => settings.FactsOf(caller.TenantId, Day.Today(calendar)) with { ActorRole = caller.Actor.Role };

    // The command is not tied to the caller's cancellation: once it is handed over, only its receipt says what became of it.
    private async Task<TResponse> CommitAsync<TResponse>(Func<Task<CommitResult>> commit, Facts facts, ServerCallContext context)
        where TResponse : ICommandResponse, new()
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        return Answer<TResponse>(await commit(), facts);
    }

    private static TResponse Answer<TResponse>(CommitResult result, Facts facts)
        where TResponse : ICommandResponse, new() => result switch
        {
            CommitResult.Committed committed => new TResponse { Receipt = committed.Receipt },
            CommitResult.Refused refused => throw RefusalStatus.Of(refused.Refusal),
            CommitResult.NotFound => throw RefusalStatus.Of(Refusals.Of(RefusalReason.NotFound)),
            CommitResult.RequestIdReused => throw RefusalStatus.Of(Refusals.Of(RefusalReason.RequestIdReused)),
            CommitResult.VersionMismatch mismatch => throw RefusalStatus.Of(Refusals.VersionMismatch(mismatch.Current, facts)),
            CommitResult.StoreFull => throw RefusalStatus.Of(Refusals.Of(RefusalReason.StoreFull, retryCanHelp: true, whoCanAct: Role.Operator)),
            CommitResult.OutcomeUnknown => throw RefusalStatus.Of(Refusals.Of(RefusalReason.StoreFaulted, retryCanHelp: true, whoCanAct: Role.Operator)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no result that a command can have."),
        };
}
