using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>Planned, called, held, postponed, cancelled.</summary>
internal static class MeetingFold
{
    /// <summary>False when the event is none of a meeting's.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.MeetingPlanned:
                PathwayFold.Move(pathway, PathwayTrigger.PlanMeeting);
                Add(pathway, entry.MeetingPlanned.Meeting);
                return true;
            case Payload.MeetingCalled:
                Call(pathway, entry.MeetingCalled.Meeting);
                return true;
            case Payload.MeetingHeld:
                Hold(pathway, entry);
                return true;
            case Payload.MeetingPostponed:
                PathwayFold.Move(pathway, PathwayTrigger.PlanMeeting);
                var postponed = Find(pathway, entry.MeetingPostponed.MeetingId);
                (postponed.State, postponed.PostponedToId) = (MeetingState.Postponed, entry.MeetingPostponed.Replacement.MeetingId);
                Add(pathway, entry.MeetingPostponed.Replacement);
                return true;
            case Payload.MeetingCancelled:
                var cancelled = Find(pathway, entry.MeetingCancelled.MeetingId);
                PathwayFold.Move(pathway, PermittedActions.Cancel(cancelled));
                cancelled.State = MeetingState.Cancelled;
                return true;
            default:
                return false;
        }
    }

    /// <summary>An extra meeting takes the place of the status meeting only when it agreed on the next.</summary>
    internal static bool IsStatusMeeting(MeetingKind kind, string nextStatusMeetingOn) => kind != MeetingKind.Extra || nextStatusMeetingOn.Length > 0;

    private static Meeting Find(Pathway pathway, string meetingId) => pathway.Meetings.Single(meeting => meeting.MeetingId == meetingId);

    private static void Add(Pathway pathway, Meeting meeting)
    {
        pathway.Meetings.Add(meeting.Clone());
        var counts = PathwayFold.Counts(pathway);
        counts.Meetings = PathwayFold.Highest(counts.Meetings, meeting.MeetingId);
    }

    private static void Call(Pathway pathway, Meeting meeting)
    {
        PathwayFold.Move(pathway, PermittedActions.Call(meeting.Kind));
        if (meeting.Kind == MeetingKind.Clarification)
        {
            // There is one clarification meeting: called anew, it takes the place of the one that did not come about.
            foreach (var earlier in pathway.Meetings.Where(earlier => earlier is { Kind: MeetingKind.Clarification, State: MeetingState.Called or MeetingState.Planned } && earlier.MeetingId != meeting.MeetingId))
            {
                (earlier.State, earlier.PostponedToId) = (MeetingState.Postponed, meeting.MeetingId);
            }
        }

        if (pathway.Meetings.FirstOrDefault(planned => planned.MeetingId == meeting.MeetingId) is { } planned)
        {
            pathway.Meetings[pathway.Meetings.IndexOf(planned)] = meeting.Clone();
            return;
        }

        Add(pathway, meeting);
    }

    private static void Hold(Pathway pathway, HistoryEntry entry)
    {
        var held = entry.MeetingHeld;
        var meeting = Find(pathway, held.MeetingId);
        var isClarification = meeting.Kind == MeetingKind.Clarification;
        PathwayFold.Move(pathway, PermittedActions.Hold(meeting.Kind));
        meeting.State = MeetingState.Held;
        meeting.MeetingOn = entry.OccurredOn;
        meeting.MinutesReference = held.MinutesReference;
        meeting.ChildParticipation = held.ChildParticipation;
        meeting.ChildAbsenceReason = held.ChildAbsenceReason;
        foreach (var invitation in meeting.Invitations)
        {
            invitation.Attended = held.AttendedInstanceIds.Contains(invitation.Instance?.InstanceId ?? invitation.ParticipantId);
        }

        if (isClarification || IsStatusMeeting(meeting.Kind, held.NextStatusMeetingOn))
        {
            PathwayFold.Meet(pathway, entry, isClarification ? DeadlineKind.ClarificationMeeting : DeadlineKind.StatusMeeting);
        }

        if (isClarification)
        {
            pathway.ClarifiedOn = entry.OccurredOn;
            EngagementFold.FindPhase(pathway);
        }
    }
}
