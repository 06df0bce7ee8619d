using System.Collections.Frozen;
using Forlop.Contracts.V1;
using NodaTime;
using static Forlop.Contracts.V1.DeadlineBasis;

namespace Forlop.Pathways.Dates;

/// <summary>
/// The dates of a service. Only what law or a national pathway document says is NATIONAL; the rest is "lokal standard",
/// a default that a service may change.
/// </summary>
public sealed record DeadlineRules
{
    /// <summary>A day that a meeting agreed on: no rule gave it.</summary>
    public const string AgreedRuleId = "agreed";

    public static DeadlineRules Default { get; } = new();

    /// <summary>The working days that all of them count on; set with <see cref="On"/>.</summary>
    public WorkingDayCalendar Calendar { get; private init; } = WorkingDayCalendar.Default;

    // Six weeks stood in the 2019 consultation draft; the adopted text is not known to have kept it, so it is local.
    public DeadlineRule Consideration { get; init; } = new("consideration", DeadlineKind.Consideration, 6, DeadlineUnit.Weeks, Local);

    public DeadlineRule Consent { get; init; } = new("consent", DeadlineKind.Consent, 2, DeadlineUnit.Weeks, Local);

    public DeadlineRule ClarificationMeeting { get; init; } = new("clarification-meeting", DeadlineKind.ClarificationMeeting, 2, DeadlineUnit.Weeks, Local);

    public DeadlineRule Receipt { get; init; } = new("receipt", DeadlineKind.Receipt, 5, DeadlineUnit.WorkingDays, Local);

    /// <summary>How long after the receipt should have come it is assumed, where the service does that.</summary>
    public DeadlineRule AssumedReceipt { get; init; } = new("assumed-receipt", DeadlineKind.AssumedReceipt, 3, DeadlineUnit.WorkingDays, Local);

    /// <summary>Try again after a call that nobody answered.</summary>
    public DeadlineRule ContactRetry { get; init; } = new("contact-retry", DeadlineKind.FollowUp, 2, DeadlineUnit.WorkingDays, Local);

    /// <summary>What has to be dealt with although no rule of the pathway gives it a date: a deviation, a late report, a birthday.</summary>
    public DeadlineRule FollowUp { get; init; } = new("follow-up", DeadlineKind.FollowUp, 5, DeadlineUnit.WorkingDays, Local);

    /// <summary>The next step where no other rule dates it: release, send, settle, find another instance. So nothing waits undated.</summary>
    public DeadlineRule NextStep { get; init; } = new("next-step", DeadlineKind.NextStep, 5, DeadlineUnit.WorkingDays, Local);

    /// <summary>How long a document or an event may be on its way to archive or fagsystem before somebody is asked to look.</summary>
    public DeadlineRule Handover { get; init; } = new("handover", DeadlineKind.FollowUp, 5, DeadlineUnit.WorkingDays, Local);

    /// <summary>How long a pathway may be on hold before somebody looks at it again.</summary>
    public DeadlineRule Suspension { get; init; } = new("suspension", DeadlineKind.Suspension, 4, DeadlineUnit.Weeks, Local);

    // PHBU assesses the right to care within ten working days (Helsedirektoratet, PHBU pathway, 28.10.2024).
    public DeadlineRule SpecialistAnswer { get; init; } = new("answer-bup", DeadlineKind.Answer, 10, DeadlineUnit.WorkingDays, National);

    // Basic assessment normally within six weeks from the first attendance, basic and extended within twelve (the same pathway).
    public DeadlineRule BasicAssessment { get; init; } = new("basic-assessment-bup", DeadlineKind.BasicAssessment, 42, DeadlineUnit.Days, National);

    public DeadlineRule ExtendedAssessment { get; init; } = new("extended-assessment-bup", DeadlineKind.ExtendedAssessment, 84, DeadlineUnit.Days, National);

    // Help begins within 65 working days for those under 23 with mental or substance problems (prioriteringsforskriften § 4a).
    public DeadlineRule StartOfHelp { get; init; } = new("start-of-help", DeadlineKind.StartOfHelp, 65, DeadlineUnit.WorkingDays, National);

    public DeadlineRule Answer { get; init; } = new("answer", DeadlineKind.Answer, 15, DeadlineUnit.WorkingDays, Local);

    public DeadlineRule Report { get; init; } = new("report", DeadlineKind.Report, 6, DeadlineUnit.Weeks, Local);

    public DeadlineRule StatusMeeting { get; init; } = new("status-meeting", DeadlineKind.StatusMeeting, 6, DeadlineUnit.Weeks, Local);

    public DeadlineRule Closure { get; init; } = new("closure", DeadlineKind.Closure, 2, DeadlineUnit.Weeks, Local);

    /// <summary>Answer limits of single kinds of instances, where a service has them; the others have <see cref="Answer"/>.</summary>
    public IReadOnlyDictionary<HealthInstanceType, DeadlineRule> Answers { get; init; } = FrozenDictionary<HealthInstanceType, DeadlineRule>.Empty;

    public DeadlineRule AnswerOf(HealthInstanceType instance) =>
        Answers.GetValueOrDefault(instance) ?? (instance == HealthInstanceType.ChildMentalHealthSpecialist ? SpecialistAnswer : Answer);

    /// <summary>The same rules on other working days. A national limit that this could change is the service's own then.</summary>
    public DeadlineRules On(WorkingDayCalendar calendar) =>
        DeadlineSlot.All.Aggregate(this, (rules, slot) => slot.With(rules, slot.Of(rules).On(calendar))) with
        {
            Calendar = calendar,
            Answers = Answers.ToFrozenDictionary(answer => answer.Key, answer => answer.Value.On(calendar)),
        };

    /// <summary>A date that health has to keep: shown, flagged when it passes, and nobody's task here.</summary>
    public static Deadline Informational(DeadlineRule rule, LocalDate start, string subjectId)
    {
        var deadline = rule.From(start, subjectId);
        deadline.Informational = true;
        return deadline;
    }

    /// <summary>When a deadline is due that waited for some days: as its own rule has it, or on a working day when a meeting agreed on it.</summary>
    public LocalDate Later(Deadline deadline, int days)
    {
        var date = Day.Parse(deadline.DueOn).PlusDays(days);
        return Of(deadline)?.OnDayOff(date, Day.Parse(deadline.StartsOn)) ?? Calendar.OnOrAfter(date);
    }

    /// <summary>The rule that a stored deadline was counted by, read from its id; null when a meeting agreed on the day.</summary>
    public static DeadlineRule? Of(Deadline deadline) => RuleId.Read(deadline.RuleId, deadline.Kind, deadline.Basis);
}
