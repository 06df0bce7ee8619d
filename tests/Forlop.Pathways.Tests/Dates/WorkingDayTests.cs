using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Forlop.Pathways.Tests.Dates;

/// <summary>Over every day from 2020 to 2040, against a calendar that is looked up and not computed.</summary>
public sealed class WorkingDayTests
{
    private static readonly LocalDate First = new(2020, 1, 1);
    private static readonly int Days = Period.DaysBetween(First, new LocalDate(2040, 12, 31)) + 1;
    private static readonly DayOfWeek[] Weekend = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    // Easter Sundays as printed, month and day, 2020 to 2041.
    private static readonly string[] Easters =
    [
        "04-12", "04-04", "04-17", "04-09", "03-31", "04-20", "04-05", "03-28", "04-16", "04-01", "04-21",
        "04-13", "03-28", "04-17", "04-09", "03-25", "04-13", "04-05", "04-25", "04-10", "04-01", "04-21",
    ];

    // All working days in order; a count of working days is then a distance in this list.
    private static readonly DateOnly[] Calendar = [.. Printed()];

    private static readonly Gen<LocalDate> AnyDay = Gen.Choose(0, Days - 1).Select(First.PlusDays);

    [Fact]
    public void A_working_day_is_one_in_the_printed_calendar()
    {
        var printed = Calendar.ToHashSet();
        for (var day = First; day <= new LocalDate(2040, 12, 31); day = day.PlusDays(1))
        {
            Assert.True(printed.Contains(day.ToDateOnly()) == WorkingDays.IsWorkingDay(day), $"{day} is wrong.");
        }
    }

    [Fact]
    public void The_count_of_working_days_is_exact_and_the_first_day_does_not_count() =>
        Prop.ForAll(AnyDay.SelectMany(start => Gen.Choose(1, 65).Select(count => (start, count))).ToArbitrary(), drawn =>
        {
            var (start, count) = drawn;
            return WorkingDays.Add(start, count).ToDateOnly() == Calendar[FirstNotBefore(start.PlusDays(1)) + count - 1];
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(DeadlineUnit.Days, 42)]
    [InlineData(DeadlineUnit.Weeks, 2)]
    [InlineData(DeadlineUnit.Weeks, 6)]
    [InlineData(DeadlineUnit.WorkingDays, 5)]
    [InlineData(DeadlineUnit.WorkingDays, 10)]
    [InlineData(DeadlineUnit.WorkingDays, 15)]
    public void Due_is_a_working_day_never_before_the_nominal_day_and_never_earlier_for_a_later_start(DeadlineUnit unit, int amount)
    {
        var rule = new DeadlineRule("any", DeadlineKind.Answer, amount, unit, DeadlineBasis.Local);
        var before = LocalDate.MinIsoValue;
        for (var start = First; start <= new LocalDate(2040, 10, 1); start = start.PlusDays(1))
        {
            var due = rule.DueOn(start);
            Assert.True(due >= rule.NominalDueOn(start) && due >= before && due > start, $"{amount} {unit} from {start} gives {due}.");
            Assert.True(Calendar[FirstNotBefore(rule.NominalDueOn(start))] == due.ToDateOnly(), $"{amount} {unit} from {start} gives {due}, which is not the next working day.");
            before = due;
        }
    }

    [Fact]
    public void Holidays_named_in_a_sentence_are_those_that_lie_on_weekdays_between() =>
        Prop.ForAll(AnyDay.ToArbitrary(), start =>
        {
            var due = WorkingDays.Add(start, 15);
            var named = WorkingDays.HolidaysBetween(start, due);
            var weekdays = Enumerable.Range(1, Period.DaysBetween(start, due)).Select(start.PlusDays).Count(day => !Weekend.Contains(day.ToDateOnly().DayOfWeek));
            return weekdays == 15 + named.Count && named.All(day => day > start && day < due && !Calendar.Contains(day.ToDateOnly()));
        }).QuickCheckThrowOnFailure();

    private static int FirstNotBefore(LocalDate day) => Array.BinarySearch(Calendar, day.ToDateOnly()) is var found && found >= 0 ? found : ~found;

    private static IEnumerable<DateOnly> Printed()
    {
        var off = new HashSet<DateOnly>();
        for (var i = 0; i < Easters.Length; i++)
        {
            var year = 2020 + i;
            var easter = DateOnly.ParseExact($"{year}-{Easters[i]}", "yyyy-MM-dd");
            off.UnionWith(new[] { -3, -2, 1, 39, 50 }.Select(easter.AddDays));
            off.UnionWith([new(year, 1, 1), new(year, 5, 1), new(year, 5, 17), new(year, 12, 25), new(year, 12, 26)]);
        }

        for (var day = new DateOnly(2020, 1, 1); day.Year <= 2041; day = day.AddDays(1))
        {
            if (!Weekend.Contains(day.DayOfWeek) && !off.Contains(day))
            {
                yield return day;
            }
        }
    }
}
