using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
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

        return Decide.On(pathway, PermittedActions.Call(request.Kind), "MeetingService.CallMeeting", facts)
            .Needing(() => Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Decision.DecidedOn)
                ?? Check.Agreed("meeting_on", request.MeetingOn, request.OccurredOn)
                ?? Check.Count("invitations", request.Invitations)
                ?? Invitations(request))
            .Unless(() => request.Invitations.All(invitation => Consents.ToHealth(pathway, invitation.Instance.Type, [], facts.Today).IsAllowed)
                ? null
                : (RefusalReason.ConsentMissing, "refusal.ConsentMissing.Invitation"))
            .Then(() =>
            {
                var meeting = new Meeting
                {
                    MeetingId = $"m{pathway.Meetings.Count + 1}",
                    Kind = request.Kind,
                    State = MeetingState.Called,
                    CalledOn = request.OccurredOn,
                    MeetingOn = request.MeetingOn,
                };
                meeting.Invitations.AddRange(request.Invitations.Select(invitation => new Invitation { Instance = invitation.Instance.Clone(), Channel = invitation.Channel }));
                return new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.MeetingCalled = new MeetingCalled { Meeting = meeting })
                    .Accept(meeting.MeetingId);
            });
    }

    public static Decision RecordHeld(Pathway pathway, RecordMeetingHeldRequest request, Facts facts)
    {
        if (pathway.Meetings.FirstOrDefault(meeting => meeting.MeetingId == request.MeetingId) is not { State: MeetingState.Called } meeting)
        {
            return new Decision.Refused(Refusals.Malformed("meeting_id", "no-such-meeting"));
        }

        return Decide.On(pathway, PermittedActions.Hold(meeting.Kind), "MeetingService.RecordMeetingHeld", facts)
            .Needing(() => Check.Reference("minutes_reference", request.MinutesReference)
                ?? Check.Code("child_participation", request.ChildParticipation)
                ?? Check.Count("attended_instance_ids", request.AttendedInstanceIds)
                ?? (request.AttendedInstanceIds.All(id => meeting.Invitations.Any(invitation => invitation.Instance.InstanceId == id))
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
                    };
                    entry.MeetingHeld.AttendedInstanceIds.AddRange(request.AttendedInstanceIds);
                });

                // Towards closure there is a next meeting only when this one agreed on it.
                var isLast = pathway.State == PathwayState.AwaitingClosure && request.NextStatusMeetingOn.Length == 0;
                return (isLast ? draft : draft.Due(NextStatusMeeting(request, facts))).Accept(request.MeetingId);
            });
    }

    /// <summary>When a pathway comes back from closure: the status meeting that its proposal called off, counted from the last meeting as ever.</summary>
    internal static Deadline? StatusMeetingMissed(Pathway pathway, Facts facts) =>
        pathway.State == PathwayState.AwaitingClosure
        && !pathway.Deadlines.Any(deadline => deadline.Kind == DeadlineKind.StatusMeeting && PathwayFold.IsOpen(deadline))
            ? facts.Rules.StatusMeeting.From(Day.Parse(Day.Latest(pathway.Meetings.Where(meeting => meeting.State == MeetingState.Held).Select(meeting => meeting.MeetingOn))))
            : null;

    private static Refusal? Invitations(CallMeetingRequest request)
    {
        if (request.Kind == MeetingKind.Clarification && request.Invitations.Count == 0)
        {
            return Refusals.Malformed("invitations", "at-least-one");
        }

        foreach (var invitation in request.Invitations)
        {
            var refusal = Check.Instance("invitations.instance", invitation.Instance)
                ?? Check.Code("invitations.channel", invitation.Channel)
                ?? ChannelCheck.Of("invitations.channel", invitation.Instance, invitation.Channel);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

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
