using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>What happens to dates.</summary>
internal static class DeadlineFold
{
    /// <summary>False when the event is none of a date's.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.DeadlineSet:
                var set = entry.DeadlineSet.Deadline.Clone();
                pathway.Deadlines.Add(set);
                var counts = PathwayFold.Counts(pathway);
                counts.Deadlines = PathwayFold.Highest(counts.Deadlines, set.DeadlineId);
                return true;
            case Payload.DeadlinePassed:
                Pass(pathway, entry, pathway.Deadlines.Single(deadline => deadline.DeadlineId == entry.DeadlinePassed.DeadlineId));
                return true;
            case Payload.DeadlineMoved:
                var moved = pathway.Deadlines.Single(deadline => deadline.DeadlineId == entry.DeadlineMoved.DeadlineId);
                (moved.State, moved.DueOn, moved.PausedDays) = (DeadlineState.Running, entry.DeadlineMoved.DueOn, moved.PausedDays + entry.DeadlineMoved.PausedDays);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A step is taken when nobody has to take it any more, unless the pathway is on hold, or it is called off.</summary>
    public static void SettleSteps(Pathway pathway, HistoryEntry entry)
    {
        Deadline[] steps = [.. pathway.Deadlines.Where(deadline => deadline.Kind == DeadlineKind.NextStep && PathwayFold.IsOpen(deadline))];
        if (steps.Length == 0)
        {
            return;
        }

        var pending = Worklist.PendingOf(pathway);
        foreach (var step in steps.Where(step => !pending.Any(task => task.Kind == step.TaskKind && task.SubjectId == step.SubjectId)))
        {
            var isCalledOff = pathway.State == PathwayState.Suspended || entry.PayloadCase is Payload.ClosureProposed or Payload.MeetingCancelled or Payload.MeetingPostponed;
            (step.State, step.MetOn) = isCalledOff ? (DeadlineState.Cancelled, "") : (DeadlineState.Met, entry.OccurredOn);
        }
    }

    private static void Pass(Pathway pathway, HistoryEntry entry, Deadline deadline)
    {
        deadline.State = DeadlineState.Passed;
        var engagement = pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == deadline.SubjectId);
        switch (deadline.Kind)
        {
            case DeadlineKind.Answer:
                engagement!.NoAnswer = true;
                break;
            case DeadlineKind.Receipt:
                engagement!.ReceiptMissing = true;
                break;
            case DeadlineKind.BasisEnds when !BasisEnd.IsMissed(pathway, pathway.StatedBases.Single(basis => basis.BasisId == deadline.SubjectId), Day.Parse(entry.OccurredOn)):
                (deadline.State, deadline.MetOn) = (DeadlineState.Met, entry.OccurredOn); // something else carries what rested on it
                break;
        }
    }
}
