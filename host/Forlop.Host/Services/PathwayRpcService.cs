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
internal sealed class PathwayRpcService(CommandRunner commands, Callers callers, IPathwayStore store, CaseSystemLookup lookup, IHostApplicationLifetime lifetime)
    : PathwayService.PathwayServiceBase
{
    public static void Bind(ServiceBinderBase binder, PathwayService.PathwayServiceBase? service) => PathwayService.BindService(new CheckedBinder(binder), service);

    public override Task<OpenPathwayResponse> OpenPathway(OpenPathwayRequest request, ServerCallContext context) =>
        commands.CreateAsync<OpenPathwayRequest, OpenPathwayResponse>(request, request.RequestId, context, PathwayDecisions.Open);

    public override Task<ImportPathwayResponse> ImportPathway(ImportPathwayRequest request, ServerCallContext context) =>
        commands.CreateAsync<ImportPathwayRequest, ImportPathwayResponse>(request, request.RequestId, context, ImportDecisions.Import);

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

    public override Task<AddAreaResponse> AddArea(AddAreaRequest request, ServerCallContext context) =>
        commands.RunAsync<AddAreaRequest, AddAreaResponse>(request, context, ChangeDecisions.AddArea);

    public override Task<SetPlanResponse> SetPlan(SetPlanRequest request, ServerCallContext context) =>
        commands.RunAsync<SetPlanRequest, SetPlanResponse>(request, context, ChangeDecisions.SetPlan);

    public override Task<AssignCoordinatorResponse> AssignCoordinator(AssignCoordinatorRequest request, ServerCallContext context) =>
        commands.RunAsync<AssignCoordinatorRequest, AssignCoordinatorResponse>(request, context, ChangeDecisions.AssignCoordinator);

    public override Task<UpdateCircumstancesResponse> UpdateCircumstances(UpdateCircumstancesRequest request, ServerCallContext context) =>
        commands.RunAsync<UpdateCircumstancesRequest, UpdateCircumstancesResponse>(request, context, ChangeDecisions.UpdateCircumstances);

    public override Task<SuspendPathwayResponse> SuspendPathway(SuspendPathwayRequest request, ServerCallContext context) =>
        commands.RunAsync<SuspendPathwayRequest, SuspendPathwayResponse>(request, context, InterruptionDecisions.Suspend);

    public override Task<ResumePathwayResponse> ResumePathway(ResumePathwayRequest request, ServerCallContext context) =>
        commands.RunAsync<ResumePathwayRequest, ResumePathwayResponse>(request, context, InterruptionDecisions.Resume);

    public override Task<DiscontinuePathwayResponse> DiscontinuePathway(DiscontinuePathwayRequest request, ServerCallContext context) =>
        commands.RunAsync<DiscontinuePathwayRequest, DiscontinuePathwayResponse>(request, context, InterruptionDecisions.Discontinue);

    public override Task<CorrectEntryResponse> CorrectEntry(CorrectEntryRequest request, ServerCallContext context) =>
        commands.RunAsync<CorrectEntryRequest, CorrectEntryResponse>(request, context, CorrectionDecisions.Correct);

    public override Task<RetractEntryResponse> RetractEntry(RetractEntryRequest request, ServerCallContext context) =>
        commands.RunAsync<RetractEntryRequest, RetractEntryResponse>(request, context, CorrectionDecisions.Retract);

    public override Task<RebindChildReferencesResponse> RebindChildReferences(RebindChildReferencesRequest request, ServerCallContext context) =>
        commands.RebindAsync(request, context);

    public override async Task<GetPathwayResponse> GetPathway(GetPathwayRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var facts = commands.Facts(caller);
        var pathway = Shown.Of(await store.FindAsync(caller, request.PathwayId, context.CancellationToken));
        var response = new GetPathwayResponse { Pathway = pathway };
        response.PermittedActions.AddRange(PermittedActions.Of(pathway, facts));
        response.Tasks.AddRange(Worklist.TasksOf(pathway, facts.Today, facts.Settings));
        return response;
    }

    public override async Task<AskCaseSystemResponse> AskCaseSystem(AskCaseSystemRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        if (CaseSystemCheck.Of(request) is { } malformed)
        {
            throw RefusalStatus.Of(malformed);
        }

        if (request.PathwayId.Length > 0)
        {
            var pathway = await store.FindAsync(caller, request.PathwayId, context.CancellationToken);
            return await lookup.AskAsync(caller.TenantId, pathway.ChildReference, pathway.Circumstances, context.CancellationToken);
        }

        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        return await lookup.AskAsync(caller.TenantId, request.ChildReference, held: null, context.CancellationToken);
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
        response.Entries.AddRange(page.Items.Select(Shown.Of));
        return response;
    }

    public override async Task WatchPathways(WatchPathwaysRequest request, IServerStreamWriter<WatchPathwaysResponse> responseStream, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);

        // A watcher never ends by itself: without this a stopping sidecar would wait for each of them.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await foreach (var followed in store.FollowAsync(caller.Access(), request.Cursor, ends.Token))
        {
            await responseStream.WriteAsync(new WatchPathwaysResponse { Entry = Shown.Of(followed.Entry), Cursor = followed.Cursor }, ends.Token);
        }
    }
}
