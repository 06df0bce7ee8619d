using System.Globalization;
using Forlop.Contracts.V1;
using NodaTime;

namespace Forlop.Pathways.Dates;

public enum DeadlineUnit
{
    Days,
    Weeks,
    WorkingDays,
}

/// <summary>How a due date comes about. The id says it all, so that a stored date can be explained for ever.</summary>
/// <param name="Name">What is due, such as <c>answer-bup</c>.</param>
/// <param name="Basis">National, or the service's own.</param>
public sealed record DeadlineRule(string Name, DeadlineKind Kind, int Amount, DeadlineUnit Unit, DeadlineBasis Basis)
{
    /// <summary>Such as <c>answer-bup-10wd</c>: name, amount, and d, w or wd.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Name}-{Amount}{Suffix}");

    private string Suffix => Unit switch
    {
        DeadlineUnit.Days => "d",
        DeadlineUnit.Weeks => "w",
        _ => "wd",
    };

    /// <summary>The last day in time. A date that falls on a day off moves to the next working day.</summary>
    public LocalDate DueOn(LocalDate start) => WorkingDays.OnOrAfter(NominalDueOn(start));

    /// <summary>The date before days off are looked at.</summary>
    public LocalDate NominalDueOn(LocalDate start) => Unit switch
    {
        DeadlineUnit.Days => start.PlusDays(Amount),
        DeadlineUnit.Weeks => start.PlusWeeks(Amount),
        _ => WorkingDays.Add(start, Amount),
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
}
