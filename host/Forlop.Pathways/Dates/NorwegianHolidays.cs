using NodaTime;

namespace Forlop.Pathways.Dates;

/// <summary>Public holidays in Norway: five with a date, and those that follow Easter.</summary>
public static class NorwegianHolidays
{
    public static bool IsHoliday(LocalDate date) => (date.Month, date.Day) switch
    {
        (1, 1) or (5, 1) or (5, 17) or (12, 25) or (12, 26) => true,
        (>= 3 and <= 6, _) => FollowsEaster(date),
        _ => false,
    };

    /// <summary>Easter Sunday in the Gregorian calendar.</summary>
    public static LocalDate EasterSunday(int year)
    {
        // The computus of Meeus, Jones and Butcher.
        var golden = year % 19;
        var century = year / 100;
        var yearOfCentury = year % 100;
        var skippedLeapDays = century / 4;
        var moonCorrection = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * golden) + century - skippedLeapDays - moonCorrection + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (yearOfCentury / 4)) - epact - (yearOfCentury % 4)) % 7;
        var lunarCorrection = (golden + (11 * epact) + (22 * weekday)) / 451;
        var sum = epact + weekday - (7 * lunarCorrection) + 114;
        return new LocalDate(year, sum / 31, (sum % 31) + 1);
    }

    // Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday.
    private static bool FollowsEaster(LocalDate date) =>
        Period.DaysBetween(EasterSunday(date.Year), date) is -3 or -2 or 0 or 1 or 39 or 49 or 50;
}
