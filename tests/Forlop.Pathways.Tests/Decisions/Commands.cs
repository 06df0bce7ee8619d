using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Google.Protobuf;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Which decision answers which request: what the services do, without them.</summary>
internal static class Commands
{
    public static Decision Decide(Pathway pathway, IReadOnlyList<HistoryEntry> history, IMessage request, Facts facts) => request switch
    {
        OpenPathwayRequest open => PathwayDecisions.Open(open, _ => pathway.PathwayId.Length > 0 ? pathway : null, facts),
        RecordParticipationRequest participation => PathwayDecisions.RecordParticipation(pathway, participation, facts),
        DecideStartRequest start => PathwayDecisions.DecideStart(pathway, start, facts),
        DecideNotStartRequest notStart => PathwayDecisions.DecideNotStart(pathway, notStart, facts),
        ProposeClosureRequest propose => PathwayDecisions.ProposeClosure(pathway, propose, facts),
        ClosePathwayRequest close => PathwayDecisions.Close(pathway, close, facts),
        RecordConsentRequest consent => ConsentDecisions.Record(pathway, consent, facts),
        ImportPathwayRequest import => ImportDecisions.Import(import, _ => pathway.PathwayId.Length > 0 ? pathway : null, facts),
        AddAreaRequest area => ChangeDecisions.AddArea(pathway, area, facts),
        SetPlanRequest plan => ChangeDecisions.SetPlan(pathway, plan, facts),
        AssignCoordinatorRequest assign => ChangeDecisions.AssignCoordinator(pathway, assign, facts),
        UpdateCircumstancesRequest circumstances => ChangeDecisions.UpdateCircumstances(pathway, circumstances, facts),
        SuspendPathwayRequest suspend => InterruptionDecisions.Suspend(pathway, suspend, facts),
        ResumePathwayRequest resume => InterruptionDecisions.Resume(pathway, resume, facts),
        DiscontinuePathwayRequest discontinue => InterruptionDecisions.Discontinue(pathway, discontinue, facts),
        CorrectEntryRequest correct => CorrectionDecisions.Correct(pathway, history, correct, facts),
        RetractEntryRequest retract => CorrectionDecisions.Retract(pathway, history, retract, facts),
        RecordRefusalRequest refusal => ConsentDecisions.Refuse(pathway, refusal, facts),
        StateBasisRequest basis => ConsentDecisions.StateBasis(pathway, basis, facts),
        PlanMeetingRequest planned => MeetingDecisions.Plan(pathway, planned, facts),
        PostponeMeetingRequest postponed => MeetingDecisions.Postpone(pathway, postponed, facts),
        CancelMeetingRequest cancelled => MeetingDecisions.Cancel(pathway, cancelled, facts),
        MarkAreaNotNeededRequest notNeeded => ChangeDecisions.MarkAreaNotNeeded(pathway, notNeeded, facts),
        RecordAppointmentRequest appointment => ContactDecisions.RecordAppointment(pathway, appointment, facts),
        LogContactRequest contact => ContactDecisions.Log(pathway, contact, facts),
        CompleteTaskRequest complete => TaskDecisions.Complete(pathway, complete, facts),
        ReassignTaskRequest reassign => TaskDecisions.Reassign(pathway, reassign, facts),
        SettleFilingRequest settle => ExchangeDecisions.Settle(pathway, settle, facts),
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
