using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Grounds other than consent: what they carry, until when, and what their end asks for.</summary>
public sealed class BasisTests
{
    private static readonly Asked ToBup = Asked.ToHealth(HealthInstanceType.ChildMentalHealthSpecialist, [HealthArea.Mental]);

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
    public void What_was_released_on_consent_dies_with_it_though_another_basis_has_been_stated()
    {
        var course = Given.Prepared(HealthArea.Mental).Do(Release("e1")).Do(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing)).Do(Withdraw("c1"));

        course.Has("e1", EngagementState.CancelledByConsent);
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
    public void A_basis_that_reaches_as_far_and_lasts_longer_replaces_one_before_its_end_and_a_narrower_one_does_not()
    {
        var course = Until("2026-02-02");

        course.On("2026-01-19").Do(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing));
        Assert.Equal(DeadlineState.Running, EndOf(course, "b1").State);
        var shorter = Basis(LegalBasis.NecessaryForChildWelfare);
        shorter.UntilOn = "2026-01-30";
        course.Do(shorter);
        Assert.Equal(DeadlineState.Running, EndOf(course, "b1").State);

        var longer = Basis(LegalBasis.NecessaryForChildWelfare);
        longer.UntilOn = "2026-03-02";
        course.On("2026-01-20").Do(longer);

        Assert.Equal((DeadlineState.Met, "2026-01-20"), (EndOf(course, "b1").State, EndOf(course, "b1").MetOn));
        Assert.Equal((DeadlineState.Met, DeadlineState.Running), (EndOf(course, "b3").State, EndOf(course, "b4").State));
        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Morning("2026-02-03").Tasks);
        Assert.Contains(TaskKind.AssessOtherBasis, course.Morning("2026-03-03").Tasks);
    }

    [Fact]
    public void What_the_end_of_a_basis_asked_is_met_by_what_carries_it_and_stays_with_anything_else()
    {
        var course = Until("2026-02-02").Morning("2026-02-03");

        course.Do(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing)); // the pathway itself goes on without
        Assert.Contains(TaskKind.AssessOtherBasis, course.Tasks);
        Assert.Equal(DeadlineState.Passed, EndOf(course, "b1").State);

        course.On("2026-02-04").Do(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.Participation));
        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Tasks);
        Assert.Equal((DeadlineState.Met, "2026-02-04"), (EndOf(course, "b1").State, EndOf(course, "b1").MetOn));
        Assert.Equal("2026-02-04", course.Now.FollowUps.Single().DoneOn);
    }

    [Fact]
    public void What_the_end_of_a_basis_asked_is_met_by_the_last_consent_that_was_missing()
    {
        var course = Until("2026-02-02").Morning("2026-02-03");

        Assert.Contains(TaskKind.AssessOtherBasis, course.Do(Consent(Mother)).Tasks);
        Assert.DoesNotContain(TaskKind.AssessOtherBasis, course.Do(Consent(Father)).Tasks);
    }

    [Fact]
    public void The_end_of_a_basis_that_carried_nothing_which_is_missing_asks_nothing_because_of_what_others_carry_not()
    {
        var dental = Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing);
        dental.UntilOn = "2026-01-20";
        dental.Areas.Add(HealthArea.Dental);
        var course = Given.Sent(HealthArea.Mental).Do(dental).Do(Withdraw("c1")).Morning("2026-01-21");

        Assert.Single(course.Tasks, TaskKind.AssessOtherBasis); // the withdrawal's
        Assert.Equal(DeadlineState.Met, EndOf(course, "b1").State);
    }

    private static Course Until(string day)
    {
        var basis = Basis(LegalBasis.NecessaryForChildWelfare);
        basis.UntilOn = day;
        return Given.AwaitingConsent().Do(basis).Is(PathwayState.Started);
    }

    private static Deadline EndOf(Course course, string basisId) => course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.BasisEnds && deadline.SubjectId == basisId);
}
