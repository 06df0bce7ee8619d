using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Rules;
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

    public override Task<PrepareReferralResponse> PrepareReferral(PrepareReferralRequest request, ServerCallContext context)
    {
        // Drawn here and not where it is decided: that may happen twice, and has to say the same.
        var code = ReplyCode.Draw();
        return commands.RunAsync<PrepareReferralRequest, PrepareReferralResponse>(request, context, (pathway, asked, facts) => EngagementDecisions.Prepare(pathway, asked, facts with { ReplyCode = code }));
    }

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

    public override Task<MarkAreaNotNeededResponse> MarkAreaNotNeeded(MarkAreaNotNeededRequest request, ServerCallContext context) =>
        commands.RunAsync<MarkAreaNotNeededRequest, MarkAreaNotNeededResponse>(request, context, ChangeDecisions.MarkAreaNotNeeded);

    public override Task<RecordAppointmentResponse> RecordAppointment(RecordAppointmentRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordAppointmentRequest, RecordAppointmentResponse>(request, context, ContactDecisions.RecordAppointment);

    public override Task<LogContactResponse> LogContact(LogContactRequest request, ServerCallContext context) =>
        commands.RunAsync<LogContactRequest, LogContactResponse>(request, context, ContactDecisions.Log);

    public override async Task<FindByReplyCodeResponse> FindByReplyCode(FindByReplyCodeRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var found = ReplyCode.Read(request.ReplyCode) is { } code
            ? await store.FindByReplyCodeAsync(caller.Access(), code, context.CancellationToken)
            : throw RefusalStatus.Of(Refusals.Malformed("reply_code", "reply-code"));
        return found is var (pathwayId, engagement)
            ? new FindByReplyCodeResponse { PathwayId = pathwayId, Engagement = engagement }
            : throw RefusalStatus.Of(Refusals.Of(RefusalReason.NotFound));
    }
}
