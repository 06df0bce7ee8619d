using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Google.Protobuf;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Which decision answers which request: what the services do, without them.</summary>
internal static class Commands
{
    public static Decision Decide(Pathway pathway, IMessage request, Facts facts) => request switch
    {
        OpenPathwayRequest open => PathwayDecisions.Open(open, _ => pathway.PathwayId.Length > 0 ? pathway : null, facts),
        RecordParticipationRequest participation => PathwayDecisions.RecordParticipation(pathway, participation, facts),
        DecideStartRequest start => PathwayDecisions.DecideStart(pathway, start, facts),
        DecideNotStartRequest notStart => PathwayDecisions.DecideNotStart(pathway, notStart, facts),
        ProposeClosureRequest propose => PathwayDecisions.ProposeClosure(pathway, propose, facts),
        ClosePathwayRequest close => PathwayDecisions.Close(pathway, close, facts),
        RecordConsentRequest consent => ConsentDecisions.Record(pathway, consent, facts),
        WithdrawConsentRequest withdraw => ConsentDecisions.Withdraw(pathway, withdraw, facts),
        CallMeetingRequest call => MeetingDecisions.Call(pathway, call, facts),
        RecordMeetingHeldRequest held => MeetingDecisions.RecordHeld(pathway, held, facts),
        PrepareReferralRequest prepare => EngagementDecisions.Prepare(pathway, prepare, facts),
        ReleaseForSendingRequest release => EngagementDecisions.Release(pathway, release, facts),
        ConfirmSentRequest sent => EngagementDecisions.ConfirmSent(pathway, sent, facts),
        RecordReceiptRequest receipt => EngagementDecisions.RecordReceipt(pathway, receipt, facts),
        RecordAnswerRequest answer => EngagementDecisions.RecordAnswer(pathway, answer, facts),
        RecordProgressRequest progress => EngagementDecisions.RecordProgress(pathway, progress, facts),
        RecordReportRequest report => EngagementDecisions.RecordReport(pathway, report, facts),
        HandOverRequest handOver => EngagementDecisions.HandOver(pathway, handOver, facts),
        EndEngagementRequest end => EngagementDecisions.End(pathway, end, facts),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Descriptor.Name, "No decision answers it."),
    };
}
