using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Tests.Dates;

public sealed class DeadlineTests
{
    private static readonly DeadlineRules Rules = DeadlineRules.Default;

    [Fact]
    public void Ten_working_days_from_29_April_2026_skip_the_first_and_the_fourteenth_of_May()
    {
        var deadline = Rules.AnswerOf(HealthInstanceType.ChildMentalHealthSpecialist).From(new LocalDate(2026, 4, 29), "e1");

        Assert.Equal(("2026-05-15", "answer-bup-10wd", DeadlineBasis.National), (deadline.DueOn, deadline.RuleId, deadline.Basis));
        var why = DeadlineText.Explain(deadline);
        Assert.Equal("10 virkedager etter at henvisningen ble mottatt 29.04.2026; 1. og 14. mai er ikke virkedager", why.Nb);
        Assert.Equal("10 verkedagar etter at tilvisinga blei motteken 29.04.2026; 1. og 14. mai er ikkje verkedagar", why.Nn);
    }

    [Fact]
    public void Six_weeks_to_consider_from_12_January_2026_end_on_23_February_and_say_that_they_are_local()
    {
        var deadline = Rules.Consideration.From(new LocalDate(2026, 1, 12));

        Assert.Equal("2026-02-23", deadline.DueOn);
        Assert.Equal("6 uker etter at vurderingen begynte 12.01.2026 (lokal standard)", DeadlineText.Explain(deadline).Nb);
    }

    [Fact]
    public void A_day_off_moves_the_date_and_the_sentence_says_from_where()
    {
        var deadline = Rules.ClarificationMeeting.From(new LocalDate(2026, 3, 19));

        Assert.Equal("2026-04-07", deadline.DueOn);
        Assert.Equal(
            "2 uker etter at forløpet startet 19.03.2026; flyttet fra 02.04.2026, som ikke er virkedag (lokal standard)", DeadlineText.Explain(deadline).Nb);
    }

    [Fact]
    public void Days_off_in_two_months_are_each_named_with_their_month()
    {
        var deadline = Rules.SpecialistAnswer.From(new LocalDate(2025, 12, 22));

        Assert.Equal("2026-01-08", deadline.DueOn);
        Assert.EndsWith("; 25. og 26. desember og 1. januar er ikke virkedager", DeadlineText.Explain(deadline).Nb, StringComparison.Ordinal);
    }

    [Fact]
    public void One_day_off_is_spoken_of_in_the_singular()
    {
        var deadline = Rules.Receipt.From(new LocalDate(2026, 4, 28), "e1");

        Assert.Equal("5 virkedager etter at henvisningen ble sendt 28.04.2026; 1. mai er ikke virkedag (lokal standard)", DeadlineText.Explain(deadline).Nb);
    }

    [Fact]
    public void A_day_that_a_meeting_agreed_on_is_explained_by_the_meeting()
    {
        var deadline = Rules.StatusMeeting.From(new LocalDate(2026, 2, 2));
        (deadline.RuleId, deadline.DueOn) = (DeadlineRules.AgreedRuleId, "2026-03-01");

        Assert.Null(DeadlineRules.Of(deadline));
        Assert.Equal("avtalt dag, etter møtet 02.02.2026", DeadlineText.Explain(deadline).Nb);
    }

    [Fact]
    public void Every_rule_can_be_read_back_from_the_deadline_that_it_gave()
    {
        var rules = typeof(DeadlineRules).GetProperties().Where(property => property.PropertyType == typeof(DeadlineRule))
            .Select(property => (DeadlineRule)property.GetValue(Rules)!).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.Equal(rule, DeadlineRules.Of(rule.From(new LocalDate(2026, 1, 12)))));
        Assert.Equal([Rules.SpecialistAnswer, Rules.BasicAssessment, Rules.ExtendedAssessment, Rules.StartOfHelp], rules.Where(rule => rule.Basis == DeadlineBasis.National));
    }

    [Theory]
    [InlineData("2026-02-29")]
    [InlineData("2026-2-3")]
    [InlineData("12.01.2026")]
    [InlineData("2026-01-12T00:00:00Z")]
    [InlineData(" 2026-01-12")]
    [InlineData("")]
    public void What_is_no_date_is_not_read_as_one(string text) => Assert.False(Day.TryParse(text, out _));
}
