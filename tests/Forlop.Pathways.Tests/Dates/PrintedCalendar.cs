using Forlop.Pathways.Dates;

namespace Forlop.Pathways.Tests.Dates;

/// <summary>
/// Working days as a list that was written down: Easter Sundays as printed, not computed, and a count of working days is a
/// distance in the list. It shares no line with what it checks, and no date type either.
/// </summary>
internal sealed class PrintedCalendar
{
    public static readonly DateOnly First = new(2020, 1, 1);
    public static readonly DateOnly Last = new(2040, 12, 31);

    // Month and day, 2020 to 2042.
    private static readonly string[] Easters =
    [
        "04-12", "04-04", "04-17", "04-09", "03-31", "04-20", "04-05", "03-28", "04-16", "04-01", "04-21", "04-13",
        "03-28", "04-17", "04-09", "03-25", "04-13", "04-05", "04-25", "04-10", "04-01", "04-21", "04-06",
    ];

    private readonly DateOnly[] days;

    private PrintedCalendar(WorkingDayCalendar calendar)
    {
        Calendar = calendar;
        days = [.. Printed(calendar)];
    }

    /// <summary>One for each way in which a service can set the switches.</summary>
    public static IReadOnlyList<PrintedCalendar> All { get; } =
    [
        .. from eve in new[] { true, false }
           from newYear in new[] { true, false }
           from saturdays in new[] { true, false }
           select new PrintedCalendar(new WorkingDayCalendar { ChristmasEve = eve, NewYearsEve = newYear, Saturdays = saturdays }),
    ];

    public static PrintedCalendar Default { get; } = All.Single(printed => printed.Calendar == WorkingDayCalendar.Default);

    public static IEnumerable<DateOnly> Starts => Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays);

    public WorkingDayCalendar Calendar { get; }

    public bool Holds(DateOnly day) => Array.BinarySearch(days, day) >= 0;

    public DateOnly Next(DateOnly day) => days[FirstNotBefore(day)];

    public DateOnly Previous(DateOnly day) => Holds(day) ? day : FirstNotBefore(day) is > 0 and var next ? days[next - 1] : DateOnly.MinValue;

    public DateOnly After(DateOnly start, int count) => days[FirstNotBefore(start.AddDays(1)) + count - 1];

    public DateOnly Due(DateOnly start, DeadlineRule rule)
    {
        var nominal = rule.Unit switch
        {
            DeadlineUnit.Days => start.AddDays(rule.Amount),
            DeadlineUnit.Weeks => start.AddDays(7 * rule.Amount),
            DeadlineUnit.Months => start.AddMonths(rule.Amount),
            _ => After(start, rule.Amount),
        };
        return rule.DayOff switch
        {
            DayOff.Unchanged => nominal,
            DayOff.Previous => Previous(nominal) > start ? Previous(nominal) : Next(nominal),
            _ => Next(nominal),
        };
    }

    private int FirstNotBefore(DateOnly day) => Array.BinarySearch(days, day) is var found && found >= 0 ? found : ~found;

    private static IEnumerable<DateOnly> Printed(WorkingDayCalendar calendar)
    {
        var off = new HashSet<DateOnly>();
        for (var i = 0; i < Easters.Length; i++)
        {
            var year = 2020 + i;
            var easter = DateOnly.ParseExact($"{year}-{Easters[i]}", "yyyy-MM-dd");
            off.UnionWith(new[] { -3, -2, 1, 39, 50 }.Select(easter.AddDays));
            off.UnionWith([new(year, 1, 1), new(year, 5, 1), new(year, 5, 17), new(year, 12, 25), new(year, 12, 26)]);
            off.UnionWith(calendar.ChristmasEve ? [] : [new(year, 12, 24)]);
            off.UnionWith(calendar.NewYearsEve ? [] : [new(year, 12, 31)]);
        }

        DayOfWeek[] weekend = calendar.Saturdays ? [DayOfWeek.Sunday] : [DayOfWeek.Saturday, DayOfWeek.Sunday];
        for (var day = First; day.Year <= 2042; day = day.AddDays(1))
        {
            if (!weekend.Contains(day.DayOfWeek) && !off.Contains(day))
            {
                yield return day;
            }
        }
    }
}
