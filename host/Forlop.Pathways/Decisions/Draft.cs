using System.Globalization;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The events of one command as they are put together, of one source.</summary>
internal sealed class Draft(Pathway pathway, string firstDay, Source source)
{
    private readonly List<HistoryEntry> entries = [];
    private string occurredOn = firstDay;
    private int deadlines = pathway.SubjectCounts?.Deadlines ?? 0;

    private string Version => (pathway.Version + 1).ToString(CultureInfo.InvariantCulture);

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

    /// <summary>For each of them.</summary>
    public Draft ForEach<T>(IEnumerable<T> items, Action<Draft, T> add)
    {
        foreach (var item in items)
        {
            add(this, item);
        }

        return this;
    }

    public Draft If(bool condition, Func<Draft, Draft> more) => condition ? more(this) : this;

    /// <summary>Starts a deadline, counted from the day on which the command's fact happened.</summary>
    public Draft Due(DeadlineRule rule, string subjectId = "") => Due(rule.From(OccurredOn, subjectId));

    public Draft Due(Deadline deadline)
    {
        deadline.DeadlineId = $"d{++deadlines}";
        return Add(entry => entry.DeadlineSet = new DeadlineSet { Deadline = deadline });
    }

    /// <summary>Raises something that a person has to do, with the day by which.</summary>
    public Draft FollowUp(TaskKind kind, string aboutId, DeadlineRule rule) => FollowUp(kind, aboutId, id => rule.From(OccurredOn, id), Version);

    /// <summary>
    /// What turns out to have left without a basis. Whatever day it is about, nobody could deal with it before it was found: it is due
    /// from then, by the settings of then.
    /// </summary>
    public Draft Deviation(string aboutId, Facts facts)
    {
        var id = IdOf(TaskKind.DealWithDeviation, aboutId, Version);
        var (day, settings) = facts.Found(id) ?? (facts.Today, facts.Settings);
        var before = occurredOn;
        occurredOn = Day.Format(day);
        Raise(id, TaskKind.DealWithDeviation, aboutId, settings.Dates.Deviation.From(day, id));
        occurredOn = before;
        return this;
    }

    /// <summary>What a birthday asks.</summary>
    public Draft FollowUp(int age, DeadlineRule rule) => FollowUp(TaskKind.Birthday, "", id => rule.From(OccurredOn, id), $"{age}", age);

    /// <summary>What the end of something asks: once, whenever the clock gets to it.</summary>
    public Draft FollowUpEnd(TaskKind kind, string aboutId, DeadlineRule rule) => FollowUp(kind, aboutId, id => rule.From(OccurredOn, id), "ends");

    /// <summary>As agreed by people: by that day.</summary>
    public Draft FollowUp(TaskKind kind, string aboutId, DeadlineRule rule, string agreedOn) => FollowUp(
        kind,
        aboutId,
        id =>
        {
            var deadline = rule.From(OccurredOn, id);
            (deadline.RuleId, deadline.DueOn) = (DeadlineRules.AgreedRuleId, agreedOn);
            return deadline;
        },
        Version);

    public Decision Accept(string subjectId = "") => new Decision.Accepted(entries, subjectId);

    private Draft FollowUp(TaskKind kind, string aboutId, Func<string, Deadline> deadline, string cause, int age = 0)
    {
        var id = IdOf(kind, aboutId, cause);
        return Raise(id, kind, aboutId, deadline(id), age);
    }

    private Draft Raise(string id, TaskKind kind, string aboutId, Deadline deadline, int age = 0)
    {
        var followUp = new FollowUp { FollowUpId = id, Kind = kind, AboutId = aboutId, RaisedOn = occurredOn, State = FollowUpState.Open, Age = age };
        return Add(entry => entry.FollowUpRaised = new FollowUpRaised { FollowUp = followUp }).Due(deadline);
    }

    // The id tells kind, subject and what it came of: the version of an entry, an age, or the end of something. So it is the
    // same when history is gone through again, also when an entry before it is gone. Never a day, which could be a birthday.
    private string IdOf(TaskKind kind, string aboutId, string cause) => Free(aboutId.Length > 0 ? $"f{(int)kind}.{aboutId}.{cause}" : $"f{(int)kind}.{cause}");

    private string Free(string id)
    {
        var free = id;
        for (var again = 2; IsTaken(free); again++)
        {
            free = $"{id}.{again}";
        }

        return free;
    }

    private bool IsTaken(string id) => pathway.FollowUps.Any(followUp => followUp.FollowUpId == id) || entries.Exists(entry => entry.FollowUpRaised?.FollowUp.FollowUpId == id);
}
