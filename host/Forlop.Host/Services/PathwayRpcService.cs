using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Rules;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.PathwayService</c>.</summary>
[BindServiceMethod(typeof(PathwayRpcService), nameof(Bind))]
internal sealed class PathwayRpcService(CommandRunner commands, Callers callers, IPathwayStore store, TimeProvider calendar, IHostApplicationLifetime lifetime)
    : PathwayService.PathwayServiceBase
{
    public static void Bind(ServiceBinderBase binder, PathwayService.PathwayServiceBase? service) => PathwayService.BindService(new CheckedBinder(binder), service);

    public override Task<OpenPathwayResponse> OpenPathway(OpenPathwayRequest request, ServerCallContext context) =>
        commands.OpenAsync(request, context);

    public override Task<RecordParticipationResponse> RecordParticipation(RecordParticipationRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordParticipationRequest, RecordParticipationResponse>(request, context, PathwayDecisions.RecordParticipation);

    public override Task<DecideStartResponse> DecideStart(DecideStartRequest request, ServerCallContext context) =>
        commands.RunAsync<DecideStartRequest, DecideStartResponse>(request, context, PathwayDecisions.DecideStart);

    public override Task<DecideNotStartResponse> DecideNotStart(DecideNotStartRequest request, ServerCallContext context) =>
        commands.RunAsync<DecideNotStartRequest, DecideNotStartResponse>(request, context, PathwayDecisions.DecideNotStart);

    public override Task<ProposeClosureResponse> ProposeClosure(ProposeClosureRequest request, ServerCallContext context) =>
        commands.RunAsync<ProposeClosureRequest, ProposeClosureResponse>(request, context, PathwayDecisions.ProposeClosure);

    public override Task<ClosePathwayResponse> ClosePathway(ClosePathwayRequest request, ServerCallContext context) =>
        commands.RunAsync<ClosePathwayRequest, ClosePathwayResponse>(request, context, PathwayDecisions.Close);

    public override async Task<GetPathwayResponse> GetPathway(GetPathwayRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var today = Day.Today(calendar);
        var pathway = Shown(await store.FindAsync(caller, request.PathwayId, context.CancellationToken));
        var response = new GetPathwayResponse { Pathway = pathway };
        response.PermittedActions.AddRange(PermittedActions.Of(pathway, today));
        response.Tasks.AddRange(Worklist.TasksOf(pathway, today));
        return response;
    }

    public override async Task<ListPathwaysResponse> ListPathways(ListPathwaysRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var page = await store.ListAsync(caller.Access(), Paging.Of(request.PageSize, request.PageToken, usual: 50, most: 200), request.OpenOnly, context.CancellationToken);
        var response = new ListPathwaysResponse { NextPageToken = page.NextToken };
        response.Pathways.AddRange(page.Items.Select(pathway => new PathwaySummary
        {
            PathwayId = pathway.PathwayId,
            ChildReference = pathway.ChildReference,
            State = pathway.State,
            Version = pathway.Version,
            OpenedOn = pathway.OpenedOn,
            CoordinatorUserId = pathway.CoordinatorUserId,
            NextDueOn = Worklist.NextDueOn(pathway) is { } due ? Day.Format(due) : "",
        }));
        return response;
    }

    public override async Task<GetHistoryResponse> GetHistory(GetHistoryRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        CommandRunner.Uuid("pathway_id", request.PathwayId);
        var page = await store.HistoryAsync(caller.Access(request.PathwayId), request.PathwayId, Paging.Of(request.PageSize, request.PageToken, usual: 100, most: 200), context.CancellationToken)
            ?? throw RefusalStatus.Of(Refusals.Of(RefusalReason.NotFound));
        var response = new GetHistoryResponse { NextPageToken = page.NextToken };
        response.Entries.AddRange(page.Items.Select(Shown));
        return response;
    }

    public override async Task WatchPathways(WatchPathwaysRequest request, IServerStreamWriter<WatchPathwaysResponse> responseStream, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);

        // A watcher never ends by itself: without this a stopping sidecar would wait for each of them.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await foreach (var followed in store.FollowAsync(caller.Access(), request.Cursor, ends.Token))
        {
            await responseStream.WriteAsync(new WatchPathwaysResponse { Entry = Shown(followed.Entry), Cursor = followed.Cursor }, ends.Token);
        }
    }

    // The explanations are made when somebody reads; what the store hands out is the reader's own.
    private static Pathway Shown(Pathway pathway)
    {
        foreach (var deadline in pathway.Deadlines)
        {
            deadline.Explanation = DeadlineText.Explain(deadline);
        }

        return pathway;
    }

    private static HistoryEntry Shown(HistoryEntry entry)
    {
        if (entry.DeadlineSet is { } set)
        {
            set.Deadline.Explanation = DeadlineText.Explain(set.Deadline);
        }

        return entry;
    }
}
