using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>On hold, and off again; and the end that is no closure.</summary>
internal static class InterruptionFold
{
    /// <summary>False when the event is none of these.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.PathwaySuspended:
                var from = pathway.State;
                PathwayFold.Move(pathway, PathwayTrigger.Suspend);
                pathway.Interruption = new Interruption
                {
                    InterruptedState = from,
                    SuspensionReason = entry.PathwaySuspended.ReasonCode,
                    SuspendedOn = entry.OccurredOn,
                    Reason = entry.PathwaySuspended.Reason,
                };
                Pause(pathway);
                return true;
            case Payload.PathwayResumed:
                var cooperates = pathway.Interruption.InterruptedState is PathwayState.InCooperation or PathwayState.InAssessment;
                PathwayFold.Move(pathway, PermittedActions.Resume(pathway));
                PathwayFold.Meet(pathway, entry, DeadlineKind.Suspension);
                pathway.Interruption = null;
                if (cooperates)
                {
                    EngagementFold.FindPhase(pathway);
                }

                return true;
            case Payload.PathwayDiscontinued:
                PathwayFold.Move(pathway, PathwayTrigger.Discontinue);
                pathway.Interruption ??= new Interruption();
                pathway.Interruption.DiscontinuationReason = entry.PathwayDiscontinued.ReasonCode;
                pathway.Interruption.DiscontinuedOn = entry.OccurredOn;
                pathway.Interruption.Reason = entry.PathwayDiscontinued.Reason;
                EndAll(pathway);
                return true;
            default:
                return false;
        }
    }

    /// <summary>When a pathway ends nobody waits for anything any more, save for what has to be told or dealt with all the same.</summary>
    public static void EndAll(Pathway pathway)
    {
        FollowUpFold.EndForGood(pathway);
        var surviving = pathway.FollowUps.Where(followUp => followUp.State == FollowUpState.Open).Select(followUp => followUp.FollowUpId).ToHashSet();
        PathwayFold.End(pathway.Deadlines.Where(deadline => !surviving.Contains(deadline.SubjectId)));
        foreach (var paused in pathway.Deadlines.Where(deadline => deadline.State == DeadlineState.Paused))
        {
            paused.State = DeadlineState.Cancelled;
        }

        foreach (var meeting in pathway.Meetings.Where(meeting => meeting.State is MeetingState.Planned or MeetingState.Called))
        {
            meeting.State = MeetingState.Cancelled;
        }
    }

    // The service's own limits wait; those that others keep, and those on what was to be followed up, run on.
    private static void Pause(Pathway pathway)
    {
        foreach (var deadline in pathway.Deadlines.Where(IsPausable))
        {
            deadline.State = DeadlineState.Paused;
        }
    }

    private static bool IsPausable(Deadline deadline) =>
        PathwayFold.IsOpen(deadline) && deadline is { Basis: DeadlineBasis.Local, Kind: DeadlineKind.ClarificationMeeting or DeadlineKind.StatusMeeting or DeadlineKind.Closure };
}
