using Forlop.Contracts.V1;
using static Forlop.Contracts.V1.TaskKind;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Towards the end, and back from there.</summary>
public sealed class ClosureTests
{
    [Fact]
    public void A_pathway_that_is_given_up_before_the_clarification_meeting_can_be_closed()
    {
        Given.Started().Do(Withdraw("c1")).Do(ProposeClosure()).Is(PathwayState.AwaitingClosure).Awaits("Closure 2026-01-26", "FollowUp f17.c1.9 2026-01-19").Asks(AssessOtherBasis, TaskKind.Close)
            .Do(Requests.Close()).Is(PathwayState.Closed).Awaits();
        var called = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(ProposeClosure()).Awaits("Closure 2026-01-26");

        called.Do(Requests.Close());
        Assert.Equal(MeetingState.Cancelled, called.Now.Meetings.Single().State);
        Assert.All(called.Now.Deadlines.Where(deadline => deadline.Kind == DeadlineKind.ClarificationMeeting), deadline => Assert.Equal(DeadlineState.Cancelled, deadline.State));
    }

    [Fact]
    public void A_referral_does_not_slip_past_a_clarification_meeting_that_was_never_held() =>
        Given.Started().Do(ProposeClosure()).Refuses(Prepare(Bup), RefusalReason.NotPermittedNow);

    [Fact]
    public void A_proposal_to_close_does_not_count_as_a_status_meeting()
    {
        var course = Given.InCooperation().Do(ProposeClosure());

        var statusMeeting = course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.StatusMeeting);
        Assert.Equal((DeadlineState.Cancelled, ""), (statusMeeting.State, statusMeeting.MetOn));
    }

    [Fact]
    public void A_new_referral_takes_the_pathway_back_from_closure_with_its_phase_and_its_next_status_meeting()
    {
        var course = Given.Accepted().Do(ProposeClosure()).Awaits("Closure 2026-01-26", "Report e1 2026-02-23");

        course.On("2026-01-20").Do(Prepare(Dentist, HealthArea.Mental)).Is(PathwayState.InAssessment).Awaits("NextStep e2 2026-01-27", "Report e1 2026-02-23", "StatusMeeting 2026-02-23")
            .Asks(FollowUpReport, HoldStatusMeeting, ReleaseReferral);
        course.Do(ProposeClosure()).Awaits("Closure 2026-02-03", "NextStep e2 2026-01-27", "Report e1 2026-02-23");

        Given.InCooperation().Do(ProposeClosure()).Do(Prepare(Dentist)).Is(PathwayState.InCooperation);
    }

    [Fact]
    public void A_status_meeting_can_be_entered_while_closure_is_awaited()
    {
        var course = Given.InCooperation().Do(Call(MeetingKind.Status, "2026-01-20")).Do(ProposeClosure());

        course.On("2026-01-20").Do(Held("m2")).Is(PathwayState.AwaitingClosure).Awaits("Closure 2026-01-26").Asks(TaskKind.Close);
        course.Do(Call(MeetingKind.Status, "2026-01-20")).Do(Held("m3", "2026-02-10"))
            .Awaits("Closure 2026-01-26", "StatusMeeting 2026-02-10").Asks(TaskKind.Close, HoldStatusMeeting);
        course.Do(Requests.Close()).Awaits();
    }

    [Fact]
    public void A_clarification_meeting_that_is_called_anew_replaces_the_one_that_was_not_held()
    {
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(Call(MeetingKind.Clarification, "2026-01-27", SchoolNurse));

        Assert.Equal([MeetingState.Postponed, MeetingState.Called], course.Now.Meetings.Select(meeting => meeting.State));
        course.Refuses(Held("m1"), RefusalReason.Malformed, "meeting_id");
        course.On("2026-01-27").Do(Held("m2")).Is(PathwayState.InCooperation);
    }

    [Fact]
    public void A_new_area_takes_the_pathway_back_from_closure_so_that_somebody_follows_it_up()
    {
        var course = Given.Accepted(HealthArea.Mental).Do(Reported("e1")).Do(HandOver("e1", SchoolNurse)).Do(ProposeClosure()).Do(AddArea(HealthArea.Dental)).Is(PathwayState.InAssessment);

        Assert.Contains(PrepareReferrals, course.Tasks);
        Assert.Contains(course.Due, due => due.StartsWith("StatusMeeting", StringComparison.Ordinal));
        course.Refuses(Requests.Close(), RefusalReason.NotPermittedNow);
    }

    [Fact]
    [Trait("Trap", "15")]
    public void An_extra_meeting_is_no_status_meeting_unless_it_agrees_on_the_next()
    {
        var course = Given.InCooperation().Do(Call(MeetingKind.Extra, "2026-01-12", SchoolNurse)).Do(Held("m2"));
        Assert.Contains("StatusMeeting 2026-02-23", course.Due);

        course.Do(Call(MeetingKind.Extra, "2026-01-12", SchoolNurse)).Do(Held("m3", nextStatusMeetingOn: "2026-02-02"));
        Assert.Equal(["StatusMeeting 2026-02-02"], course.Due.Where(due => due.StartsWith("StatusMeeting", StringComparison.Ordinal)));
    }
}
