using Forlop.Contracts.V1;
using static Forlop.Contracts.V1.PathwayState;
using static Forlop.Pathways.Machines.PathwayTrigger;

namespace Forlop.Pathways.Machines;

/// <summary>What can happen to a pathway.</summary>
public enum PathwayTrigger
{
    RecordParticipation,

    /// <summary>Any entry of the ledger: a consent, a refusal, another basis.</summary>
    RecordConsent,
    WithdrawConsent,
    DecideStart,
    DecideNotStart,
    Start,
    CallClarificationMeeting,
    HoldClarificationMeeting,
    CancelClarificationMeeting,
    PlanMeeting,
    CallStatusMeeting,
    HoldStatusMeeting,
    PrepareReferral,
    ReleaseReferral,
    WorkOnEngagement,
    BeginAssessment,

    AddArea,
    SetPlan,

    /// <summary>What can be noted whatever the state: who coordinates, the child's situation, calls, tasks.</summary>
    Note,
    Suspend,
    ResumeStarted,
    ResumeClarification,
    ResumeCooperation,
    ResumeClosure,
    Discontinue,
    ProposeClosure,
    Close,

    /// <summary>What still comes when all is over.</summary>
    RecordLate,
}

/// <summary>The pathway's table, one property per version.</summary>
public static class PathwayDefinition
{
    public const string ParticipationRecorded = "participation-recorded";
    public const string ConsentComplete = "consent-complete";
    public const string EngagementsSettled = "engagements-settled";
    public const string ClarificationHeld = "clarification-held";
    public const string ReferralFirst = "referral-first";

    /// <summary>
    /// The decision and the consents are two things: to decide leads to AWAITING_CONSENT, and Start follows at once, in
    /// the same commit, when nobody's consent is missing. What has ended permits no move: what comes later is a new
    /// pathway. What is given up before the clarification meeting is closed like the rest: no open pathway may be without
    /// a way out. What health has goes on while the pathway is on hold, and can be recorded.
    /// </summary>
    public static MachineDefinition<PathwayState, PathwayTrigger> V1 { get; } = new(
        Version: 1,
        Initial: UnderConsideration,
        Substates: new Dictionary<PathwayState, PathwayState> { [InCooperation] = Active, [InAssessment] = Active },
        Moves:
        [
            .. Always(UnderConsideration),
            new(UnderConsideration, DecideStart, AwaitingConsent, ParticipationRecorded),
            new(UnderConsideration, DecideNotStart, NotStarted, ParticipationRecorded),

            .. Always(AwaitingConsent),
            new(AwaitingConsent, PathwayTrigger.Start, Started, ConsentComplete),
            new(AwaitingConsent, DecideNotStart, NotStarted),
            new(AwaitingConsent, AddArea, AwaitingConsent),
            new(AwaitingConsent, SetPlan, AwaitingConsent),

            .. Always(Started),
            .. WhileRunning(Started),
            .. ReferralsBeforeTheMeeting(Started),
            new(Started, CallClarificationMeeting, ClarificationCalled),

            .. Always(ClarificationCalled),
            .. WhileRunning(ClarificationCalled),
            .. ReferralsBeforeTheMeeting(ClarificationCalled),
            new(ClarificationCalled, CallClarificationMeeting, ClarificationCalled),
            new(ClarificationCalled, HoldClarificationMeeting, InCooperation),
            new(ClarificationCalled, CancelClarificationMeeting, Started),

            .. Always(Active),
            .. WhileRunning(Active),
            new(Active, PrepareReferral, Active),
            new(Active, ReleaseReferral, Active),
            new(Active, WorkOnEngagement, Active),
            new(Active, CallStatusMeeting, Active),
            new(Active, HoldStatusMeeting, Active),
            new(InCooperation, BeginAssessment, InAssessment),
            new(InAssessment, BeginAssessment, InAssessment),

            .. Always(AwaitingClosure),
            new(AwaitingClosure, PathwayTrigger.Suspend, Suspended),
            new(AwaitingClosure, PlanMeeting, AwaitingClosure),
            new(AwaitingClosure, CancelClarificationMeeting, AwaitingClosure),
            new(AwaitingClosure, SetPlan, AwaitingClosure),
            new(AwaitingClosure, ReleaseReferral, AwaitingClosure),
            new(AwaitingClosure, WorkOnEngagement, AwaitingClosure),
            new(AwaitingClosure, BeginAssessment, AwaitingClosure),
            new(AwaitingClosure, CallStatusMeeting, AwaitingClosure),
            new(AwaitingClosure, HoldStatusMeeting, AwaitingClosure),
            new(AwaitingClosure, PrepareReferral, InCooperation, ClarificationHeld),
            new(AwaitingClosure, AddArea, InCooperation, ClarificationHeld),
            new(AwaitingClosure, PathwayTrigger.Close, Closed, EngagementsSettled),

            .. Always(Suspended),
            new(Suspended, WorkOnEngagement, Suspended),
            new(Suspended, BeginAssessment, Suspended),
            new(Suspended, PlanMeeting, Suspended),
            new(Suspended, CancelClarificationMeeting, Suspended),
            new(Suspended, ResumeStarted, Started),
            new(Suspended, ResumeClarification, ClarificationCalled),
            new(Suspended, ResumeCooperation, InCooperation),
            new(Suspended, ResumeClosure, AwaitingClosure),

            new(Closed, RecordLate, Closed),
            new(NotStarted, RecordLate, NotStarted),
            new(Discontinued, RecordLate, Discontinued),
        ]);

    /// <summary>The definition that a pathway began with.</summary>
    public static MachineDefinition<PathwayState, PathwayTrigger> Of(int version) => version switch
    {
        1 => V1,
        _ => throw new InvalidOperationException($"This program knows pathway definition 1; the pathway is on {version}. Run the release that wrote it."),
    };

    /// <summary>The states from which nothing leads.</summary>
    public static bool HasEnded(PathwayState state) => state is NotStarted or Closed or Discontinued or Transferred;

    private static IEnumerable<Move<PathwayState, PathwayTrigger>> Always(PathwayState from) =>
    [
        new(from, RecordParticipation, from),
        new(from, RecordConsent, from),
        new(from, WithdrawConsent, from),
        new(from, Note, from),
        new(from, PathwayTrigger.Discontinue, Discontinued),
    ];

    private static IEnumerable<Move<PathwayState, PathwayTrigger>> WhileRunning(PathwayState from) =>
    [
        new(from, PlanMeeting, from),
        new(from, AddArea, from),
        new(from, SetPlan, from),
        new(from, PathwayTrigger.Suspend, Suspended),
        new(from, ProposeClosure, AwaitingClosure),
    ];

    // Where the order is local: what left before the meeting is worked on, and the meeting has still to be held.
    private static IEnumerable<Move<PathwayState, PathwayTrigger>> ReferralsBeforeTheMeeting(PathwayState from) =>
    [
        new(from, PrepareReferral, from, ReferralFirst),
        new(from, ReleaseReferral, from),
        new(from, WorkOnEngagement, from),
        new(from, BeginAssessment, from),
    ];
}
