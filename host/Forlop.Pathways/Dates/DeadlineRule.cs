using Forlop.Contracts.V1;
using NodaTime;

namespace Forlop.Pathways.Dates;

/// <summary>How a due date comes about. The id says it all, so that a stored date can be explained for ever.</summary>
/// <param name="Name">What is due, such as <c>answer-bup</c>.</param>
/// <param name="Basis">National, or the service's own.</param>
public sealed record DeadlineRule(string Name, DeadlineKind Kind, int Amount, DeadlineUnit Unit, DeadlineBasis Basis)
{
    /// <summary>Never asked for working days, whose count ends on one.</summary>
    public DayOff DayOff { get; init; } = DayOff.Next;

    /// <summary>The working days of the service.</summary>
    public WorkingDayCalendar Calendar { get; init; } = WorkingDayCalendar.Default;

    /// <summary>Such as <c>answer-bup-10wd</c>; see <see cref="RuleId"/>.</summary>
    public string Id => RuleId.Of(this);

    /// <summary>The service's own form of it. What is national stays so only while nothing in it is changed.</summary>
    public DeadlineRule As(int amount, DeadlineUnit unit, DayOff dayOff) => Own(this with { Amount = amount, Unit = unit, DayOff = dayOff });

    /// <summary>On other working days; see <see cref="As"/>.</summary>
    public DeadlineRule On(WorkingDayCalendar calendar) => Own(this with { Calendar = calendar });

    /// <summary>The last day in time.</summary>
    public LocalDate DueOn(LocalDate start) => OnDayOff(NominalDueOn(start), start);

    /// <summary>Where a date goes that falls on a day off.</summary>
    public LocalDate OnDayOff(LocalDate date, LocalDate start) => DayOff switch
    {
        DayOff.Unchanged => date,

        // With no working day in between there is nothing to move back to: the day before Easter, counted one day on.
        DayOff.Previous when Calendar.OnOrBefore(date) is var previous && previous > start => previous,
        _ => Calendar.OnOrAfter(date),
    };

    /// <summary>The date before days off are looked at.</summary>
    public LocalDate NominalDueOn(LocalDate start) => Unit switch
    {
        DeadlineUnit.Days => start.PlusDays(Amount),
        DeadlineUnit.Weeks => start.PlusWeeks(Amount),
        DeadlineUnit.Months => start.PlusMonths(Amount),
        _ => Calendar.Add(start, Amount),
    };

    /// <summary>The running deadline that this rule gives when counted from <paramref name="start"/>.</summary>
    public Deadline From(LocalDate start, string subjectId = "") => new()
    {
        Kind = Kind,
        RuleId = Id,
        SubjectId = subjectId,
        StartsOn = Day.Format(start),
        DueOn = Day.Format(DueOn(start)),
        Basis = Basis,
        State = DeadlineState.Running,
    };

    private DeadlineRule Own(DeadlineRule changed) => changed == this ? this : changed with { Basis = DeadlineBasis.Local };
}
