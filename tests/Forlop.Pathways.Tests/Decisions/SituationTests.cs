using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What left is held against the situation of its own day, in whichever order the situations became known.</summary>
public sealed class SituationTests
{
    private static readonly string[] Holders = [Mother, Father, "bvt"];

    [Fact]
    public void A_situation_that_becomes_known_late_holds_until_the_next_one_and_no_longer()
    {
        var course = Given.Sent(HealthArea.Mental);
        Call(course, "2026-01-14", "2026-01-22", "2026-02-03");
        course.On("2026-02-10").Do(From("2026-01-20", Mother)).Do(From("2026-02-01", Father));

        course.Do(From("2026-01-13", "bvt"));

        Assert.Equal(["k1"], Deviations(course));
        Assert.Equal(["far"], course.Now.Circumstances.ConsentHolders.Select(holder => holder.HolderId));
        Assert.Equal(["", "2026-01-13", "2026-01-20"], course.Now.EarlierSituations.Select(situation => situation.SinceOn));
    }

    [Fact]
    public void What_seemed_to_have_left_without_a_basis_is_none_once_the_situation_of_its_day_is_known()
    {
        var course = Given.Sent(HealthArea.Mental);
        Call(course, "2026-01-14", "2026-01-22");
        course.On("2026-02-10").Do(From("2026-01-13", "bvt"));
        Assert.Equal(["k1", "k2"], Deviations(course));

        course.Do(From("2026-01-20", Mother));

        Assert.Equal(["k1"], Deviations(course));
        Assert.Equal(FollowUpState.Cancelled, course.Now.FollowUps.Single(followUp => followUp.AboutId == "k2").State);
    }

    [Fact]
    public void Another_birth_date_concerns_what_left_in_every_situation_whichever_it_was_said_of()
    {
        var course = Given.Sent(HealthArea.Mental);
        Call(course, "2026-01-22");
        course.On("2026-02-10").Do(From("2026-01-20", Mother));
        var elder = From("2026-01-13", Mother);
        elder.Circumstances.BirthOn = "2010-05-03"; // fifteen: the child's own consent, which nobody asked for, was the one that counted

        course.Do(elder);

        Assert.Equal(["e1", "k1", "m1"], Deviations(course));
        Assert.All(course.Now.EarlierSituations, situation => Assert.Equal("2010-05-03", situation.Circumstances.BirthOn));
    }

    [Fact]
    public void A_call_that_is_entered_late_is_held_against_the_situation_of_its_own_day()
    {
        var course = Given.Sent(HealthArea.Mental).On("2026-02-10").Do(From("2026-01-20", "bvt")).Do(From("2026-02-01", Mother));

        var (carried, not) = (Told("2026-01-16"), Told("2026-01-25"));

        course.Refuses(not, RefusalReason.ConsentMissing);
        course.Do(carried);
    }

    [Fact]
    public void Five_situations_lead_to_the_same_deviations_in_every_order_of_entering_them()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            UpdateCircumstancesRequest[] inOrder = [.. Enumerable.Range(13, 20).OrderBy(_ => random.Next()).Take(5).Order().Select(day =>
                From(Day.Format(new LocalDate(2026, 1, 1).PlusDays(day)), [.. Holders.Where(_ => random.Next(2) == 0).DefaultIfEmpty(Mother)]))];
            var (first, last) = (Told(), Told());
            foreach (var situation in inOrder)
            {
                first.Do(situation);
            }

            foreach (var situation in inOrder.OrderBy(_ => random.Next()))
            {
                last.Do(situation);
            }

            Assert.True(
                Deviations(first).SequenceEqual(Deviations(last)) && first.Now.EarlierSituations.Equals(last.Now.EarlierSituations) && first.Now.Circumstances.Equals(last.Now.Circumstances),
                $"Seed {seed}: {string.Join(' ', Deviations(first))} in order, {string.Join(' ', Deviations(last))} otherwise.");
            foreach (var contact in first.Now.Contacts)
            {
                // The oracle looks them up by itself.
                var then = inOrder.LastOrDefault(situation => string.CompareOrdinal(situation.OccurredOn, contact.ContactedOn) <= 0)?.Circumstances ?? Open().Circumstances;
                Assert.Equal(then.ConsentHolders.Any(holder => holder.HolderId == "bvt"), Deviations(first).Contains(contact.ContactId));
            }
        }

        static Course Told()
        {
            var course = Given.Sent(HealthArea.Mental);
            Call(course, [.. Enumerable.Range(0, 8).Select(i => Day.Format(new LocalDate(2026, 1, 14).PlusDays(3 * i)))]);
            return course.On("2026-02-15");
        }
    }

    [Fact]
    public void What_was_dealt_with_is_not_asked_again_because_something_else_of_the_situation_became_known()
    {
        var course = Given.Sent(HealthArea.Mental);
        Call(course, "2026-01-22");
        course.On("2026-02-10").Do(From("2026-01-20", "bvt"));
        course.Do(Complete(course.TaskId(TaskKind.DealWithDeviation)));
        var school = From("2026-01-21", "bvt");
        school.Circumstances.SchoolId = "skole-2";

        course.Do(school);

        Assert.Empty(Deviations(course));
    }

    [Fact]
    public void Whoever_held_the_consent_on_its_day_can_have_given_it_also_when_others_hold_it_by_now()
    {
        var course = Given.Sent(HealthArea.Mental).On("2026-02-10").Do(From("2026-01-20", "bvt")).Do(From("2026-02-01", Mother));
        var late = Consent("bvt");
        late.OccurredOn = "2026-01-21";

        course.Do(late);

        Assert.Equal("bvt", course.Now.Consents[^1].HolderId);
        course.Refuses(Consent("fostermor"), RefusalReason.Malformed, "holder_id");
    }

    [Fact]
    public void Whoever_counts_only_from_now_on_is_asked_also_while_somebody_else_has_not_answered()
    {
        var course = Given.InCooperation().On("2026-02-10").Do(From("2026-02-01", Mother, Father, "bvt"));
        Assert.Equal(["bvt"], Asked(course));

        course.Do(From("2026-02-03", Mother, Father, "bvt", "verge"));
        Assert.Equal(["bvt", "verge"], Asked(course));

        course.Do(From("2026-02-04", Mother, Father)).Do(From("2026-02-05", Mother, Father, "bvt"));
        Assert.Equal(["bvt", "verge"], Asked(course)); // who has been asked and has not answered is not asked twice

        static string[] Asked(Course course) =>
            [.. course.Now.FollowUps.Where(followUp => followUp is { Kind: TaskKind.AssessOtherBasis, State: FollowUpState.Open }).Select(followUp => followUp.AboutId).Order(StringComparer.Ordinal)];
    }

    private static string[] Deviations(Course course) =>
        [.. course.Now.FollowUps.Where(followUp => followUp is { Kind: TaskKind.DealWithDeviation, State: FollowUpState.Open }).Select(followUp => followUp.AboutId).Order(StringComparer.Ordinal)];

    private static UpdateCircumstancesRequest From(string day, params string[] holders)
    {
        var situation = Situation(Open("2018-05-03", holders).Circumstances);
        situation.OccurredOn = day;
        return situation;
    }

    private static LogContactRequest Told(string day)
    {
        var call = Phone(Bup, ContactOutcome.Reached, "e1");
        (call.LegalBasis, call.OccurredOn) = (LegalBasis.Consent, day);
        return call;
    }

    private static void Call(Course course, params string[] days)
    {
        foreach (var day in days)
        {
            course.On(day).Do(Told(day));
        }
    }
}
