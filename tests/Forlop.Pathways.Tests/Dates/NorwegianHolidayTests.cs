using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Tests.Dates;

public sealed class NorwegianHolidayTests
{
    // Maundy Thursday, Good Friday, Easter Sunday, Easter Monday, Ascension, Whit Sunday, Whit Monday: copied from calendars, not computed.
    private static readonly Dictionary<int, string> FollowingEaster = new()
    {
        [2024] = "03-28 03-29 03-31 04-01 05-09 05-19 05-20",
        [2025] = "04-17 04-18 04-20 04-21 05-29 06-08 06-09",
        [2026] = "04-02 04-03 04-05 04-06 05-14 05-24 05-25",
        [2027] = "03-25 03-26 03-28 03-29 05-06 05-16 05-17",
        [2028] = "04-13 04-14 04-16 04-17 05-25 06-04 06-05",
        [2029] = "03-29 03-30 04-01 04-02 05-10 05-20 05-21",
        [2030] = "04-18 04-19 04-21 04-22 05-30 06-09 06-10",
        [2031] = "04-10 04-11 04-13 04-14 05-22 06-01 06-02",
        [2032] = "03-25 03-26 03-28 03-29 05-06 05-16 05-17",
        [2033] = "04-14 04-15 04-17 04-18 05-26 06-05 06-06",
        [2034] = "04-06 04-07 04-09 04-10 05-18 05-28 05-29",
        [2035] = "03-22 03-23 03-25 03-26 05-03 05-13 05-14",
    };

    [Fact]
    public void The_public_holidays_from_2024_to_2035_are_these_and_no_others()
    {
        foreach (var (year, movable) in FollowingEaster)
        {
            var expected = movable.Split(' ').Concat(["01-01", "05-01", "05-17", "12-25", "12-26"]).Distinct().Order();
            var found = DaysOf(year).Where(NorwegianHolidays.IsHoliday).Select(day => $"{day.Month:00}-{day.Day:00}");

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Easter_from_1900_to_2100_is_where_the_paschal_full_moon_puts_it()
    {
        for (var year = 1900; year <= 2100; year++)
        {
            Assert.Equal(SundayAfterTheFullMoonOf(year), NorwegianHolidays.EasterSunday(year));
        }
    }

    // Knuth's form of the Gregorian computus: the moon from epact and golden number, then the Sunday after it.
    private static LocalDate SundayAfterTheFullMoonOf(int year)
    {
        var golden = (year % 19) + 1;
        var century = (year / 100) + 1;
        var leapYearsDropped = (3 * century / 4) - 12;
        var moonCorrection = (((8 * century) + 5) / 25) - 5;
        var epact = ((11 * golden) + 20 + moonCorrection - leapYearsDropped) % 30;
        epact = epact < 0 ? epact + 30 : epact;
        epact += (epact == 25 && golden > 11) || epact == 24 ? 1 : 0;
        var dayOfMarch = 44 - epact;
        dayOfMarch += dayOfMarch < 21 ? 30 : 0;
        return new LocalDate(year, 3, 1).PlusDays(dayOfMarch - 1).Next(IsoDayOfWeek.Sunday);
    }

    private static IEnumerable<LocalDate> DaysOf(int year)
    {
        for (var day = new LocalDate(year, 1, 1); day.Year == year; day = day.PlusDays(1))
        {
            yield return day;
        }
    }
}
