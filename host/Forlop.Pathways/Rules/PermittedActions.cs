using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Texts;
using NodaTime;
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
        ("PathwayService.DecideStart", PathwayTrigger.DecideStart),
        ("PathwayService.DecideNotStart", PathwayTrigger.DecideNotStart),
        ("EngagementService.PrepareReferral", PathwayTrigger.PrepareReferral),
        ("PathwayService.ProposeClosure", PathwayTrigger.ProposeClosure),
        ("PathwayService.ClosePathway", PathwayTrigger.Close),
    ];

    private static readonly (string Rpc, EngagementTrigger[] Triggers)[] OnEngagement =
    [
        ("EngagementService.ReleaseForSending", [EngagementTrigger.Release]),
        ("EngagementService.ConfirmSent", [EngagementTrigger.ConfirmSent]),
        ("EngagementService.RecordReceipt", [EngagementTrigger.RecordReceipt]),
        ("EngagementService.RecordAnswer", [EngagementTrigger.Accept, EngagementTrigger.Reject, EngagementTrigger.Redirect, EngagementTrigger.AskForMore]),
        ("EngagementService.RecordProgress", [EngagementTrigger.Begin, EngagementTrigger.CompleteWithoutReport]),
        ("EngagementService.RecordReport", [EngagementTrigger.Report]),
        ("EngagementService.HandOver", [EngagementTrigger.HandOver]),
        ("EngagementService.EndEngagement", [EngagementTrigger.End]),
    ];

    public static IReadOnlyList<PermittedAction> Of(Pathway pathway, LocalDate today)
    {
        // One machine answers for the whole list: to build it costs far more than to ask it.
        var machine = MachineOf(pathway, today);
        var actions = new List<PermittedAction>();
        foreach (var (rpc, trigger) in OnPathway)
        {
            actions.Add(Action(rpc, "", WhyNot(pathway, machine, trigger)));
        }

        actions.Add(Action("MeetingService.CallMeeting", "", Either(
            WhyNot(pathway, machine, PathwayTrigger.CallClarificationMeeting), WhyNot(pathway, machine, PathwayTrigger.CallStatusMeeting))));
        foreach (var meeting in pathway.Meetings.Where(meeting => meeting.State == MeetingState.Called))
        {
            actions.Add(Action("MeetingService.RecordMeetingHeld", meeting.MeetingId, WhyNot(pathway, machine, Hold(meeting.Kind))));
        }

        var pathwaySays = WhyNot(pathway, machine, PathwayTrigger.WorkOnEngagement);
        foreach (var engagement in pathway.Engagements)
        {
            AddEngagement(actions, engagement, pathwaySays);
        }

        return actions;
    }

    /// <summary>The trigger of calling, and of holding, a meeting of that kind.</summary>
    internal static PathwayTrigger Call(MeetingKind kind) =>
        kind == MeetingKind.Clarification ? PathwayTrigger.CallClarificationMeeting : PathwayTrigger.CallStatusMeeting;

    internal static PathwayTrigger Hold(MeetingKind kind) =>
        kind == MeetingKind.Clarification ? PathwayTrigger.HoldClarificationMeeting : PathwayTrigger.HoldStatusMeeting;

    /// <summary>Null when the pathway permits the trigger now; otherwise the reason and its sentence.</summary>
    internal static (RefusalReason Reason, LocalizedText Message)? WhyNot(Pathway pathway, PathwayTrigger trigger, LocalDate today) =>
        WhyNot(pathway, MachineOf(pathway, today), trigger);

    internal static (RefusalReason Reason, LocalizedText Message)? WhyNot(Engagement engagement, EngagementTrigger trigger) =>
        WhyNot(engagement, EngagementDefinition.V1.Over(engagement.State, _ => true), trigger);

    private static StateMachine<PathwayState, PathwayTrigger> MachineOf(Pathway pathway, LocalDate today) =>
        PathwayDefinition.Of(pathway.DefinitionVersion).Over(pathway.State, guard => Holds(guard, pathway, today));

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
        List<PermittedAction> actions, Engagement engagement, (RefusalReason Reason, LocalizedText Message)? pathwaySays)
    {
        // Of a settled engagement nothing is possible, and fifteen reasons for that would help nobody.
        if (EngagementDefinition.IsSettled(engagement.State))
        {
            return;
        }

        var machine = EngagementDefinition.V1.Over(engagement.State, _ => true);
        foreach (var (rpc, triggers) in OnEngagement)
        {
            actions.Add(Action(rpc, engagement.EngagementId, pathwaySays ?? WhyNot(engagement, machine, triggers)));
        }
    }

    private static bool Holds(string guard, Pathway pathway, LocalDate today) => guard switch
    {
        PathwayDefinition.ParticipationRecorded => pathway.Participations.Count > 0,
        PathwayDefinition.ConsentComplete => Consents.MissingForStart(pathway, today).Count == 0,
        PathwayDefinition.EngagementsSettled => pathway.Engagements.All(engagement => EngagementDefinition.IsSettled(engagement.State)),
        PathwayDefinition.ClarificationHeld => pathway.Meetings.Any(meeting => meeting is { Kind: MeetingKind.Clarification, State: MeetingState.Held }),
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

    private static PermittedAction Action(string rpc, string subjectId, (RefusalReason Reason, LocalizedText Message)? whyNot)
    {
        var action = new PermittedAction
        {
            Rpc = rpc,
            SubjectId = subjectId,
            Permitted = whyNot is null,
            Label = Text.Of($"action.{rpc[(rpc.IndexOf('.', StringComparison.Ordinal) + 1)..]}"),
            WhyNot = whyNot?.Message,
        };
        action.Roles.AddRange(Rights.RolesOf(rpc));
        return action;
    }
}
