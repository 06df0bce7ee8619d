using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
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
    public void A_no_to_sharing_asks_for_another_basis_also_where_nothing_was_referred()
    {
        var course = Given.InCooperation().Do(Refusal(Mother, ConsentPurpose.InformationSharing));

        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);
    }

    [Fact]
    public void A_yes_to_something_else_answers_nothing_that_was_taken_back()
    {
        var course = Given.InCooperation(HealthArea.Mental).Do(Withdraw("c1"));

        course.Do(Sharing(Mother, HealthInstanceType.PublicDental, HealthArea.Dental)); // the pathway goes on without her consent all the same
        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);

        course.Do(Consent(Mother));
        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Tasks);
    }

    [Fact]
    public void A_yes_to_another_recipient_answers_nothing_of_the_part_that_was_taken_back()
    {
        var part = Withdraw("c1");
        part.Recipients.Add(HealthInstanceType.ChildMentalHealthSpecialist);
        var course = Given.InCooperation(HealthArea.Mental).Do(part);

        course.Do(Sharing(Mother, HealthInstanceType.PublicDental));
        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);

        course.Do(Sharing(Mother, HealthInstanceType.ChildMentalHealthSpecialist));
        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Tasks);
    }

    private static WorklistTask Report(Course course) => Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.FollowUpReport);
}
