using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Tests.Dates;

/// <summary>Every rule form from every day of 2020 to 2040, against calendars that were written down.</summary>
public sealed class EveryStartTests
{
    public static TheoryData<DeadlineUnit, int> Amounts => new()
    {
        { DeadlineUnit.Days, 1 }, { DeadlineUnit.Days, 7 }, { DeadlineUnit.Days, 42 }, { DeadlineUnit.Days, 84 },
        { DeadlineUnit.Weeks, 1 }, { DeadlineUnit.Weeks, 2 }, { DeadlineUnit.Weeks, 4 }, { DeadlineUnit.Weeks, 6 },
        { DeadlineUnit.Months, 1 }, { DeadlineUnit.Months, 3 }, { DeadlineUnit.Months, 6 }, { DeadlineUnit.Months, 12 },
        { DeadlineUnit.WorkingDays, 1 }, { DeadlineUnit.WorkingDays, 2 }, { DeadlineUnit.WorkingDays, 3 }, { DeadlineUnit.WorkingDays, 5 },
        { DeadlineUnit.WorkingDays, 10 }, { DeadlineUnit.WorkingDays, 15 }, { DeadlineUnit.WorkingDays, 65 },
    };

    [Theory]
    [MemberData(nameof(Amounts))]
    public void Due_is_the_day_in_the_printed_calendar_whatever_day_it_runs_from(DeadlineUnit unit, int amount)
    {
        foreach (var printed in PrintedCalendar.All)
        {
            foreach (var rule in Forms(unit, amount, printed.Calendar))
            {
                foreach (var start in PrintedCalendar.Starts)
                {
                    var due = rule.DueOn(LocalDate.FromDateOnly(start)).ToDateOnly();
                    if (due != printed.Due(start, rule))
                    {
                        Assert.Fail($"{rule.Id} from {start} gives {due}; the calendar says {printed.Due(start, rule)}.");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Amounts))]
    public void A_later_start_never_gives_an_earlier_day_and_every_day_lies_after_its_start(DeadlineUnit unit, int amount)
    {
        foreach (var rule in Forms(unit, amount, WorkingDayCalendar.Default))
        {
            var before = LocalDate.MinIsoValue;
            foreach (var start in PrintedCalendar.Starts.Select(LocalDate.FromDateOnly))
            {
                var due = rule.DueOn(start);
                Assert.True(due >= before && due > start, $"{rule.Id} from {start} gives {due}.");
                before = due;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Amounts))]
    public void The_rule_id_gives_back_the_rule_in_all_its_forms(DeadlineUnit unit, int amount) =>
        Assert.All(
            PrintedCalendar.All.SelectMany(printed => Forms(unit, amount, printed.Calendar)),
            rule => Assert.Equal(rule, DeadlineRules.Of(rule.From(new LocalDate(2026, 1, 12)))));

    [Fact]
    public void A_working_day_is_one_in_the_printed_calendar()
    {
        foreach (var printed in PrintedCalendar.All)
        {
            foreach (var day in PrintedCalendar.Starts)
            {
                Assert.True(printed.Holds(day) == printed.Calendar.IsWorkingDay(LocalDate.FromDateOnly(day)), $"{day} is wrong.");
            }
        }
    }

    [Fact]
    public void The_days_off_named_in_a_sentence_are_all_that_made_the_count_longer()
    {
        foreach (var printed in PrintedCalendar.All)
        {
            foreach (var start in PrintedCalendar.Starts)
            {
                var due = printed.After(start, 10);
                var expected = Enumerable.Range(1, due.DayNumber - start.DayNumber).Select(start.AddDays)
                    .Where(day => !printed.Holds(day) && day.DayOfWeek != DayOfWeek.Sunday && (printed.Calendar.Saturdays || day.DayOfWeek != DayOfWeek.Saturday));
                var named = printed.Calendar.DaysOffBetween(LocalDate.FromDateOnly(start), LocalDate.FromDateOnly(due)).Select(day => day.ToDateOnly());
                if (!named.SequenceEqual(expected))
                {
                    Assert.Fail($"From {start} to {due} other days are named than lie between.");
                }
            }
        }
    }

    private static IEnumerable<DeadlineRule> Forms(DeadlineUnit unit, int amount, WorkingDayCalendar calendar)
    {
        DayOff[] forms = unit == DeadlineUnit.WorkingDays ? [DayOff.Next] : [DayOff.Next, DayOff.Previous, DayOff.Unchanged];
        return forms.Select(form => new DeadlineRule("any-rule", DeadlineKind.Answer, amount, unit, DeadlineBasis.Local) { DayOff = form, Calendar = calendar });
    }
}
