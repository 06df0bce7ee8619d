using Forlop.Contracts.V1;
using Forlop.Pathways.Texts;
using NodaTime;

namespace Forlop.Pathways.Dates;

/// <summary>
/// Why a date is due, in a sentence. It is made when somebody reads, from rule id, start and due date, so that a better
/// wording reaches old dates too.
/// </summary>
public static class DeadlineText
{
    private static readonly string[] Months =
        ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"];

    public static LocalizedText Explain(Deadline deadline)
    {
        var start = Day.Parse(deadline.StartsOn);
        var due = Day.Parse(deadline.DueOn);
        var since = Text.Of($"deadline.since.{deadline.Kind}", Norwegian(start));
        if (DeadlineRules.Of(deadline) is not { } rule)
        {
            return Text.Of("deadline.agreed", since);
        }

        var sentence = Text.Of(UnitKey(rule), Text.Same($"{rule.Amount}"), since);
        var skipped = rule.Unit == DeadlineUnit.WorkingDays ? WorkingDays.HolidaysBetween(start, due) : [];
        if (skipped.Count > 0)
        {
            sentence = Text.Of(skipped.Count == 1 ? "deadline.skipped.one" : "deadline.skipped.many", sentence, Text.Same(Enumerate(skipped)));
        }

        var nominal = rule.NominalDueOn(start);
        if (deadline.PausedDays > 0)
        {
            sentence = Text.Of("deadline.paused", sentence, Text.Same($"{deadline.PausedDays}"));
        }
        else if (nominal != due)
        {
            sentence = Text.Of("deadline.moved", sentence, Norwegian(nominal));
        }

        sentence = deadline.StartAssumed ? Text.Of("deadline.assumed", sentence) : sentence;
        return deadline.Basis == DeadlineBasis.Local ? Text.Of("deadline.local", sentence) : sentence;
    }

    /// <summary>As people write a date: <c>29.04.2026</c>.</summary>
    public static LocalizedText Norwegian(LocalDate date) => Text.Same($"{date.Day:00}.{date.Month:00}.{date.Year}");

    private static string UnitKey(DeadlineRule rule) =>
        $"deadline.{rule.Unit}.{(rule.Amount == 1 ? "one" : "many")}";

    // "1. og 14. mai", "25. og 26. desember og 1. januar": the month is said once.
    private static string Enumerate(IReadOnlyList<LocalDate> days) => string.Join(
        " og ",
        days.GroupBy(day => (day.Year, day.Month)).Select(month => Join([.. month.Select(day => $"{day.Day}.")]) + " " + Months[month.Key.Month - 1]));

    private static string Join(string[] parts) =>
        parts.Length == 1 ? parts[0] : string.Join(", ", parts[..^1]) + " og " + parts[^1];
}
