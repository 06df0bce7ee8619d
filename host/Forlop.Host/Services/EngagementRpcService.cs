using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways.Decisions;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.EngagementService</c>.</summary>
[BindServiceMethod(typeof(EngagementRpcService), nameof(Bind))]
internal sealed class EngagementRpcService(CommandRunner commands, Callers callers, IPathwayStore store, RouteAdvice advice)
    : EngagementService.EngagementServiceBase
{
    public static void Bind(ServiceBinderBase binder, EngagementService.EngagementServiceBase? service) => EngagementService.BindService(new CheckedBinder(binder), service);

    public override async Task<SuggestRoutesResponse> SuggestRoutes(SuggestRoutesRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        RouteAdvice.Check(request);
        var pathway = await store.FindAsync(caller, request.PathwayId, context.CancellationToken);
        return await advice.AskAsync(caller.TenantId, pathway, request, context.CancellationToken);
    }

    public override Task<PrepareReferralResponse> PrepareReferral(PrepareReferralRequest request, ServerCallContext context) =>
        commands.RunAsync<PrepareReferralRequest, PrepareReferralResponse>(request, context, EngagementDecisions.Prepare);

    public override Task<ReleaseForSendingResponse> ReleaseForSending(ReleaseForSendingRequest request, ServerCallContext context) =>
        commands.RunAsync<ReleaseForSendingRequest, ReleaseForSendingResponse>(request, context, EngagementDecisions.Release);

    public override Task<ConfirmSentResponse> ConfirmSent(ConfirmSentRequest request, ServerCallContext context) =>
        commands.RunAsync<ConfirmSentRequest, ConfirmSentResponse>(request, context, EngagementDecisions.ConfirmSent);

    public override Task<RecordReceiptResponse> RecordReceipt(RecordReceiptRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordReceiptRequest, RecordReceiptResponse>(request, context, EngagementDecisions.RecordReceipt);

    public override Task<RecordAnswerResponse> RecordAnswer(RecordAnswerRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordAnswerRequest, RecordAnswerResponse>(request, context, EngagementDecisions.RecordAnswer);

    public override Task<RecordProgressResponse> RecordProgress(RecordProgressRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordProgressRequest, RecordProgressResponse>(request, context, EngagementDecisions.RecordProgress);

    public override Task<RecordReportResponse> RecordReport(RecordReportRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordReportRequest, RecordReportResponse>(request, context, EngagementDecisions.RecordReport);

    public override Task<HandOverResponse> HandOver(HandOverRequest request, ServerCallContext context) =>
        commands.RunAsync<HandOverRequest, HandOverResponse>(request, context, EngagementDecisions.HandOver);

    public override Task<EndEngagementResponse> EndEngagement(EndEngagementRequest request, ServerCallContext context) =>
        commands.RunAsync<EndEngagementRequest, EndEngagementResponse>(request, context, EngagementDecisions.End);
}
