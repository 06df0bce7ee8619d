using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>On hold, on again, and the end that is no closure.</summary>
public static class InterruptionDecisions
{
    public static Decision Suspend(Pathway pathway, SuspendPathwayRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Suspend, "PathwayService.SuspendPathway", facts)
            .Needing(() => Check.Code("reason_code", request.ReasonCode)
                ?? (request.ReasonCode == SuspensionReason.ConsentWithdrawn ? Refusals.Malformed("reason_code", "follows-from-withdrawal") : null)
                ?? Check.Text("reason", request.Reason)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts, pathway.Decision.DecidedOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.PathwaySuspended = new PathwaySuspended { ReasonCode = request.ReasonCode, Reason = request.Reason })
                .Due(facts.Rules.Suspension)
                .Accept());

    /// <summary>The service's own limits that waited run on, later by the days on hold.</summary>
    public static Decision Resume(Pathway pathway, ResumePathwayRequest request, Facts facts) =>
        Decide.On(pathway, PermittedActions.Resume(pathway), "PathwayService.ResumePathway", facts)
            .Needing(() => Check.Text("reason", request.Reason)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts, pathway.Interruption.SuspendedOn))
            .Unless(() => ConsentDecisions.NobodyAgrees(pathway, facts) || ConsentDecisions.NobodyAgrees(pathway, facts with { Today = Day.Parse(request.OccurredOn) }) ? (RefusalReason.ConsentMissing, "refusal.ConsentMissing.Resume") : null)
            .Then(() =>
            {
                // What began while it was on hold waited from its own beginning.
                int DaysOnHold(Deadline deadline) => Math.Max(0, Period.DaysBetween(Day.Parse(Day.Latest(pathway.Interruption.SuspendedOn, deadline.StartsOn)), Day.Parse(request.OccurredOn)));
                return new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.PathwayResumed = new PathwayResumed { Reason = request.Reason })
                    .ForEach(pathway.Deadlines.Where(deadline => deadline.State == DeadlineState.Paused), (moved, deadline) => moved.Add(entry => entry.DeadlineMoved = new DeadlineMoved
                    {
                        DeadlineId = deadline.DeadlineId,
                        DueOn = Day.Format(facts.Rules.Later(deadline, DaysOnHold(deadline))),
                        PausedDays = DaysOnHold(deadline),
                    }))
                    .Accept();
            });

    /// <summary>What has not left is stopped; whoever in health has something is to be told.</summary>
    public static Decision Discontinue(Pathway pathway, DiscontinuePathwayRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Discontinue, "PathwayService.DiscontinuePathway", facts)
            .Needing(() => Check.Code("reason_code", request.ReasonCode)
                ?? Check.Text("reason", request.Reason)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts, Day.Latest(pathway.OpenedOn, pathway.Decision?.DecidedOn ?? "", pathway.Interruption?.SuspendedOn ?? "")))
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source);
                foreach (var engagement in pathway.Engagements.Where(engagement => !EngagementDefinition.IsSettled(engagement.State)))
                {
                    draft = EngagementDefinition.IsWithHealth(engagement.State)
                        ? draft.If(!IsToldAnyhow(pathway, engagement.EngagementId), told => told.FollowUp(TaskKind.NotifyInstance, engagement.EngagementId, facts.Rules.FollowUp))
                        : draft.Add(entry => entry.EngagementEnded = new EngagementEnded { EngagementId = engagement.EngagementId, Reason = request.Reason });
                }

                // Whoever from health is called to a meeting would come to it in vain.
                return draft
                    .ForEach(
                        pathway.Meetings.Where(meeting => meeting.State == MeetingState.Called && meeting.Invitations.Any(InvitationCheck.IsHealth) && !IsToldAnyhow(pathway, meeting.MeetingId)),
                        (told, meeting) => told.FollowUp(TaskKind.NotifyInstance, meeting.MeetingId, facts.Rules.FollowUp))
                    .Add(entry => entry.PathwayDiscontinued = new PathwayDiscontinued { ReasonCode = request.ReasonCode, Reason = request.Reason })
                    .Accept();
            });

    // Who recalls a referral or an invitation tells the instance already.
    private static bool IsToldAnyhow(Pathway pathway, string aboutId) =>
        pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.RecallOrNotify, State: FollowUpState.Open } && followUp.AboutId == aboutId);

    private static Refusal? Happened(Pathway pathway, string occurredOn, Source source, Facts facts, string earliest) =>
        Check.Code("source", source) ?? Check.Happened("occurred_on", occurredOn, facts.Today, Day.Latest(earliest, pathway.Circumstances.BirthOn));
}
