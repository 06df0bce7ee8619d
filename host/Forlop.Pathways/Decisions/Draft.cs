using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The events of one command as they are put together, of one source.</summary>
internal sealed class Draft(Pathway pathway, string firstDay, Source source)
{
    private readonly List<HistoryEntry> entries = [];
    private string occurredOn = firstDay;
    private int deadlines = pathway.Deadlines.Count;

    public LocalDate OccurredOn => Day.Parse(occurredOn);

    /// <summary>What is added from here on happened no sooner than on that day.</summary>
    public Draft NotBefore(LocalDate day)
    {
        occurredOn = Day.Format(LocalDate.Max(OccurredOn, day));
        return this;
    }

    /// <summary>Adds an entry with its payload set by <paramref name="payload"/>.</summary>
    public Draft Add(Action<HistoryEntry> payload)
    {
        var entry = new HistoryEntry { OccurredOn = occurredOn, Source = source };
        payload(entry);
        entries.Add(entry);
        return this;
    }

    /// <summary>Starts a deadline, counted from the day on which the command's fact happened.</summary>
    public Draft Due(DeadlineRule rule, string subjectId = "") => Due(rule.From(OccurredOn, subjectId));

    public Draft Due(Deadline deadline)
    {
        deadline.DeadlineId = $"d{++deadlines}";
        return Add(entry => entry.DeadlineSet = new DeadlineSet { Deadline = deadline });
    }

    public Decision Accept(string subjectId = "") => new Decision.Accepted(entries, subjectId);
}
