using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary><see cref="Redo"/> for meetings.</summary>
internal static class RedoMeeting
{
    public static Decision Of(Pathway pathway, HistoryEntry entry, Facts facts)
    {
        var (on, source) = (entry.OccurredOn, entry.Source);
        switch (entry.PayloadCase)
        {
            case Payload.MeetingPlanned:
                var planned = entry.MeetingPlanned.Meeting;
                return MeetingDecisions.Plan(pathway, new() { Kind = planned.Kind, MeetingOn = planned.MeetingOn, OccurredOn = on, Source = source }, facts);
            case Payload.MeetingPostponed:
                return MeetingDecisions.Postpone(
                    pathway, new() { MeetingId = entry.MeetingPostponed.MeetingId, MeetingOn = entry.MeetingPostponed.Replacement.MeetingOn, OccurredOn = on, Source = source }, facts);
            case Payload.MeetingCancelled:
                return MeetingDecisions.Cancel(pathway, new() { MeetingId = entry.MeetingCancelled.MeetingId, Reason = entry.MeetingCancelled.Reason, OccurredOn = on, Source = source }, facts);
            case Payload.MeetingCalled:
                var called = entry.MeetingCalled.Meeting;
                return MeetingDecisions.Call(
                    pathway,
                    new()
                    {
                        Kind = called.Kind,
                        MeetingOn = called.MeetingOn,
                        Invitations = { called.Invitations.Select(invitation => AsAsked(pathway, invitation, facts)) },
                        PlannedMeetingId = pathway.Meetings.Any(meeting => meeting.MeetingId == called.MeetingId && meeting.State == MeetingState.Planned) ? called.MeetingId : "",
                        OccurredOn = on,
                        Source = source,
                    },
                    facts);
            default:
                var held = entry.MeetingHeld;
                return MeetingDecisions.RecordHeld(
                    pathway,
                    new()
                    {
                        MeetingId = held.MeetingId,
                        MinutesReference = held.MinutesReference,
                        ChildParticipation = held.ChildParticipation,
                        ChildAbsenceReason = held.ChildAbsenceReason,
                        AttendedInstanceIds = { held.AttendedInstanceIds },
                        NextStatusMeetingOn = held.NextStatusMeetingOn,
                        OccurredOn = on,
                        Source = source,
                    },
                    facts);
        }
    }

    // The basis that was found then is looked for again. Consent may have been asked for by name: it stays while it carries.
    private static Invitation AsAsked(Pathway pathway, Invitation entered, Facts facts)
    {
        var asked = entered.Clone();
        if (asked.Reason.Length == 0 && !(asked.LegalBasis == LegalBasis.Consent && asked.Instance is not null && InvitationCheck.IsCovered(pathway, asked, facts.Today)))
        {
            asked.LegalBasis = LegalBasis.Unspecified;
        }

        return asked;
    }
}
