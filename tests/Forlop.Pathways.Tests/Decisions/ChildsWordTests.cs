using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What the child itself says: weighed while it is young, and what counts from fifteen on.</summary>
public sealed class ChildsWordTests
{
    private static readonly Asked ToBup = Asked.ToHealth(HealthInstanceType.ChildMentalHealthSpecialist, [HealthArea.Mental]);

    [Fact]
    public void A_childs_no_waits_for_a_leader_and_the_leader_decides_with_reasons()
    {
        var course = Given.Opened("2014-05-03", Mother).Do(Participation()).Do(Consent(Mother)).Do(Refusal("child"));

        Assert.Contains(TaskKind.WeighChildsNo, course.Tasks);
        Assert.Equal([Role.Leader], course.Refuses(Start(), RefusalReason.LeaderNeeded).WhoCanAct);
        Assert.All(Worklist.TasksOf(course.Now, course.Today, course.Settings), task => Assert.Equal([Role.Leader], task.Roles));
        Assert.Equal([Role.Leader], PermittedActions.Of(course.Now, course.Facts).Single(action => action.Rpc == "PathwayService.DecideStart").Roles);
        course.Role = Role.Leader;
        course.Do(Start()).Is(PathwayState.Started);
        Assert.DoesNotContain(TaskKind.WeighChildsNo, course.Tasks);
    }

    [Fact]
    public void A_childs_no_after_the_decision_keeps_the_last_consent_from_starting_it()
    {
        var course = Given.Opened("2014-05-03", Mother).Do(Participation()).Do(Start()).Do(Refusal("child")).Do(Consent(Mother)).Is(PathwayState.AwaitingConsent);
        var weigh = Complete($"0199-test/{(int)TaskKind.WeighChildsNo}/{course.Now.FollowUps.Single().FollowUpId}");

        course.Refuses(weigh, RefusalReason.Malformed, "note");
        weigh.Note = "Snakket med barnet om hvorfor";
        course.Refuses(weigh, RefusalReason.LeaderNeeded);
        course.Role = Role.Leader;
        course.Do(weigh).Is(PathwayState.Started);
    }

    [Fact]
    public void A_child_that_changes_its_mind_needs_no_leader() =>
        Given.Opened("2014-05-03", Mother).Do(Participation()).Do(Consent(Mother)).Do(Refusal("child")).Do(Consent("child")).Do(Start()).Is(PathwayState.Started);

    [Fact]
    public void A_young_person_who_says_no_on_the_birthday_stops_what_is_queued_and_holds_the_pathway()
    {
        var course = Given.Opened("2011-03-10", Mother).Do(Participation()).Do(Consent(Mother)).Do(Start()).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1"))
            .Do(Prepare(Bup)).Do(Release("e1")).Do(Prepare(Gp)).Do(Release("e2")).Do(Requests.Sent("e2")).Morning("2026-03-10");
        var no = Refusal("child", ConsentPurpose.InformationSharing);
        no.Purposes.Add(ConsentPurpose.Participation);

        course.Do(no).Is(PathwayState.Suspended).Has("e1", EngagementState.CancelledByConsent);
        Assert.Contains("e2", course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.RecallOrNotify).Select(followUp => followUp.AboutId));
    }

    [Fact]
    public void Where_a_childs_no_is_weighed_by_whoever_decides_it_holds_nobody_up()
    {
        var course = new Course { Settings = ServiceSettings.Default with { ChildsNo = ChildsNo.Weighed } };

        course.Do(Open("2014-05-03", Mother)).Do(Participation()).Do(Consent(Mother)).Do(Refusal("child")).Do(Start()).Is(PathwayState.Started);
        Assert.True(Consents.ChildSaysNo(course.Now, course.Today));
    }

    [Fact]
    public void What_the_child_said_before_fifteen_does_not_count_as_its_own_consent_afterwards()
    {
        var course = Given.Opened("2011-02-01", Mother).Do(Participation()).Do(Consent(Mother)).Do(Consent("child")).Do(Start()).Is(PathwayState.Started);

        Assert.True(Consents.Evaluate(course.Now, ToBup, new(2026, 1, 31)).IsAllowed);
        var block = Assert.Single(Consents.Evaluate(course.Now, ToBup, new(2026, 2, 1)).Blocks);
        Assert.Equal(("child", DisclosureBlockKind.NotAsked), (block.HolderId, block.Kind));
    }
}
