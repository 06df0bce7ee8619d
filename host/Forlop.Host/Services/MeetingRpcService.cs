using Forlop.Contracts.V1;
using Forlop.Host.Transport;
using Forlop.Pathways.Decisions;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.MeetingService</c>.</summary>
[BindServiceMethod(typeof(MeetingRpcService), nameof(Bind))]
internal sealed class MeetingRpcService(CommandRunner commands) : MeetingService.MeetingServiceBase
{
    public static void Bind(ServiceBinderBase binder, MeetingService.MeetingServiceBase? service) => MeetingService.BindService(new CheckedBinder(binder), service);

    public override Task<CallMeetingResponse> CallMeeting(CallMeetingRequest request, ServerCallContext context) =>
        commands.RunAsync<CallMeetingRequest, CallMeetingResponse>(request, context, MeetingDecisions.Call);

    public override Task<RecordMeetingHeldResponse> RecordMeetingHeld(RecordMeetingHeldRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordMeetingHeldRequest, RecordMeetingHeldResponse>(request, context, MeetingDecisions.RecordHeld);

    public override Task<PlanMeetingResponse> PlanMeeting(PlanMeetingRequest request, ServerCallContext context) =>
        commands.RunAsync<PlanMeetingRequest, PlanMeetingResponse>(request, context, MeetingDecisions.Plan);

    public override Task<PostponeMeetingResponse> PostponeMeeting(PostponeMeetingRequest request, ServerCallContext context) =>
        commands.RunAsync<PostponeMeetingRequest, PostponeMeetingResponse>(request, context, MeetingDecisions.Postpone);

    public override Task<CancelMeetingResponse> CancelMeeting(CancelMeetingRequest request, ServerCallContext context) =>
        commands.RunAsync<CancelMeetingRequest, CancelMeetingResponse>(request, context, MeetingDecisions.Cancel);
}
