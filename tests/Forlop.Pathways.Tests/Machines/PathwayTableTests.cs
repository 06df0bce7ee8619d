using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using static Forlop.Contracts.V1.PathwayState;
using static Forlop.Pathways.Machines.PathwayTrigger;

namespace Forlop.Pathways.Tests.Machines;

/// <summary>The pathway's table, written out a second time so that a slipped move is seen.</summary>
public sealed class PathwayTableTests
{
    private static readonly Dictionary<(PathwayState From, PathwayTrigger Trigger), PathwayState> Expected = new()
    {
        [(UnderConsideration, RecordParticipation)] = UnderConsideration,
        [(UnderConsideration, RecordConsent)] = UnderConsideration,
        [(UnderConsideration, WithdrawConsent)] = UnderConsideration,
        [(UnderConsideration, DecideStart)] = AwaitingConsent,
        [(UnderConsideration, DecideNotStart)] = NotStarted,

        [(AwaitingConsent, RecordParticipation)] = AwaitingConsent,
        [(AwaitingConsent, RecordConsent)] = AwaitingConsent,
        [(AwaitingConsent, WithdrawConsent)] = AwaitingConsent,
        [(AwaitingConsent, PathwayTrigger.Start)] = Started,
        [(AwaitingConsent, DecideNotStart)] = NotStarted,

        [(Started, RecordParticipation)] = Started,
        [(Started, RecordConsent)] = Started,
        [(Started, WithdrawConsent)] = Started,
        [(Started, CallClarificationMeeting)] = ClarificationCalled,
        [(Started, ProposeClosure)] = AwaitingClosure,

        [(ClarificationCalled, RecordParticipation)] = ClarificationCalled,
        [(ClarificationCalled, RecordConsent)] = ClarificationCalled,
        [(ClarificationCalled, WithdrawConsent)] = ClarificationCalled,
        [(ClarificationCalled, CallClarificationMeeting)] = ClarificationCalled,
        [(ClarificationCalled, HoldClarificationMeeting)] = InCooperation,
        [(ClarificationCalled, ProposeClosure)] = AwaitingClosure,

        [(InCooperation, RecordParticipation)] = InCooperation,
        [(InCooperation, RecordConsent)] = InCooperation,
        [(InCooperation, WithdrawConsent)] = InCooperation,
        [(InCooperation, PrepareReferral)] = InCooperation,
        [(InCooperation, WorkOnEngagement)] = InCooperation,
        [(InCooperation, CallStatusMeeting)] = InCooperation,
        [(InCooperation, HoldStatusMeeting)] = InCooperation,
        [(InCooperation, BeginAssessment)] = InAssessment,
        [(InCooperation, ProposeClosure)] = AwaitingClosure,

        [(InAssessment, RecordParticipation)] = InAssessment,
        [(InAssessment, RecordConsent)] = InAssessment,
        [(InAssessment, WithdrawConsent)] = InAssessment,
        [(InAssessment, PrepareReferral)] = InAssessment,
        [(InAssessment, WorkOnEngagement)] = InAssessment,
        [(InAssessment, CallStatusMeeting)] = InAssessment,
        [(InAssessment, HoldStatusMeeting)] = InAssessment,
        [(InAssessment, BeginAssessment)] = InAssessment,
        [(InAssessment, ProposeClosure)] = AwaitingClosure,

        [(AwaitingClosure, RecordParticipation)] = AwaitingClosure,
        [(AwaitingClosure, RecordConsent)] = AwaitingClosure,
        [(AwaitingClosure, WithdrawConsent)] = AwaitingClosure,
        [(AwaitingClosure, WorkOnEngagement)] = AwaitingClosure,
        [(AwaitingClosure, BeginAssessment)] = AwaitingClosure,
        [(AwaitingClosure, CallStatusMeeting)] = AwaitingClosure,
        [(AwaitingClosure, HoldStatusMeeting)] = AwaitingClosure,
        [(AwaitingClosure, PrepareReferral)] = InCooperation,
        [(AwaitingClosure, CancelClarificationMeeting)] = AwaitingClosure,
        [(AwaitingClosure, PathwayTrigger.Close)] = Closed,

        // Where the order is local: what left before the meeting.
        [(Started, PrepareReferral)] = Started,
        [(Started, WorkOnEngagement)] = Started,
        [(Started, BeginAssessment)] = Started,
        [(ClarificationCalled, PrepareReferral)] = ClarificationCalled,
        [(ClarificationCalled, WorkOnEngagement)] = ClarificationCalled,
        [(ClarificationCalled, BeginAssessment)] = ClarificationCalled,
        [(ClarificationCalled, CancelClarificationMeeting)] = Started,

        // On hold: people still say things, and what health has goes on. It resumes where it stopped.
        [(Suspended, RecordParticipation)] = Suspended,
        [(Suspended, RecordConsent)] = Suspended,
        [(Suspended, WithdrawConsent)] = Suspended,
        [(Suspended, WorkOnEngagement)] = Suspended,
        [(Suspended, BeginAssessment)] = Suspended,
        [(Suspended, PlanMeeting)] = Suspended,
        [(Suspended, CancelClarificationMeeting)] = Suspended,
        [(Suspended, ResumeStarted)] = Started,
        [(Suspended, ResumeClarification)] = ClarificationCalled,
        [(Suspended, ResumeCooperation)] = InCooperation,
        [(Suspended, ResumeClosure)] = AwaitingClosure,

        // What comes late is kept, and moves nothing.
        [(Closed, RecordLate)] = Closed,
        [(NotStarted, RecordLate)] = NotStarted,
        [(Discontinued, RecordLate)] = Discontinued,
    };

    static PathwayTableTests()
    {
        PathwayState[] open = [UnderConsideration, AwaitingConsent, Started, ClarificationCalled, InCooperation, InAssessment, AwaitingClosure, Suspended];
        foreach (var state in open)
        {
            Expected[(state, Note)] = state;
            Expected[(state, Discontinue)] = Discontinued;
        }

        foreach (var state in open.Except([UnderConsideration, Suspended]))
        {
            Expected[(state, SetPlan)] = state;
            Expected[(state, AddArea)] = state == AwaitingClosure ? InCooperation : state;
        }

        foreach (var state in open.Except([UnderConsideration, AwaitingConsent, Suspended]))
        {
            Expected[(state, PlanMeeting)] = state;
            Expected[(state, ReleaseReferral)] = state;
            Expected[(state, Suspend)] = Suspended;
        }
    }

    public static TheoryData<PathwayState, PathwayTrigger> EveryPair()
    {
        var pairs = new TheoryData<PathwayState, PathwayTrigger>();
        foreach (var state in Enum.GetValues<PathwayState>().Where(state => state != Active))
        {
            foreach (var trigger in Enum.GetValues<PathwayTrigger>())
            {
                pairs.Add(state, trigger);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_trigger_leads_where_it_should_in_the_machine_and_in_the_replay_alike(PathwayState state, PathwayTrigger trigger)
    {
        var machine = PathwayDefinition.V1.Over(state, _ => true);
        if (!Expected.TryGetValue((state, trigger), out var to))
        {
            Assert.False(machine.CanFire(trigger));
            Assert.Throws<InvalidOperationException>(() => PathwayDefinition.V1.Next(state, trigger));
            return;
        }

        Assert.True(machine.CanFire(trigger));
        machine.Fire(trigger);
        Assert.Equal(to, machine.State);
        Assert.Equal(to, PathwayDefinition.V1.Next(state, trigger));
    }

    [Fact]
    [Trait("Must", "PW-6")]
    public void A_pathway_that_has_ended_permits_no_move()
    {
        var ended = Enum.GetValues<PathwayState>().Where(PathwayDefinition.HasEnded).ToList();

        Assert.Equal([NotStarted, Closed, Discontinued, Transferred], ended);
        Assert.All(ended, state => Assert.DoesNotContain(Enum.GetValues<PathwayTrigger>().Except([RecordLate]), PathwayDefinition.V1.Over(state, _ => true).CanFire));
        Assert.DoesNotContain(PathwayDefinition.V1.Moves, move => PathwayDefinition.HasEnded(move.From) && move.To != move.From);
    }

    [Fact]
    public void Every_state_that_is_reached_and_has_not_ended_leads_on()
    {
        var reached = Expected.Values.Append(PathwayDefinition.V1.Initial).Distinct().Where(state => !PathwayDefinition.HasEnded(state));

        Assert.All(reached, state => Assert.Contains(Expected, move => move.Key.From == state && move.Value != state));
    }

    [Fact]
    public void What_has_to_hold_stands_on_the_right_moves()
    {
        var guarded = PathwayDefinition.V1.Moves.Where(move => move.Guards.Count > 0).ToDictionary(move => (move.From, move.Trigger), move => Assert.Single(move.Guards));

        Assert.Equal(
            new Dictionary<(PathwayState, PathwayTrigger), string>
            {
                [(UnderConsideration, DecideStart)] = "participation-recorded",
                [(UnderConsideration, DecideNotStart)] = "participation-recorded",
                [(AwaitingConsent, PathwayTrigger.Start)] = "consent-complete",
                [(Started, PrepareReferral)] = "referral-first",
                [(ClarificationCalled, PrepareReferral)] = "referral-first",
                [(AwaitingClosure, PrepareReferral)] = "clarification-held",
                [(AwaitingClosure, AddArea)] = "clarification-held",
                [(AwaitingClosure, PathwayTrigger.Close)] = "engagements-settled",
            },
            guarded);
    }

    [Fact]
    public void A_version_that_nobody_has_written_is_not_guessed_at() => Assert.Throws<InvalidOperationException>(() => PathwayDefinition.Of(2));
}
