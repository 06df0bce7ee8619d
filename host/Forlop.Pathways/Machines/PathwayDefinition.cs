using Forlop.Contracts.V1;
using static Forlop.Contracts.V1.PathwayState;
using static Forlop.Pathways.Machines.PathwayTrigger;

namespace Forlop.Pathways.Machines;

/// <summary>What can happen to a pathway.</summary>
public enum PathwayTrigger
{
    RecordParticipation,
    RecordConsent,
    WithdrawConsent,
    DecideStart,
    DecideNotStart,
    Start,
    CallClarificationMeeting,
    HoldClarificationMeeting,
    CallStatusMeeting,
    HoldStatusMeeting,
    PrepareReferral,
    WorkOnEngagement,
    BeginAssessment,
    ProposeClosure,
    Close,
}

/// <summary>The pathway's table, one property per version.</summary>
public static class PathwayDefinition
{
    public const string ParticipationRecorded = "participation-recorded";
    public const string ConsentComplete = "consent-complete";
    public const string EngagementsSettled = "engagements-settled";
    public const string ClarificationHeld = "clarification-held";

    /// <summary>
    /// The decision and the consents are two things: to decide leads to AWAITING_CONSENT, and Start follows at once, in
    /// the same commit, when nobody's consent is missing. NOT_STARTED and CLOSED permit nothing: what comes later is a
    /// new pathway. What is given up before the clarification meeting is closed like the rest: no open pathway may be without
    /// a way out.
    /// </summary>
    public static MachineDefinition<PathwayState, PathwayTrigger> V1 { get; } = new(
        Version: 1,
        Initial: UnderConsideration,
        Substates: new Dictionary<PathwayState, PathwayState> { [InCooperation] = Active, [InAssessment] = Active },
        Moves:
        [
            new(UnderConsideration, RecordParticipation, UnderConsideration),
            new(UnderConsideration, RecordConsent, UnderConsideration),
            new(UnderConsideration, WithdrawConsent, UnderConsideration),
            new(UnderConsideration, DecideStart, AwaitingConsent, ParticipationRecorded),
            new(UnderConsideration, DecideNotStart, NotStarted, ParticipationRecorded),

            new(AwaitingConsent, RecordParticipation, AwaitingConsent),
            new(AwaitingConsent, RecordConsent, AwaitingConsent),
            new(AwaitingConsent, WithdrawConsent, AwaitingConsent),
            new(AwaitingConsent, PathwayTrigger.Start, Started, ConsentComplete),
            new(AwaitingConsent, DecideNotStart, NotStarted),

            new(Started, RecordParticipation, Started),
            new(Started, RecordConsent, Started),
            new(Started, WithdrawConsent, Started),
            new(Started, CallClarificationMeeting, ClarificationCalled),
            new(Started, ProposeClosure, AwaitingClosure),

            new(ClarificationCalled, RecordParticipation, ClarificationCalled),
            new(ClarificationCalled, RecordConsent, ClarificationCalled),
            new(ClarificationCalled, WithdrawConsent, ClarificationCalled),
            new(ClarificationCalled, CallClarificationMeeting, ClarificationCalled),
            new(ClarificationCalled, HoldClarificationMeeting, InCooperation),
            new(ClarificationCalled, ProposeClosure, AwaitingClosure),

            new(Active, RecordParticipation, Active),
            new(Active, RecordConsent, Active),
            new(Active, WithdrawConsent, Active),
            new(Active, PrepareReferral, Active),
            new(Active, WorkOnEngagement, Active),
            new(Active, CallStatusMeeting, Active),
            new(Active, HoldStatusMeeting, Active),
            new(Active, ProposeClosure, AwaitingClosure),
            new(InCooperation, BeginAssessment, InAssessment),
            new(InAssessment, BeginAssessment, InAssessment),

            new(AwaitingClosure, RecordParticipation, AwaitingClosure),
            new(AwaitingClosure, RecordConsent, AwaitingClosure),
            new(AwaitingClosure, WithdrawConsent, AwaitingClosure),
            new(AwaitingClosure, WorkOnEngagement, AwaitingClosure),
            new(AwaitingClosure, BeginAssessment, AwaitingClosure),
            new(AwaitingClosure, CallStatusMeeting, AwaitingClosure),
            new(AwaitingClosure, HoldStatusMeeting, AwaitingClosure),
            new(AwaitingClosure, PrepareReferral, InCooperation, ClarificationHeld),
            new(AwaitingClosure, PathwayTrigger.Close, Closed, EngagementsSettled),
        ]);

    /// <summary>The definition that a pathway began with.</summary>
    public static MachineDefinition<PathwayState, PathwayTrigger> Of(int version) => version switch
    {
        1 => V1,
        _ => throw new InvalidOperationException($"This program knows pathway definition 1; the pathway is on {version}. Run the release that wrote it."),
    };

    /// <summary>The states from which nothing leads.</summary>
    public static bool HasEnded(PathwayState state) => state is NotStarted or Closed or Discontinued or Transferred;
}
