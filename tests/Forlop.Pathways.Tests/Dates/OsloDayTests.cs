using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Tests.Dates;

/// <summary>Which day it is, and how old somebody is on it.</summary>
public sealed class OsloDayTests
{
    [Fact]
    public void A_day_begins_at_midnight_in_Oslo_on_every_day_of_the_years_and_over_both_clock_changes()
    {
        foreach (var day in PrintedCalendar.Starts)
        {
            var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), OffsetAtMidnight(day));

            Assert.Equal(day.AddDays(-1), Today(midnight.AddTicks(-1)));
            Assert.Equal(day, Today(midnight));
            Assert.Equal(midnight, Day.At(LocalDate.FromDateOnly(day), LocalTime.Midnight));
        }
    }

    [Fact]
    public void The_hour_that_is_skipped_and_the_hour_that_is_lived_twice_belong_to_their_day()
    {
        for (var year = 2020; year <= 2040; year++)
        {
            foreach (var change in new[] { LastSunday(year, 3), LastSunday(year, 10) })
            {
                var atOneUtc = new DateTimeOffset(change.ToDateTime(new TimeOnly(1, 0)), TimeSpan.Zero);
                Assert.Equal([change, change, change], new[] { -1, 0, 3600 }.Select(seconds => Today(atOneUtc.AddSeconds(seconds))));
            }

            // 02:30 does not exist then: it becomes 03:30, still on the same day.
            var spring = LastSunday(year, 3);
            Assert.Equal(spring, Today(Day.At(LocalDate.FromDateOnly(spring), new LocalTime(2, 30))));
        }
    }

    [Fact]
    public void Who_was_born_on_29_February_turns_a_year_older_on_the_28th_where_the_year_has_no_29th()
    {
        foreach (var born in new[] { 2000, 2004, 2008, 2012, 2016, 2020 })
        {
            foreach (var day in PrintedCalendar.Starts.Where(day => day > new DateOnly(born, 2, 29)))
            {
                var hasHadBirthday = (day.Month, day.Day).CompareTo((2, DateTime.IsLeapYear(day.Year) ? 29 : 28)) >= 0;
                var age = day.Year - born - (hasHadBirthday ? 0 : 1);
                Assert.True(age == Day.Age(new LocalDate(born, 2, 29), LocalDate.FromDateOnly(day)), $"Born in {born}, on {day}.");
            }
        }
    }

    [Theory]
    [InlineData("2012-02-29", "2027-02-27", 14)]
    [InlineData("2012-02-29", "2027-02-28", 15)]
    [InlineData("2012-02-29", "2027-03-01", 15)]
    [InlineData("2012-02-29", "2028-02-28", 15)]
    [InlineData("2012-02-29", "2028-02-29", 16)]
    [InlineData("2013-02-28", "2028-02-28", 15)]
    [InlineData("2013-03-01", "2028-02-29", 14)]
    [InlineData("2013-03-01", "2028-03-01", 15)]
    public void Consent_at_fifteen_and_sixteen_follows_the_birthday_in_leap_years_and_in_others(string birth, string today, int age) =>
        Assert.Equal(age, Day.Age(Day.Parse(birth), Day.Parse(today)));

    [Theory]
    [InlineData("2024-01-29", 1, "2024-02-29")]
    [InlineData("2025-01-29", 1, "2025-02-28")]
    [InlineData("2025-01-31", 1, "2025-02-28")]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    [InlineData("2026-11-30", 3, "2027-02-28")]
    [InlineData("2026-01-15", 3, "2026-04-15")]
    public void Months_end_on_the_same_day_or_the_last_that_there_is(string start, int months, string due) =>
        Assert.Equal(due, Day.Format(new DeadlineRule("any", default, months, DeadlineUnit.Months, default) { DayOff = DayOff.Unchanged }.DueOn(Day.Parse(start))));

    private static DateOnly Today(DateTimeOffset now) => Day.Today(new StoppedClock(now)).ToDateOnly();

    // Since 1996: one hour ahead of UTC, two from the last Sunday in March to the last in October. Both changes come after midnight.
    private static TimeSpan OffsetAtMidnight(DateOnly day) =>
        TimeSpan.FromHours(day > LastSunday(day.Year, 3) && day <= LastSunday(day.Year, 10) ? 2 : 1);

    private static DateOnly LastSunday(int year, int month)
    {
        var last = new DateOnly(year, month, 31);
        return last.AddDays(-(int)last.DayOfWeek);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
