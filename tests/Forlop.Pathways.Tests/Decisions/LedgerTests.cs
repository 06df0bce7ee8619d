using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What people say and take back, evaluated on the day.</summary>
public sealed class LedgerTests
{
    private static readonly Asked ToBup = Asked.ToHealth(HealthInstanceType.ChildMentalHealthSpecialist, [HealthArea.Mental]);

    [Fact]
    public void A_holder_who_says_no_blocks_until_the_same_holder_says_yes()
    {
        var course = Given.Opened().Do(Participation()).Do(Consent(Mother)).Do(Refusal(Father)).Do(Start()).Is(PathwayState.AwaitingConsent);

        var block = Assert.Single(Consents.Evaluate(course.Now, Asked.Start, course.Today).Blocks);
        Assert.Equal((Father, DisclosureBlockKind.Refused, "c2"), (block.HolderId, block.Kind, block.ConsentId));
        course.Do(Consent(Father)).Is(PathwayState.Started);
    }

    [Fact]
    public void A_no_that_comes_after_a_yes_stops_what_is_queued()
    {
        var course = Given.Prepared(HealthArea.Mental).Do(Release("e1")).Do(Refusal(Mother, ConsentPurpose.InformationSharing));

        Assert.Equal(EngagementState.CancelledByConsent, course.Now.Engagements.Single().State);
        Assert.Equal(AreaOutcome.Indicated, course[HealthArea.Mental]);
    }

    [Fact]
    public void A_part_that_is_taken_back_blocks_that_part_and_no_other()
    {
        var course = Given.InCooperation(HealthArea.Mental, HealthArea.Somatic).Do(Prepare(Bup, HealthArea.Mental)).Do(Prepare(Gp, HealthArea.Somatic));
        var part = Withdraw("c1");
        part.Recipients.Add(HealthInstanceType.ChildMentalHealthSpecialist);
        course.Do(part);

        var block = Assert.Single(Consents.Evaluate(course.Now, ToBup, course.Today).Blocks);
        Assert.Equal((Mother, DisclosureBlockKind.Withdrawn, "c1"), (block.HolderId, block.Kind, block.ConsentId));
        course.Refuses(Release("e1"), RefusalReason.ConsentMissing);
        course.Do(Release("e2"));
        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);
    }

    [Fact]
    public void What_health_may_no_longer_tell_is_not_asked_for_and_help_is_followed_up_all_the_same()
    {
        var course = Given.Accepted(HealthArea.Mental);
        var part = Withdraw("c1");
        part.Direction = DisclosureDirection.FromHealth;
        Assert.Equal("Følg opp helsehjelpen og tilbakemeldingen", Report(course).Title.Nb);

        course.Do(part);

        Assert.StartsWith("Følg opp at hjelpen kommer i gang. Be ikke om tilbakemelding", Report(course).Title.Nb, StringComparison.Ordinal);
        Assert.Equal("2026-02-23", Report(course).DueOn);
        Assert.DoesNotContain(TaskKind.RecallOrNotify, course.Tasks);
    }

    [Fact]
    [Trait("Must", "CO-3")]
    public void What_health_has_already_is_never_cancelled_by_a_withdrawal_and_leaves_a_task()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Withdraw("c1"));

        Assert.Equal(EngagementState.Sent, course.Now.Engagements.Single().State);
        var recall = Assert.Single(course.Now.FollowUps, followUp => followUp.Kind == TaskKind.RecallOrNotify);
        Assert.Equal("e1", recall.AboutId);
        course.Do(Complete($"0199-test/{(int)TaskKind.RecallOrNotify}/{recall.FollowUpId}"));
        Assert.DoesNotContain(TaskKind.RecallOrNotify, course.Tasks);
    }

    [Fact]
    [Trait("Must", "CO-4")]
    public void When_everybody_has_taken_it_back_the_pathway_is_on_hold_and_a_person_ends_it()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Withdraw("c1")).Is(PathwayState.InCooperation).Do(Withdraw("c2")).Is(PathwayState.Suspended);

        Assert.Equal(SuspensionReason.ConsentWithdrawn, course.Now.Interruption.SuspensionReason);
        Assert.Contains(TaskKind.ReviewSuspension, course.Tasks);
        course.Morning("2026-06-01").Is(PathwayState.Suspended);
        course.Do(Discontinue(DiscontinuationReason.ConsentWithdrawn)).Is(PathwayState.Discontinued);
        Assert.Equal([TaskKind.RecallOrNotify], course.Tasks); // who recalls it tells them
    }

    [Fact]
    public void Another_basis_with_its_reason_starts_and_shares_without_consent()
    {
        var course = Given.AwaitingConsent().Do(Basis(LegalBasis.NecessaryForChildWelfare)).Is(PathwayState.Started);

        Assert.Equal(LegalBasis.NecessaryForChildWelfare, course.History.Single(entry => entry.PathwayStarted is not null).PathwayStarted.Basis);
        var allowed = Consents.Evaluate(course.Now, ToBup, course.Today);
        Assert.Equal((true, "b1"), (allowed.IsAllowed, allowed.Stated?.BasisId));
        Assert.False(Consents.ByConsent(course.Now, ToBup, course.Today).IsAllowed);
    }

    [Fact]
    public void A_stated_basis_ends_on_its_last_day()
    {
        var basis = Basis(LegalBasis.NecessaryForChildWelfare);
        basis.UntilOn = "2026-02-01";
        var course = Given.AwaitingConsent().Do(basis);

        Assert.True(Consents.Evaluate(course.Now, ToBup, new(2026, 2, 1)).IsAllowed);
        Assert.False(Consents.Evaluate(course.Now, ToBup, new(2026, 2, 2)).IsAllowed);
    }

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
    public void What_was_released_on_consent_dies_with_it_though_another_basis_has_been_stated()
    {
        var course = Given.Prepared(HealthArea.Mental).Do(Release("e1")).Do(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing)).Do(Withdraw("c1"));

        course.Has("e1", EngagementState.CancelledByConsent);
    }

    [Fact]
    public void Nobody_is_invited_or_told_on_a_consent_of_which_no_area_is_left()
    {
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(Consent(Mother)).Do(Start(HealthArea.Mental));
        var part = Withdraw("c1");
        part.Areas.AddRange(Enum.GetValues<HealthArea>().Where(area => area != HealthArea.Unspecified));
        var told = Phone(Bup, ContactOutcome.Reached);
        told.LegalBasis = LegalBasis.Consent;

        course.Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(part).Is(PathwayState.ClarificationCalled);

        course.Refuses(told, RefusalReason.ConsentMissing);
        course.Refuses(Postpone("m1", "2026-01-22"), RefusalReason.ConsentMissing);
        Assert.Contains("m1", course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.RecallOrNotify).Select(followUp => followUp.AboutId));
    }

    [Fact]
    public void One_direction_that_is_taken_back_does_not_hold_the_pathway()
    {
        var part = Withdraw("c1");
        part.Direction = DisclosureDirection.FromHealth;

        Given.Opened("2018-05-03", Mother).Do(Participation()).Do(Consent(Mother)).Do(Start()).Do(part).Is(PathwayState.Started);
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

    [Theory]
    [Trait("Must", "CO-5")]
    [InlineData(DisclosureDirection.ToHealth, true)]
    [InlineData(DisclosureDirection.FromHealth, false)]
    [InlineData(DisclosureDirection.Both, false)]
    public void The_answer_is_the_one_that_a_release_would_get(DisclosureDirection direction, bool allowed)
    {
        var consent = Consent(Mother, HealthInstanceType.ChildMentalHealthSpecialist);
        consent.Direction = DisclosureDirection.ToHealth;
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(consent);
        var before = course.Now.Clone();
        var asked = new EvaluateDisclosureRequest
        {
            Purpose = ConsentPurpose.InformationSharing,
            Recipient = HealthInstanceType.ChildMentalHealthSpecialist,
            Direction = direction,
            Areas = { HealthArea.Mental },
        };

        var answer = DisclosureAnswer.Of(course.Now, asked, course.Today);

        Assert.Equal((allowed, before), (answer.Allowed, course.Now));
        Assert.Equal(allowed ? LegalBasis.Consent : LegalBasis.Unspecified, answer.LegalBasis);
        Assert.Equal(allowed, answer.Blocks.Count == 0);
        Assert.NotEqual(answer.Explanation.Nb, answer.Explanation.Nn);
    }

    private static WorklistTask Report(Course course) => Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.FollowUpReport);

    [Fact]
    [Trait("Must", "CO-4")]
    public void A_no_to_what_was_allowed_until_then_asks_for_another_basis_and_a_yes_answers_it()
    {
        var course = Given.Prepared(HealthArea.Mental);

        course.Do(Refusal(Father, ConsentPurpose.InformationSharing));
        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);
        course.Do(Refusal(Father, ConsentPurpose.InformationSharing)); // once more says nothing new
        Assert.Single(course.Tasks, TaskKind.AssessOtherBasis);
        course.Do(Consent(Father));
        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Tasks);
    }

    [Fact]
    public void A_basis_that_was_stated_until_a_day_asks_for_another_when_the_day_has_passed()
    {
        var basis = Basis(LegalBasis.NecessaryForChildWelfare);
        basis.UntilOn = "2026-02-02";
        var course = Given.AwaitingConsent().Do(basis).Is(PathwayState.Started);

        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Morning("2026-02-02").Tasks);
        Assert.Contains(TaskKind.AssessOtherBasis, course.Morning("2026-02-03").Tasks);
        Assert.Equal("b1", course.Now.FollowUps.Single().AboutId);
    }

    [Fact]
    public void When_all_have_taken_it_back_the_pathway_goes_on_only_on_a_new_basis()
    {
        var course = Given.InCooperation().Do(Withdraw("c1")).Do(Withdraw("c2")).Is(PathwayState.Suspended);

        course.Refuses(Resume(), RefusalReason.ConsentMissing);
        course.Do(Consent(Mother)).Do(Resume()).Is(PathwayState.InCooperation);
    }

    [Fact]
    [Trait("Trap", "2")]
    public void What_health_asked_for_and_got_without_a_basis_is_a_deviation_and_the_task_says_so_before()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Received("e1")).Do(AskedForMore("e1")).On("2026-01-13").Do(Withdraw("c1"));

        var task = Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.SendMoreInfo);
        Assert.Contains("ingen samtykker dekker", task.Title.Nb, StringComparison.Ordinal);
        course.Do(Received("e1")).Has("e1", EngagementState.Received);
        Assert.Contains(TaskKind.DealWithDeviation, course.Tasks);
    }

    [Fact]
    [Trait("Must", "PW-10")]
    public void The_task_of_a_basis_that_ended_stays_done_when_anything_else_is_put_right()
    {
        var basis = Basis(LegalBasis.NecessaryForChildWelfare);
        basis.UntilOn = "2026-01-20";
        var course = Given.AwaitingConsent().Do(basis).Do(Phone(Gp, ContactOutcome.Reached));
        var call = course.History.Single(entry => entry.ContactLogged is not null);
        course.On("2026-01-15").Do(Correct(call, corrected => corrected.ContactLogged.Contact.Note = "Avtalt")).Morning("2026-01-21");
        Assert.Contains("Grunnlaget som ble oppgitt", Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.AssessOtherBasis).Title.Nb, StringComparison.Ordinal);
        course.Do(Complete(course.TaskId(TaskKind.AssessOtherBasis)));

        course.On("2026-01-23").Do(Correct(call, corrected => corrected.ContactLogged.Contact.Note = "Avtalt på nytt"));

        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Tasks);
    }

    [Fact]
    public void The_end_of_a_basis_asks_nothing_where_nothing_is_missing()
    {
        var basis = Basis(LegalBasis.NecessaryForChildWelfare);
        basis.UntilOn = "2026-01-20";

        var course = Given.InCooperation().Do(basis).Morning("2026-01-21");

        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Tasks);
    }

    [Fact]
    [Trait("Trap", "2")]
    public void A_meeting_is_not_moved_beyond_the_day_until_which_its_basis_was_stated()
    {
        var basis = Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing);
        basis.UntilOn = "2026-01-20";
        var participation = Consent(Mother);
        participation.Purposes.Remove(ConsentPurpose.InformationSharing);
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(participation).Do(Start()).Do(basis).Do(Call(MeetingKind.Clarification, "2026-01-19", SchoolNurse));

        course.On("2026-01-22").Refuses(Postpone("m1", "2026-02-10"), RefusalReason.ConsentMissing);
    }

    [Fact]
    [Trait("Trap", "9")]
    public void What_left_in_danger_is_followed_by_what_health_asks_for_and_each_asking_has_its_own_time()
    {
        var course = Given.Prepared(HealthArea.Mental).Do(Release("e1", LegalBasis.DangerToLifeOrHealth, "Akutt fare")).Do(Requests.Sent("e1")).Do(Received("e1")).Do(Withdraw("c1")).Do(AskedForMore("e1")).On("2026-03-10").Do(AskedForMore("e1"));

        var task = Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.SendMoreInfo);
        Assert.Equal(("2026-03-17", "Send opplysningene som helsetjenesten ber om"), (task.DueOn, task.Title.Nb));
    }

    [Fact]
    public void A_no_to_sharing_asks_for_another_basis_also_where_nothing_was_referred()
    {
        var course = Given.InCooperation().Do(Refusal(Mother, ConsentPurpose.InformationSharing));

        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);
    }
}
