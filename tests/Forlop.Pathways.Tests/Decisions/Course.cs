using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Settings;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using System.Runtime.CompilerServices;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>One pathway as a story: commands are decided and folded as the store does it, one after the other, on days that the test sets.</summary>
internal sealed class Course
{
    private readonly List<HistoryEntry> history = [];
    private readonly List<(LocalDate Since, ServiceSettings Before, ServiceSettings Settings)> taken = [];

    public Pathway Now { get; } = new();

    public LocalDate Today { get; private set; } = new(2026, 1, 12);

    public ServiceSettings Settings { get; set; } = ServiceSettings.Default;

    public Role Role { get; set; } = Role.Caseworker;

    public Facts Facts => new(Today, Settings) { ActorRole = Role, SettingsVersion = taken.Count, SettingsOf = Of, SettingsOn = day => Of(taken.FindLastIndex(one => one.Since < day) + 1) };

    public IReadOnlyList<HistoryEntry> History => history;

    /// <summary>What the last command created or concerned, as its receipt says.</summary>
    public string Subject { get; private set; } = "";

    public PathwayState State => Now.State;

    public TaskKind[] Tasks => [.. Worklist.TasksOf(Now, Today, Settings).Select(task => task.Kind).Order()];

    /// <summary>Kind, subject and date of what is awaited.</summary>
    public string[] Due =>
        [.. Now.Deadlines.Where(deadline => deadline.State is (DeadlineState.Running or DeadlineState.Passed) && !deadline.Informational)
            .Select(deadline => $"{deadline.Kind} {deadline.SubjectId} {deadline.DueOn}".Replace("  ", " ", StringComparison.Ordinal))];

    /// <summary>The id of the one open task of that kind.</summary>
    public string TaskId(TaskKind kind) => Worklist.TasksOf(Now, Today, Settings).Single(task => task.Kind == kind).TaskId;

    public AreaOutcome this[HealthArea area] => Now.Areas.Single(status => status.Area == area).Outcome;

    /// <summary>The service has other settings from now on: a new version of them.</summary>
    public void Take(ServiceSettings settings)
    {
        taken.Add((Today, Settings, settings));
        Settings = settings;
    }

    public Course On(string day)
    {
        Today = Day.Parse(day);
        return this;
    }

    /// <summary>Today and from a letter, where the request does not say otherwise.</summary>
    public Course Do(IMessage request, [CallerLineNumber] int line = 0)
    {
        var decision = Decide(Dated(request));
        if (decision is Decision.Refused refused)
        {
            Assert.Fail($"Line {line}, {Today}: {request.Descriptor.Name} was refused: {refused.Refusal.Reason} {refused.Refusal.Field} {refused.Refusal.Message.Nb}");
        }

        Apply((Decision.Accepted)decision);
        return this;
    }

    public Refusal Refuses(IMessage request)
    {
        var before = Now.Clone();
        var refused = Assert.IsType<Decision.Refused>(Decide(Dated(request)));
        Assert.Equal(before, Now);
        return refused.Refusal;
    }

    public Refusal Refuses(IMessage request, RefusalReason reason, string field = "")
    {
        var refusal = Refuses(request);
        Assert.Equal((reason, field), (refusal.Reason, refusal.Field));
        Assert.NotEmpty(refusal.Message.Nb);
        Assert.NotEmpty(refusal.Message.Nn);
        return refusal;
    }

    public Decision Decide(IMessage request) => Commands.Decide(Now, history, request, Facts);

    public void Apply(Decision.Accepted accepted)
    {
        foreach (var entry in PathwayFold.Apply(Now, accepted, Completed))
        {
            history.Add(entry);
        }

        Subject = accepted.SubjectId.Length > 0 ? accepted.SubjectId : Subject;

        HistoryEntry Completed(HistoryEntry entry)
        {
            entry.PathwayId = "0199-test";
            entry.Version = history.Count + 1;
            entry.EventId = $"1.{entry.Version}.0";
            entry.SettingsVersion = taken.Count;
            entry.RecordTime = Timestamp.FromDateTimeOffset(Day.At(Today, new LocalTime(9, 0)));
            entry.Actor = new Actor { UserId = "saksbehandler-1", Role = Role, Unit = "mottak", Purpose = "test" };
            return entry;
        }
    }

    /// <summary>What the timers do each morning.</summary>
    public Course Morning(string day)
    {
        On(day);
        while (ClockDecisions.DueBy(Now, Today) is [var (_, timer), ..])
        {
            Apply(Assert.IsType<Decision.Accepted>(ClockDecisions.Due(Now, timer, Facts)));
        }

        return this;
    }

    public Course Is(PathwayState state)
    {
        Assert.Equal(state, State);
        return this;
    }

    public Course Awaits(params string[] due)
    {
        Assert.Equal(due.Order(), Due.Order());
        return this;
    }

    public Course Asks(params TaskKind[] tasks)
    {
        Assert.Equal(tasks.Order(), Tasks);
        return this;
    }

    public Course Has(string engagementId, EngagementState state)
    {
        Assert.Equal(state, Now.Engagements.Single(engagement => engagement.EngagementId == engagementId).State);
        return this;
    }

    private ServiceSettings Of(int version) => version > 0 ? taken[version - 1].Settings : taken.Count > 0 ? taken[0].Before : Settings;

    private IMessage Dated(IMessage request)
    {
        var fields = request.Descriptor;
        if (fields.FindFieldByName("occurred_on") is { } occurredOn && occurredOn.Accessor.GetValue(request) is "")
        {
            occurredOn.Accessor.SetValue(request, Day.Format(Today));
        }

        if (fields.FindFieldByName("source") is { } source && source.Accessor.GetValue(request) is Source.Unspecified)
        {
            source.Accessor.SetValue(request, Source.Letter);
        }

        return request;
    }
}
