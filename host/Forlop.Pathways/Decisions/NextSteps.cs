using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>Whatever a person has to do next has a day by which: a task that no command dates is dated when it arises.</summary>
internal static class NextSteps
{
    public static Decision Dated(Decision decision, Facts facts) => decision is Decision.Accepted { Events: [.., var last] } accepted
        ? accepted with { Consequences = after => Of(after, last, facts) }
        : decision;

    private static HistoryEntry[] Of(Pathway after, HistoryEntry last, Facts facts)
    {
        var deadlines = after.SubjectCounts?.Deadlines ?? 0;
        return
        [
            .. Worklist.PendingOf(after).Where(task => task.Due is null).Select(task => new HistoryEntry
            {
                OccurredOn = last.OccurredOn,
                Source = last.Source,
                DeadlineSet = new DeadlineSet { Deadline = Of(task, after, Day.Parse(last.OccurredOn), facts.Rules, $"d{++deadlines}") },
            }),
        ];
    }

    private static Deadline Of(PendingTask task, Pathway pathway, LocalDate day, DeadlineRules rules, string id)
    {
        var rule = RuleOf(task.Kind, rules);
        var deadline = rule.From(day, task.SubjectId);
        deadline.DeadlineId = id;
        if (rule.Kind == DeadlineKind.NextStep)
        {
            deadline.TaskKind = task.Kind;
        }

        if (task.Kind is TaskKind.CallMeeting or TaskKind.HoldMeeting && ByMeeting(task, pathway, rules) is var agreed && agreed >= day)
        {
            (deadline.RuleId, deadline.DueOn) = (DeadlineRules.AgreedRuleId, Day.Format(agreed));
        }

        return deadline;
    }

    // Those who are asked to a meeting have to be called before its day, however far it lies ahead; it is held on it.
    private static LocalDate ByMeeting(PendingTask task, Pathway pathway, DeadlineRules rules)
    {
        var on = Day.Parse(pathway.Meetings.Single(meeting => meeting.MeetingId == task.SubjectId).MeetingOn);
        return task.Kind == TaskKind.HoldMeeting ? on : rules.Calendar.OnOrBefore(on.PlusDays(-1));
    }

    private static DeadlineRule RuleOf(TaskKind kind, DeadlineRules rules) => kind switch
    {
        TaskKind.HoldStatusMeeting => rules.StatusMeeting,
        TaskKind.CallClarificationMeeting or TaskKind.HoldClarificationMeeting => rules.ClarificationMeeting,
        TaskKind.FollowUpAnswer => rules.Answer,
        TaskKind.FollowUpReport => rules.Report,
        _ => rules.NextStep,
    };
}
