using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What happens in a pathway did not happen before what it depends on: a mistyped year would be overdue at once.</summary>
public sealed class NotBeforeTests
{
    [Fact]
    [Trait("Must", "GEN-7")]
    public void Areas_and_a_plan_do_not_come_before_the_decision_to_start()
    {
        var course = Given.Opened().On("2026-01-19").Do(Participation()).Do(Start()).On("2026-01-21");
        var (area, plan) = (AddArea(HealthArea.Dental), Plan());
        (area.OccurredOn, plan.OccurredOn) = ("2026-01-18", "2026-01-18");

        course.Refuses(area, RefusalReason.DateImpossible, "occurred_on");
        course.Refuses(plan, RefusalReason.DateImpossible, "occurred_on");
        (area.OccurredOn, plan.OccurredOn) = ("2026-01-19", "2026-01-19");
        course.Do(area).Do(plan);
    }

    [Fact]
    [Trait("Must", "GEN-7")]
    public void Nobody_coordinates_and_no_area_is_considered_before_the_pathway_is_opened()
    {
        var course = Given.Opened();
        var (area, coordinator) = (NotNeeded(HealthArea.Dental), Assign("ola"));
        (area.OccurredOn, coordinator.OccurredOn) = ("2016-01-12", "2016-01-12");

        course.Refuses(area, RefusalReason.DateImpossible, "occurred_on");
        course.Refuses(coordinator, RefusalReason.DateImpossible, "occurred_on");
    }

    [Fact]
    [Trait("Must", "GEN-7")]
    public void The_rest_does_not_arrive_before_it_was_asked_for_also_where_the_first_receipt_was_assumed()
    {
        var course = Given.Sent(HealthArea.Mental).Morning("2026-01-23").Has("e1", EngagementState.Received).On("2026-01-26").Do(AskedForMore("e1")).On("2026-01-28");
        var rest = Received("e1");
        rest.OccurredOn = "2026-01-23";

        course.Refuses(rest, RefusalReason.DateImpossible, "occurred_on");
        rest.OccurredOn = "2026-01-27";
        course.Do(rest);
    }

    [Theory]
    [Trait("Must", "GEN-7")]
    [InlineData("")]
    [InlineData("12.01.2026")]
    public void A_day_that_is_none_is_refused_also_where_another_day_counts_from_it(string day)
    {
        var course = Given.Sent(HealthArea.Mental);
        var (accepted, plan) = (Accepted("e1"), Plan());
        (accepted.TreatmentDeadlineOn, accepted.OccurredOn, accepted.Source) = ("2026-03-12", day, Source.Letter);
        (plan.Goals[0].DueOn, plan.OccurredOn, plan.Source) = ("2026-03-12", day, Source.Letter);

        Assert.All((Google.Protobuf.IMessage[])[accepted, plan], request => Assert.Equal("occurred_on", Assert.IsType<Decision.Refused>(course.Decide(request)).Refusal.Field));
    }

    [Fact]
    [Trait("Trap", "20")]
    public void The_national_time_to_begin_help_counts_from_the_first_receipt_also_when_health_asks_for_more()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Received("e1")).On("2026-01-19").Do(AskedForMore("e1")).On("2026-02-02").Do(Received("e1"));

        var running = Assert.Single(course.Now.Deadlines, deadline => deadline is { Kind: DeadlineKind.StartOfHelp, State: DeadlineState.Running });
        Assert.Equal(("2026-01-12", DeadlineBasis.National), (running.StartsOn, running.Basis));
        Assert.Equal("2026-02-02", course.Now.Deadlines.Last(deadline => deadline.Kind == DeadlineKind.Answer).StartsOn);
    }
}
