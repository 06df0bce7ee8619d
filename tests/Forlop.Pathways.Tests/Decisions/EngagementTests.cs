using Forlop.Contracts.V1;
using static Forlop.Contracts.V1.TaskKind;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

public sealed class EngagementTests
{
    [Fact]
    public void When_health_has_what_it_asked_for_the_time_to_answer_runs_again()
    {
        var course = Given.Sent().Do(Received("e1")).Do(AskedForMore("e1")).Asks(HoldStatusMeeting, SendMoreInfo).Awaits("NextStep e1 2026-01-19", "StatusMeeting 2026-02-23");

        course.On("2026-04-29").Do(Received("e1")).Has("e1", EngagementState.Received).Asks(HoldStatusMeeting, FollowUpAnswer)
            .Awaits("StatusMeeting 2026-02-23", "Answer e1 2026-05-15");
    }

    [Fact]
    public void A_report_that_comes_after_all_can_be_entered() =>
        Given.Accepted().Do(CompletedWithoutReport("e1")).Do(Reported("e1")).Has("e1", EngagementState.ReportReceived);

    [Fact]
    public void An_area_is_done_when_health_has_finished_and_not_when_the_attempt_was_given_up()
    {
        Assert.Equal(AreaOutcome.Indicated, Given.Accepted().Do(End("e1"))[HealthArea.Mental]);
        Assert.Equal(AreaOutcome.Indicated, Given.Accepted().Do(Begun("e1")).Do(End("e1"))[HealthArea.Mental]);
        Assert.Equal(AreaOutcome.Indicated, Given.Prepared().Do(End("e1"))[HealthArea.Mental]);
        Assert.Equal(AreaOutcome.Indicated, Given.Sent().Do(Redirected("e1")).Do(End("e1"))[HealthArea.Mental]);
        Assert.Equal(AreaOutcome.Done, Given.Accepted().Do(Reported("e1")).Do(End("e1"))[HealthArea.Mental]);
        Assert.Equal(AreaOutcome.Done, Given.Accepted().Do(CompletedWithoutReport("e1")).Do(End("e1"))[HealthArea.Mental]);
        Assert.Equal(AreaOutcome.Done, Given.Accepted().Do(Reported("e1")).Do(HandOver("e1", Gp))[HealthArea.Mental]);
    }

    [Fact]
    public void An_area_that_somebody_has_finished_stays_done_when_a_second_attempt_is_given_up()
    {
        var course = Given.Accepted().Do(Prepare(MunicipalMentalHealth)).Do(Reported("e1")).Do(HandOver("e1", Gp));
        Assert.Equal(AreaOutcome.BeingFollowedUp, course[HealthArea.Mental]);

        Assert.Equal(AreaOutcome.Done, course.Do(End("e2"))[HealthArea.Mental]);
    }

    [Fact]
    public void Areas_run_on_their_own()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Rejected("e1"));
        Assert.Equal(AreaOutcome.Indicated, course[HealthArea.Mental]);

        var two = Given.InCooperation(HealthArea.Mental, HealthArea.Dental).Do(Prepare(Bup, HealthArea.Mental)).Do(Prepare(Dentist, HealthArea.Dental))
            .Do(Release("e1")).Do(Requests.Sent("e1")).Do(Rejected("e1"));
        Assert.Equal((AreaOutcome.Indicated, AreaOutcome.BeingFollowedUp), (two[HealthArea.Mental], two[HealthArea.Dental]));
    }

    [Fact]
    public void A_report_proves_that_the_referral_arrived_and_meets_what_was_awaited()
    {
        var course = Given.Sent().Do(Reported("e1")).Is(PathwayState.InAssessment).Awaits("NextStep e1 2026-01-19", "StatusMeeting 2026-02-23").Asks(HoldStatusMeeting, SettleAfterReport);

        Assert.Equal(DeadlineState.Met, course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.Receipt).State);
    }
}
