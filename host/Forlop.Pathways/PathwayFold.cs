using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>How history adds up to a pathway. The one place where a stored event changes a state.</summary>
public static class PathwayFold
{
    /// <summary>Adds one event to <paramref name="pathway"/>, which the caller owns: it is changed in place, the entry is not.</summary>
    public static void Apply(Pathway pathway, HistoryEntry entry)
    {
        pathway.Version = entry.Version;
        switch (entry.PayloadCase)
        {
            case Payload.PathwayOpened:
                Open(pathway, entry);
                break;
            case Payload.ParticipationRecorded:
                Move(pathway, PathwayTrigger.RecordParticipation);
                pathway.Participations.Add(entry.ParticipationRecorded.Participation.Clone());
                break;
            case Payload.ConsentRecorded:
                Move(pathway, PathwayTrigger.RecordConsent);
                pathway.Consents.Add(entry.ConsentRecorded.Consent.Clone());
                break;
            case Payload.ConsentWithdrawn:
                Move(pathway, PathwayTrigger.WithdrawConsent);
                pathway.Consents.Single(consent => consent.ConsentId == entry.ConsentWithdrawn.ConsentId).WithdrawnOn = entry.OccurredOn;
                break;
            case Payload.StartDecided:
                DecideStart(pathway, entry);
                break;
            case Payload.NotStartDecided:
                DecideNotStart(pathway, entry);
                break;
            case Payload.PathwayStarted:
                Move(pathway, PathwayTrigger.Start);
                Meet(pathway, entry, DeadlineKind.Consent);
                break;
            case Payload.MeetingCalled:
                CallMeeting(pathway, entry.MeetingCalled.Meeting);
                break;
            case Payload.MeetingHeld:
                HoldMeeting(pathway, entry);
                break;
            case Payload.ClosureProposed:
                Move(pathway, PathwayTrigger.ProposeClosure);
                End(pathway.Deadlines.Where(deadline => deadline.Kind is DeadlineKind.StatusMeeting or DeadlineKind.ClarificationMeeting));
                break;
            case Payload.PathwayClosed:
                Move(pathway, PathwayTrigger.Close);
                pathway.Closure = entry.PathwayClosed.Closure.Clone();
                Meet(pathway, entry, DeadlineKind.Closure);
                End(pathway.Deadlines);
                Leave(pathway.Meetings, MeetingState.Cancelled);
                break;
            case Payload.DeadlineSet:
                pathway.Deadlines.Add(entry.DeadlineSet.Deadline.Clone());
                break;
            case Payload.DeadlinePassed:
                PassDeadline(pathway, entry);
                break;
            case Payload.None:
                throw new InvalidOperationException($"Entry {entry.EventId} holds an event that this program does not know: run the release that wrote it, or a newer one.");
            default:
                EngagementFold.Apply(pathway, entry);
                break;
        }
    }

    internal static void Move(Pathway pathway, PathwayTrigger trigger) =>
        pathway.State = PathwayDefinition.Of(pathway.DefinitionVersion).Next(pathway.State, trigger);

    /// <summary>What the running deadlines of these kinds waited for has happened.</summary>
    internal static void Meet(Pathway pathway, HistoryEntry entry, params ReadOnlySpan<DeadlineKind> kinds) => Meet(pathway, entry, subjectId: "", kinds);

    internal static void Meet(Pathway pathway, HistoryEntry entry, string subjectId, params ReadOnlySpan<DeadlineKind> kinds)
    {
        foreach (var deadline in pathway.Deadlines)
        {
            if (kinds.Contains(deadline.Kind) && deadline.SubjectId == subjectId && IsOpen(deadline))
            {
                deadline.State = DeadlineState.Met;
                deadline.MetOn = entry.OccurredOn;
            }
        }
    }

    /// <summary>Nobody waits for these any more.</summary>
    internal static void End(IEnumerable<Deadline> deadlines)
    {
        foreach (var deadline in deadlines.Where(IsOpen))
        {
            deadline.State = DeadlineState.Cancelled;
        }
    }

    internal static bool IsOpen(Deadline deadline) => deadline.State is DeadlineState.Running or DeadlineState.Passed;

    private static void Open(Pathway pathway, HistoryEntry entry)
    {
        var opened = entry.PathwayOpened;
        pathway.PathwayId = entry.PathwayId;
        pathway.DefinitionVersion = opened.DefinitionVersion;
        pathway.State = PathwayDefinition.Of(opened.DefinitionVersion).Initial;
        pathway.ChildReference = opened.ChildReference;
        pathway.Circumstances = opened.Circumstances.Clone();
        pathway.Trigger = opened.Trigger;
        pathway.OpenedOn = entry.OccurredOn;
    }

    private static void DecideStart(Pathway pathway, HistoryEntry entry)
    {
        var decided = entry.StartDecided;
        Move(pathway, PathwayTrigger.DecideStart);
        pathway.CoordinatorUserId = decided.CoordinatorUserId;
        pathway.Decision = new StartDecision { Start = true, DecidedOn = entry.OccurredOn, Reason = decided.Reason };
        pathway.Areas.AddRange(decided.Areas.Select(area => new AreaStatus { Area = area, Outcome = AreaOutcome.Indicated }));
        Meet(pathway, entry, DeadlineKind.Consideration);
    }

    private static void DecideNotStart(Pathway pathway, HistoryEntry entry)
    {
        var decided = entry.NotStartDecided;
        Move(pathway, PathwayTrigger.DecideNotStart);
        pathway.Decision = new StartDecision { DecidedOn = entry.OccurredOn, Reason = decided.Reason, NotStartedReason = decided.ReasonCode };
        Meet(pathway, entry, DeadlineKind.Consideration);
        End(pathway.Deadlines);
    }

    private static void CallMeeting(Pathway pathway, Meeting meeting)
    {
        Move(pathway, PermittedActions.Call(meeting.Kind));
        if (meeting.Kind == MeetingKind.Clarification)
        {
            // There is one clarification meeting: called anew, it takes the place of the one that did not come about.
            Leave(pathway.Meetings.Where(earlier => earlier.Kind == MeetingKind.Clarification), MeetingState.Postponed);
        }

        pathway.Meetings.Add(meeting.Clone());
    }

    private static void Leave(IEnumerable<Meeting> meetings, MeetingState state)
    {
        foreach (var meeting in meetings.Where(meeting => meeting.State == MeetingState.Called))
        {
            meeting.State = state;
        }
    }

    private static void HoldMeeting(Pathway pathway, HistoryEntry entry)
    {
        var held = entry.MeetingHeld;
        var meeting = pathway.Meetings.Single(meeting => meeting.MeetingId == held.MeetingId);
        var isClarification = meeting.Kind == MeetingKind.Clarification;
        Move(pathway, PermittedActions.Hold(meeting.Kind));
        meeting.State = MeetingState.Held;
        meeting.MeetingOn = entry.OccurredOn;
        meeting.MinutesReference = held.MinutesReference;
        meeting.ChildParticipation = held.ChildParticipation;
        foreach (var invitation in meeting.Invitations)
        {
            invitation.Attended = held.AttendedInstanceIds.Contains(invitation.Instance.InstanceId);
        }

        Meet(pathway, entry, isClarification ? DeadlineKind.ClarificationMeeting : DeadlineKind.StatusMeeting);
    }

    private static void PassDeadline(Pathway pathway, HistoryEntry entry)
    {
        var deadline = pathway.Deadlines.Single(deadline => deadline.DeadlineId == entry.DeadlinePassed.DeadlineId);
        deadline.State = DeadlineState.Passed;
        if (deadline.Kind == DeadlineKind.Answer)
        {
            pathway.Engagements.Single(engagement => engagement.EngagementId == deadline.SubjectId).NoAnswer = true;
        }
    }
}
