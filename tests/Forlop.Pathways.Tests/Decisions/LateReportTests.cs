using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>A report that comes when the referral is settled and the pathway goes on.</summary>
public sealed class LateReportTests
{
    [Fact]
    public void A_report_can_be_recorded_while_the_pathway_goes_on_without_its_referral_and_that_is_said()
    {
        var course = Given.Accepted(HealthArea.Mental).Do(End("e1")).Do(Prepare(Gp, HealthArea.Mental)).Do(End("e2"));

        var late = Assert.Single(PermittedActions.Of(course.Now, course.Facts), action => action.Rpc == "EngagementService.RecordReport");
        Assert.Equal(("e1", true), (late.SubjectId, late.Permitted)); // e2 never left
        course.Do(Reported("e1")).Is(PathwayState.InAssessment);
    }

    [Fact]
    public void Its_task_does_not_say_that_the_pathway_has_ended_before_it_has()
    {
        var course = Given.Accepted(HealthArea.Mental).Do(End("e1")).Do(Reported("e1"));
        Assert.Equal("Rapport kom etter at oppfølgingen av henvisningen var slutt: les den, og vurder om noe må gjøres", Title(course));

        Assert.Equal("Rapport kom etter at forløpet var slutt: les den, og vurder om noe må gjøres", Title(course.Do(Discontinue())));
    }

    private static string Title(Course course) => Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.ReadLateReport).Title.Nb;
}
