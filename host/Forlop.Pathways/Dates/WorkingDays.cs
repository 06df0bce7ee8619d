using NodaTime;

namespace Forlop.Pathways.Dates;

/// <summary>
/// Virkedager: Monday to Friday without public holidays. 24 and 31 December are working days, as in health law, until a
/// service says otherwise.
/// </summary>
public static class WorkingDays
{
    public static bool IsWorkingDay(LocalDate date) =>
        date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && !NorwegianHolidays.IsHoliday(date);

    /// <summary>The <paramref name="count"/>th working day after <paramref name="start"/>, which itself does not count.</summary>
    public static LocalDate Add(LocalDate start, int count)
    {
        var date = start;
        while (count > 0)
        {
            date = date.PlusDays(1);
            count -= IsWorkingDay(date) ? 1 : 0;
        }

        return date;
    }

    /// <summary>The day itself, or the next working day when it is none.</summary>
    public static LocalDate OnOrAfter(LocalDate date)
    {
        while (!IsWorkingDay(date))
        {
            date = date.PlusDays(1);
        }

        return date;
    }

    /// <summary>The public holidays from Monday to Friday that made a count of working days longer.</summary>
    public static IReadOnlyList<LocalDate> HolidaysBetween(LocalDate start, LocalDate end)
    {
        var holidays = new List<LocalDate>();
        for (var date = start.PlusDays(1); date <= end; date = date.PlusDays(1))
        {
            if (date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && NorwegianHolidays.IsHoliday(date))
            {
                holidays.Add(date);
            }
        }

        return holidays;
    }
}
