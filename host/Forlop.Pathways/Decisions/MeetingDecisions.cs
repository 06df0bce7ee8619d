using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on meetings.</summary>
public static class MeetingDecisions
{
    public static Decision Call(Pathway pathway, CallMeetingRequest request, Facts facts)
    {
        // Which kind it is decides what is asked of the table.
        if (Check.Code("kind", request.Kind) is { } unknown)
        {
            return new Decision.Refused(unknown);
        }

        var planned = pathway.Meetings.FirstOrDefault(meeting => meeting.MeetingId == request.PlannedMeetingId && meeting.State == MeetingState.Planned);
        return Decide.On(pathway, PermittedActions.Call(request.Kind), "MeetingService.CallMeeting", facts)
            .Needing(() => Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Decision.DecidedOn)
                ?? Check.Agreed("meeting_on", request.MeetingOn, request.OccurredOn)
                ?? (request.PlannedMeetingId.Length > 0 && planned?.Kind != request.Kind ? Refusals.Malformed("planned_meeting_id", "no-such-meeting") : null)
                ?? Check.Count("invitations", request.Invitations)
                ?? InvitationCheck.Of(request))
            .Unless(() => request.Invitations.All(invitation => InvitationCheck.IsCovered(pathway, invitation, facts.Today) && InvitationCheck.IsCovered(pathway, invitation, Day.Parse(request.OccurredOn)))
                ? null
                : (RefusalReason.ConsentMissing, "refusal.ConsentMissing.Invitation"))
            .Then(() =>
            {
                var meeting = planned?.Clone() ?? new Meeting { MeetingId = NewId(pathway, facts), Kind = request.Kind };
                (meeting.State, meeting.CalledOn, meeting.MeetingOn) = (MeetingState.Called, request.OccurredOn, request.MeetingOn);
                meeting.Invitations.Clear();
                meeting.Invitations.AddRange(request.Invitations.Select(invitation => InvitationCheck.Entered(pathway, invitation, facts.Today)));
                return new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.MeetingCalled = new MeetingCalled { Meeting = meeting })
                    .Accept(meeting.MeetingId);
            });
    }

    public static Decision Plan(Pathway pathway, PlanMeetingRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.PlanMeeting, "MeetingService.PlanMeeting", facts)
            .Needing(() => Check.Code("kind", request.Kind)
                ?? (request.Kind == MeetingKind.Clarification && pathway.ClarifiedOn.Length > 0 ? Refusals.Malformed("kind", "clarified-before") : null)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Decision.DecidedOn)
                ?? Check.Agreed("meeting_on", request.MeetingOn, request.OccurredOn))
            .Then(() =>
            {
                var meeting = new Meeting
                {
                    MeetingId = NewId(pathway, facts),
                    Kind = request.Kind,
                    State = MeetingState.Planned,
                    PlannedOn = request.OccurredOn,
                    MeetingOn = request.MeetingOn,
                };
                return new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.MeetingPlanned = new MeetingPlanned { Meeting = meeting })
                    .Accept(meeting.MeetingId);
            });

    /// <summary>Those who were called are called to the new one: who postpones tells them.</summary>
    public static Decision Postpone(Pathway pathway, PostponeMeetingRequest request, Facts facts) => Ahead(pathway, request.MeetingId) is not { } meeting
        ? new Decision.Refused(Refusals.Malformed("meeting_id", "no-such-meeting"))
        : Decide.On(pathway, PathwayTrigger.PlanMeeting, "MeetingService.PostponeMeeting", facts)
            .Needing(() => Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, Day.Latest(meeting.PlannedOn, meeting.CalledOn))
                ?? Check.Agreed("meeting_on", request.MeetingOn, request.OccurredOn))
            .Unless(() => meeting.Invitations.All(invitation => InvitationCheck.IsCovered(pathway, invitation, facts.Today))
                ? null
                : (RefusalReason.ConsentMissing, "refusal.ConsentMissing.Invitation"))
            .Then(() =>
            {
                var replacement = meeting.Clone();
                (replacement.MeetingId, replacement.MeetingOn) = (NewId(pathway, facts), request.MeetingOn);
                return new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.MeetingPostponed = new MeetingPostponed { MeetingId = request.MeetingId, Replacement = replacement })
                    .Accept(replacement.MeetingId);
            });

    public static Decision Cancel(Pathway pathway, CancelMeetingRequest request, Facts facts) => Ahead(pathway, request.MeetingId) is not { } meeting
        ? new Decision.Refused(Refusals.Malformed("meeting_id", "no-such-meeting"))
        : Decide.On(pathway, PermittedActions.Cancel(meeting), "MeetingService.CancelMeeting", facts)
            .Needing(() => Check.Text("reason", request.Reason)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, Day.Latest(meeting.PlannedOn, meeting.CalledOn)))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.MeetingCancelled = new MeetingCancelled { MeetingId = request.MeetingId, Reason = request.Reason })
                .Accept(request.MeetingId));

    public static Decision RecordHeld(Pathway pathway, RecordMeetingHeldRequest request, Facts facts)
    {
        if (pathway.Meetings.FirstOrDefault(meeting => meeting.MeetingId == request.MeetingId) is not { State: MeetingState.Called } meeting)
        {
            return new Decision.Refused(Refusals.Malformed("meeting_id", "no-such-meeting"));
        }

        return Decide.On(pathway, PermittedActions.Hold(meeting.Kind), "MeetingService.RecordMeetingHeld", facts)
            .Needing(() => Check.Reference("minutes_reference", request.MinutesReference)
                ?? Check.Code("child_participation", request.ChildParticipation)
                ?? Check.Text("child_absence_reason", request.ChildAbsenceReason, required: request.ChildParticipation == MeetingParticipation.Absent)
                ?? Check.Count("attended_instance_ids", request.AttendedInstanceIds)
                ?? (request.AttendedInstanceIds.All(id => meeting.Invitations.Any(invitation => InvitationCheck.IdOf(invitation) == id))
                    ? null
                    : Refusals.Malformed("attended_instance_ids", "not-invited"))
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, meeting.CalledOn)
                ?? (request.NextStatusMeetingOn.Length > 0 ? Check.Agreed("next_status_meeting_on", request.NextStatusMeetingOn, request.OccurredOn) : null))
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source).Add(entry =>
                {
                    entry.MeetingHeld = new MeetingHeld
                    {
                        MeetingId = request.MeetingId,
                        MinutesReference = request.MinutesReference,
                        ChildParticipation = request.ChildParticipation,
                        ChildAbsenceReason = request.ChildAbsenceReason,
                        NextStatusMeetingOn = request.NextStatusMeetingOn,
                    };
                    entry.MeetingHeld.AttendedInstanceIds.AddRange(request.AttendedInstanceIds);
                });

                // Towards closure there is a next meeting only when this one agreed on it.
                var isLast = pathway.State == PathwayState.AwaitingClosure && request.NextStatusMeetingOn.Length == 0;
                return (isLast || !MeetingFold.IsStatusMeeting(meeting.Kind, request.NextStatusMeetingOn) ? draft : draft.Due(NextStatusMeeting(request, facts))).Accept(request.MeetingId);
            });
    }

    /// <summary>When a pathway comes back from closure: the status meeting that its proposal called off, counted from the last meeting as ever.</summary>
    internal static Deadline? StatusMeetingMissed(Pathway pathway, Facts facts) =>
        pathway.State == PathwayState.AwaitingClosure
        && !pathway.Deadlines.Any(deadline => deadline.Kind == DeadlineKind.StatusMeeting && PathwayFold.IsOpen(deadline))
            ? facts.Rules.StatusMeeting.From(Day.Parse(Day.Latest(pathway.Meetings.Where(meeting => meeting.State == MeetingState.Held).Select(meeting => meeting.MeetingOn))))
            : null;

    private static string NewId(Pathway pathway, Facts facts) => facts.NewId('m', pathway.SubjectCounts?.Meetings ?? 0);

    private static Meeting? Ahead(Pathway pathway, string meetingId) =>
        pathway.Meetings.FirstOrDefault(meeting => meeting.MeetingId == meetingId && meeting.State is (MeetingState.Planned or MeetingState.Called));

    private static Deadline NextStatusMeeting(RecordMeetingHeldRequest request, Facts facts)
    {
        var deadline = facts.Rules.StatusMeeting.From(Day.Parse(request.OccurredOn));
        if (request.NextStatusMeetingOn.Length > 0)
        {
            (deadline.RuleId, deadline.DueOn) = (DeadlineRules.AgreedRuleId, request.NextStatusMeetingOn);
        }

        return deadline;
    }
}
