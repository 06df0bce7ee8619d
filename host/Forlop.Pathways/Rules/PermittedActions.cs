using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Settings;
using Forlop.Pathways.Texts;
using Stateless;

namespace Forlop.Pathways.Rules;

/// <summary>
/// What is possible now, by whom, and why the rest is not. Commands ask the same tables, so a button that is shown works
/// and one that would not says why.
/// </summary>
public static class PermittedActions
{
    private static readonly (string Rpc, PathwayTrigger Trigger)[] OnPathway =
    [
        ("PathwayService.RecordParticipation", PathwayTrigger.RecordParticipation),
        ("ConsentService.RecordConsent", PathwayTrigger.RecordConsent),
        ("ConsentService.WithdrawConsent", PathwayTrigger.WithdrawConsent),
        ("ConsentService.RecordRefusal", PathwayTrigger.RecordConsent),
        ("ConsentService.StateBasis", PathwayTrigger.RecordConsent),
        ("PathwayService.DecideStart", PathwayTrigger.DecideStart),
        ("PathwayService.DecideNotStart", PathwayTrigger.DecideNotStart),
        ("PathwayService.AddArea", PathwayTrigger.AddArea),
        ("PathwayService.SetPlan", PathwayTrigger.SetPlan),
        ("PathwayService.AssignCoordinator", PathwayTrigger.Note),
        ("PathwayService.UpdateCircumstances", PathwayTrigger.Note),
        ("EngagementService.MarkAreaNotNeeded", PathwayTrigger.Note),
        ("EngagementService.LogContact", PathwayTrigger.Note),
        ("EngagementService.PrepareReferral", PathwayTrigger.PrepareReferral),
        ("MeetingService.PlanMeeting", PathwayTrigger.PlanMeeting),
        ("PathwayService.SuspendPathway", PathwayTrigger.Suspend),
        ("PathwayService.DiscontinuePathway", PathwayTrigger.Discontinue),
        ("PathwayService.ProposeClosure", PathwayTrigger.ProposeClosure),
        ("PathwayService.ClosePathway", PathwayTrigger.Close),
    ];

    private static readonly (string Rpc, EngagementTrigger[] Triggers)[] OnEngagement =
    [
        ("EngagementService.ReleaseForSending", [EngagementTrigger.Release]),
        ("EngagementService.ConfirmSent", [EngagementTrigger.ConfirmSent]),
        ("EngagementService.RecordReceipt", [EngagementTrigger.RecordReceipt]),
        ("EngagementService.RecordAnswer", [EngagementTrigger.Accept, EngagementTrigger.Reject, EngagementTrigger.Redirect, EngagementTrigger.AskForMore]),
        ("EngagementService.RecordAppointment", [EngagementTrigger.Attend, EngagementTrigger.NoteAppointment]),
        ("EngagementService.RecordProgress", [EngagementTrigger.Begin, EngagementTrigger.CompleteWithoutReport]),
        ("EngagementService.RecordReport", [EngagementTrigger.Report]),
        ("EngagementService.HandOver", [EngagementTrigger.HandOver]),
        ("EngagementService.EndEngagement", [EngagementTrigger.End]),
    ];

    public static IReadOnlyList<PermittedAction> Of(Pathway pathway, Facts facts)
    {
        // One machine answers for the whole list: to build it costs far more than to ask it.
        var machine = MachineOf(pathway, facts);
        var actions = new List<PermittedAction>();
        foreach (var (rpc, trigger) in OnPathway)
        {
            actions.Add(Action(rpc, "", WhyNot(pathway, machine, trigger), Rights.RolesOf(rpc, pathway, facts.Settings)));
        }

        actions.Add(Action("MeetingService.CallMeeting", "", Either(
            WhyNot(pathway, machine, PathwayTrigger.CallClarificationMeeting), WhyNot(pathway, machine, PathwayTrigger.CallStatusMeeting))));
        actions.Add(Action("PathwayService.ResumePathway", "", WhyNot(pathway, machine, Resume(pathway)) ?? WhyNotGoOn(pathway, facts)));
        foreach (var meeting in pathway.Meetings.Where(meeting => meeting.State is MeetingState.Planned or MeetingState.Called))
        {
            var hold = WhyNot(pathway, machine, Hold(meeting.Kind));
            if (meeting.State == MeetingState.Called)
            {
                actions.Add(Action("MeetingService.RecordMeetingHeld", meeting.MeetingId, hold));
            }

            actions.Add(Action("MeetingService.PostponeMeeting", meeting.MeetingId, WhyNot(pathway, machine, PathwayTrigger.PlanMeeting)));
            actions.Add(Action("MeetingService.CancelMeeting", meeting.MeetingId, WhyNot(pathway, machine, Cancel(meeting))));
        }

        var work = WhyNot(pathway, machine, PathwayTrigger.WorkOnEngagement);
        var release = WhyNot(pathway, machine, PathwayTrigger.ReleaseReferral);
        foreach (var engagement in pathway.Engagements.Where(_ => !PathwayDefinition.HasEnded(pathway.State)))
        {
            AddEngagement(actions, engagement, work, release);
        }

        // What comes when all is over, with the pathway or with the referral, and what was entered wrongly.
        foreach (var engagement in pathway.Engagements.Where(engagement => engagement.SentOn.Length > 0 && (EngagementDefinition.IsSettled(engagement.State) || machine.CanFire(PathwayTrigger.RecordLate))))
        {
            actions.Add(Action("EngagementService.RecordReport", engagement.EngagementId, null));
        }

        foreach (var filing in pathway.Filings.Where(ExchangeDecisions.IsStuck))
        {
            actions.Add(Action("DocumentService.SettleFiling", filing.FilingId, null));
        }

        actions.Add(Action("PathwayService.CorrectEntry", "", null));
        actions.Add(Action("PathwayService.RetractEntry", "", null));
        return actions;
    }

    /// <summary>The trigger of calling, and of holding, a meeting of that kind.</summary>
    internal static PathwayTrigger Call(MeetingKind kind) =>
        kind == MeetingKind.Clarification ? PathwayTrigger.CallClarificationMeeting : PathwayTrigger.CallStatusMeeting;

    internal static PathwayTrigger Hold(MeetingKind kind) =>
        kind == MeetingKind.Clarification ? PathwayTrigger.HoldClarificationMeeting : PathwayTrigger.HoldStatusMeeting;

    /// <summary>A planned meeting is only forgotten; a clarification meeting that was called has to be called anew.</summary>
    internal static PathwayTrigger Cancel(Meeting meeting) =>
        meeting is { Kind: MeetingKind.Clarification, State: MeetingState.Called } ? PathwayTrigger.CancelClarificationMeeting : PathwayTrigger.PlanMeeting;

    /// <summary>The trigger that leads back to where the pathway was put on hold; to before the call, when the meeting was called off meanwhile.</summary>
    internal static PathwayTrigger Resume(Pathway pathway) => pathway.Interruption?.InterruptedState switch
    {
        PathwayState.ClarificationCalled when pathway.Meetings.Any(meeting => meeting is { Kind: MeetingKind.Clarification, State: MeetingState.Called }) => PathwayTrigger.ResumeClarification,
        PathwayState.InCooperation or PathwayState.InAssessment => PathwayTrigger.ResumeCooperation,
        PathwayState.AwaitingClosure => PathwayTrigger.ResumeClosure,
        _ => PathwayTrigger.ResumeStarted,
    };

    /// <summary>Null when the pathway permits the trigger now; otherwise the reason and its sentence.</summary>
    internal static (RefusalReason Reason, LocalizedText Message)? WhyNot(Pathway pathway, PathwayTrigger trigger, Facts facts) =>
        WhyNot(pathway, MachineOf(pathway, facts), trigger);

    internal static (RefusalReason Reason, LocalizedText Message)? WhyNot(Engagement engagement, EngagementTrigger trigger) =>
        WhyNot(engagement, MachineOf(engagement), trigger);

    private static (RefusalReason Reason, LocalizedText Message)? WhyNotGoOn(Pathway pathway, Facts facts) =>
        ConsentDecisions.NobodyAgrees(pathway, facts) ? (RefusalReason.ConsentMissing, Text.Of("refusal.ConsentMissing.Resume")) : null;

    private static StateMachine<PathwayState, PathwayTrigger> MachineOf(Pathway pathway, Facts facts) =>
        PathwayDefinition.Of(pathway.DefinitionVersion).Over(pathway.State, guard => Holds(guard, pathway, facts));

    private static (RefusalReason Reason, LocalizedText Message)? WhyNot(
        Pathway pathway, StateMachine<PathwayState, PathwayTrigger> machine, PathwayTrigger trigger)
    {
        if (machine.CanFire(trigger, out var unmet))
        {
            return null;
        }

        return unmet?.FirstOrDefault() is { } guard
            ? (ReasonOf(guard), Text.Of($"guard.{guard}"))
            : (RefusalReason.NotPermittedNow, Text.Of("why-not.state", Text.Of($"state.{pathway.State}")));
    }

    private static (RefusalReason Reason, LocalizedText Message)? WhyNot(
        Engagement engagement, StateMachine<EngagementState, EngagementTrigger> machine, params IEnumerable<EngagementTrigger> triggers) =>
        triggers.Any(machine.CanFire)
            ? null
            : (RefusalReason.NotPermittedNow, Text.Of("why-not.engagement", Text.Of($"engagement.{engagement.State}")));

    private static void AddEngagement(
        List<PermittedAction> actions,
        Engagement engagement,
        (RefusalReason Reason, LocalizedText Message)? work,
        (RefusalReason Reason, LocalizedText Message)? release)
    {
        // Of a settled engagement little is possible, and fifteen reasons for that would help nobody.
        var isSettled = EngagementDefinition.IsSettled(engagement.State);
        var machine = MachineOf(engagement);
        foreach (var (rpc, triggers) in OnEngagement.Where(action => !isSettled || action.Triggers.Any(machine.CanFire)))
        {
            actions.Add(Action(rpc, engagement.EngagementId, (triggers is [EngagementTrigger.Release] ? release : work) ?? WhyNot(engagement, machine, triggers)));
        }
    }

    private static StateMachine<EngagementState, EngagementTrigger> MachineOf(Engagement engagement) =>
        EngagementDefinition.V1.Over(engagement.State, guard => guard == EngagementDefinition.ReceiptAssumed && engagement.ReceiptAssumed);

    private static bool Holds(string guard, Pathway pathway, Facts facts) => guard switch
    {
        PathwayDefinition.ParticipationRecorded => pathway.Participations.Count > 0,
        PathwayDefinition.ConsentComplete => Consents.Evaluate(pathway, Asked.Start, facts.Today).IsAllowed,
        PathwayDefinition.EngagementsSettled => pathway.Engagements.All(engagement => EngagementDefinition.IsSettled(engagement.State)),
        PathwayDefinition.ClarificationHeld => pathway.Meetings.Any(meeting => meeting is { Kind: MeetingKind.Clarification, State: MeetingState.Held }),
        PathwayDefinition.ReferralFirst => facts.Settings.Order == PathwayOrder.ReferralFirst,
        _ => throw new ArgumentOutOfRangeException(nameof(guard), guard, "The definition names a guard that nothing evaluates."),
    };

    private static RefusalReason ReasonOf(string guard) => guard switch
    {
        PathwayDefinition.ParticipationRecorded => RefusalReason.ParticipationMissing,
        PathwayDefinition.ConsentComplete => RefusalReason.ConsentMissing,
        PathwayDefinition.EngagementsSettled => RefusalReason.EngagementOpen,
        _ => RefusalReason.NotPermittedNow,
    };

    private static (RefusalReason Reason, LocalizedText Message)? Either(
        (RefusalReason Reason, LocalizedText Message)? one, (RefusalReason Reason, LocalizedText Message)? other) =>
        one is null || other is null ? null : one;

    private static PermittedAction Action(string rpc, string subjectId, (RefusalReason Reason, LocalizedText Message)? whyNot, IReadOnlyList<Role>? roles = null)
    {
        var action = new PermittedAction
        {
            Rpc = rpc,
            SubjectId = subjectId,
            Permitted = whyNot is null,
            Label = Text.Of($"action.{rpc[(rpc.IndexOf('.', StringComparison.Ordinal) + 1)..]}"),
            WhyNot = whyNot?.Message,
        };
        action.Roles.AddRange(roles ?? Rights.RolesOf(rpc));
        return action;
    }
}
