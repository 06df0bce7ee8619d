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
        var rule = DeadlineRules.Of(deadline);
        var since = Text.Of(rule?.Name == DeadlineRules.DeviationName ? "deadline.since.Deviation" : $"deadline.since.{deadline.Kind}", Norwegian(start));
        if (rule is null)
        {
            var agreed = Text.Of("deadline.agreed", since);
            return deadline.PausedDays > 0 ? Paused(agreed, deadline.PausedDays) : agreed;
        }

        var sentence = Text.Of(UnitKey(rule), Text.Same($"{rule.Amount}"), since);
        sentence = rule.Unit == DeadlineUnit.WorkingDays ? WithDaysOff(sentence, rule, start) : sentence;
        sentence = deadline.PausedDays > 0 ? Paused(sentence, deadline.PausedDays) : WithMove(sentence, rule, start, due);
        sentence = deadline.StartAssumed ? Text.Of("deadline.assumed", sentence) : sentence;
        return deadline.Basis == DeadlineBasis.Local ? Text.Of("deadline.local", sentence) : sentence;
    }

    /// <summary>As people write a date: <c>29.04.2026</c>.</summary>
    public static LocalizedText Norwegian(LocalDate date) => Text.Same($"{date.Day:00}.{date.Month:00}.{date.Year}");

    private static LocalizedText Paused(LocalizedText sentence, int days) => Text.Of(days == 1 ? "deadline.paused.one" : "deadline.paused", sentence, Text.Same($"{days}"));

    private static LocalizedText WithDaysOff(LocalizedText sentence, DeadlineRule rule, LocalDate start)
    {
        sentence = rule.Calendar.Saturdays ? Text.Of("deadline.saturdays", sentence) : sentence;
        var skipped = rule.Calendar.DaysOffBetween(start, rule.NominalDueOn(start));
        return skipped.Count switch
        {
            0 => sentence,
            1 => Text.Of("deadline.skipped.one", sentence, Text.Same(Enumerate(skipped))),
            _ => Text.Of("deadline.skipped.many", sentence, Text.Same(Enumerate(skipped))),
        };
    }

    private static LocalizedText WithMove(LocalizedText sentence, DeadlineRule rule, LocalDate start, LocalDate due)
    {
        var nominal = rule.NominalDueOn(start);
        return (nominal != due, rule.Calendar.IsWorkingDay(nominal)) switch
        {
            (true, _) => Text.Of("deadline.moved", sentence, Norwegian(nominal)),
            (false, false) => Text.Of("deadline.unmoved", sentence, Norwegian(nominal)),
            _ => sentence,
        };
    }

    private static string UnitKey(DeadlineRule rule) =>
        $"deadline.{rule.Unit}.{(rule.Amount == 1 ? "one" : "many")}";

    // "1. og 14. mai", "25. og 26. desember og 1. januar": the month is said once.
    private static string Enumerate(IReadOnlyList<LocalDate> days) => string.Join(
        " og ",
        days.GroupBy(day => (day.Year, day.Month)).Select(month => Join([.. month.Select(day => $"{day.Day}.")]) + " " + Months[month.Key.Month - 1]));

    private static string Join(string[] parts) =>
        parts.Length == 1 ? parts[0] : string.Join(", ", parts[..^1]) + " og " + parts[^1];
}
