using System.Globalization;
using System.Text.RegularExpressions;
using Forlop.Contracts.V1;

namespace Forlop.Pathways.Dates;

/// <summary>
/// A rule as one word: <c>NAME-AMOUNTunit</c>, with d, w, mo or wd, and then what is not as usual: <c>.previous</c> or
/// <c>.unchanged</c> for a day off, <c>.no24</c> and <c>.no31</c> when these days of December are off, <c>.sat</c> when Saturdays
/// count. Settings change; a stored date goes on saying by what it was counted.
/// </summary>
internal static partial class RuleId
{
    public static string Of(DeadlineRule rule) =>
        string.Create(CultureInfo.InvariantCulture, $"{rule.Name}-{rule.Amount}{UnitOf(rule)}{DayOffOf(rule)}{CalendarOf(rule.Calendar)}");

    /// <summary>Null when it is the id of no rule.</summary>
    public static DeadlineRule? Read(string id, DeadlineKind kind, DeadlineBasis basis)
    {
        var match = Form().Match(id);
        return match.Success
            ? new DeadlineRule(match.Groups["name"].Value, kind, int.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture), Unit(match.Groups["unit"].Value), basis)
            {
                DayOff = match.Groups["off"].Value switch { ".previous" => DayOff.Previous, ".unchanged" => DayOff.Unchanged, _ => DayOff.Next },
                Calendar = new WorkingDayCalendar
                {
                    ChristmasEve = !match.Groups["no24"].Success,
                    NewYearsEve = !match.Groups["no31"].Success,
                    Saturdays = match.Groups["sat"].Success,
                },
            }
            : null;
    }

    private static string UnitOf(DeadlineRule rule) => rule.Unit switch
    {
        DeadlineUnit.Days => "d",
        DeadlineUnit.Weeks => "w",
        DeadlineUnit.Months => "mo",
        _ => "wd",
    };

    private static DeadlineUnit Unit(string unit) => unit switch
    {
        "d" => DeadlineUnit.Days,
        "w" => DeadlineUnit.Weeks,
        "mo" => DeadlineUnit.Months,
        _ => DeadlineUnit.WorkingDays,
    };

    private static string DayOffOf(DeadlineRule rule) => rule.DayOff switch
    {
        DayOff.Previous => ".previous",
        DayOff.Unchanged => ".unchanged",
        _ => "",
    };

    private static string CalendarOf(WorkingDayCalendar calendar) =>
        (calendar.ChristmasEve ? "" : ".no24") + (calendar.NewYearsEve ? "" : ".no31") + (calendar.Saturdays ? ".sat" : "");

    [GeneratedRegex(
        @"^(?<name>[a-z-]+)-(?<amount>[0-9]{1,4})(?<unit>wd|mo|d|w)(?<off>\.previous|\.unchanged)?(?<no24>\.no24)?(?<no31>\.no31)?(?<sat>\.sat)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
