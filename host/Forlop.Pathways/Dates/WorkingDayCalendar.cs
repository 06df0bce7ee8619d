using NodaTime;

namespace Forlop.Pathways.Dates;

/// <summary>
/// Virkedager: Monday to Friday without public holidays. Sources differ on the rest, so a service settles it: 24 and 31
/// December are working days until it says otherwise, Saturdays are not.
/// </summary>
public sealed record WorkingDayCalendar
{
    public static WorkingDayCalendar Default { get; } = new();

    /// <summary>24 December counts, when it falls on a weekday that does.</summary>
    public bool ChristmasEve { get; init; } = true;

    /// <summary>31 December counts, when it falls on a weekday that does.</summary>
    public bool NewYearsEve { get; init; } = true;

    public bool Saturdays { get; init; }

    public bool IsWorkingDay(LocalDate date) => IsWeekday(date) && !IsDayOff(date);

    /// <summary>The <paramref name="count"/>th working day after <paramref name="start"/>, which itself does not count.</summary>
    public LocalDate Add(LocalDate start, int count)
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
    public LocalDate OnOrAfter(LocalDate date) => Seek(date, 1);

    /// <summary>The day itself, or the last working day before when it is none.</summary>
    public LocalDate OnOrBefore(LocalDate date) => Seek(date, -1);

    /// <summary>The days off after <paramref name="start"/> that made a count of working days longer; a weekend surprises nobody and is left out.</summary>
    public IReadOnlyList<LocalDate> DaysOffBetween(LocalDate start, LocalDate end)
    {
        var off = new List<LocalDate>();
        for (var date = start.PlusDays(1); date <= end; date = date.PlusDays(1))
        {
            if (IsWeekday(date) && IsDayOff(date))
            {
                off.Add(date);
            }
        }

        return off;
    }

    private bool IsWeekday(LocalDate date) =>
        date.DayOfWeek != IsoDayOfWeek.Sunday && (Saturdays || date.DayOfWeek != IsoDayOfWeek.Saturday);

    private bool IsDayOff(LocalDate date) => (date.Month, date.Day) switch
    {
        (12, 24) => !ChristmasEve,
        (12, 31) => !NewYearsEve,
        _ => NorwegianHolidays.IsHoliday(date),
    };

    private LocalDate Seek(LocalDate date, int step)
    {
        while (!IsWorkingDay(date))
        {
            date = date.PlusDays(step);
        }

        return date;
    }
}
