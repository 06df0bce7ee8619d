using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Texts;
using NodaTime;
using static Forlop.Contracts.V1.TaskKind;

namespace Forlop.Pathways;

/// <summary>
/// What people have to do. Tasks follow from the pathway's state; nobody enters or deletes one. Which tasks there are
/// does not depend on the day: the day only makes them overdue.
/// </summary>
public static class Worklist
{
    /// <summary>The open tasks of a pathway as they stand on <paramref name="today"/>, with their texts.</summary>
    public static IReadOnlyList<WorklistTask> TasksOf(Pathway pathway, LocalDate today)
    {
        if (PathwayDefinition.HasEnded(pathway.State))
        {
            return [];
        }

        WorklistTask[] tasks = [.. OfPathway(pathway), .. pathway.Engagements.Select(engagement => OfEngagement(pathway, engagement)).OfType<WorklistTask>()];
        return Finish(tasks, pathway, today);
    }

    /// <summary>The day on which something is due next; null when nothing is.</summary>
    public static LocalDate? NextDueOn(Pathway pathway, LocalDate today) =>
        TasksOf(pathway, today).Where(task => task.DueOn.Length > 0).Select(task => (LocalDate?)Day.Parse(task.DueOn)).Min();

    private static IEnumerable<WorklistTask> OfPathway(Pathway pathway)
    {
        if (Consents.SomebodyWithdrew(pathway))
        {
            yield return New(AssessOtherBasis, "EngagementService.ReleaseForSending");
        }

        switch (pathway.State)
        {
            case PathwayState.UnderConsideration:
                if (pathway.Participations.Count == 0)
                {
                    yield return New(RecordParticipation, "PathwayService.RecordParticipation", Open(pathway, DeadlineKind.Consideration));
                }

                yield return New(DecideStart, "PathwayService.DecideStart", Open(pathway, DeadlineKind.Consideration));
                break;
            case PathwayState.AwaitingConsent:
                yield return New(ObtainConsent, "ConsentService.RecordConsent", Open(pathway, DeadlineKind.Consent));
                break;
            case PathwayState.Started:
                yield return New(CallClarificationMeeting, "MeetingService.CallMeeting", Open(pathway, DeadlineKind.ClarificationMeeting));
                break;
            case PathwayState.ClarificationCalled:
                yield return New(HoldClarificationMeeting, "MeetingService.RecordMeetingHeld", Open(pathway, DeadlineKind.ClarificationMeeting));
                break;
            case PathwayState.AwaitingClosure:
                yield return New(TaskKind.Close, "PathwayService.ClosePathway", Open(pathway, DeadlineKind.Closure));
                if (Open(pathway, DeadlineKind.StatusMeeting) is { } agreed)
                {
                    yield return New(HoldStatusMeeting, "MeetingService.RecordMeetingHeld", agreed);
                }

                break;
            default:
                if (pathway.Areas.Any(status => status.Outcome == AreaOutcome.Indicated))
                {
                    yield return New(PrepareReferrals, "EngagementService.PrepareReferral");
                }

                yield return New(HoldStatusMeeting, "MeetingService.RecordMeetingHeld", Open(pathway, DeadlineKind.StatusMeeting));
                break;
        }
    }

    private static WorklistTask? OfEngagement(Pathway pathway, Engagement engagement)
    {
        var task = engagement.State switch
        {
            EngagementState.Prepared => New(ReleaseReferral, "EngagementService.ReleaseForSending"),
            EngagementState.Released => New(SendReferral, "EngagementService.ConfirmSent"),
            EngagementState.Sent => New(ConfirmReceipt, "EngagementService.RecordReceipt", Open(pathway, DeadlineKind.Receipt, engagement.EngagementId)),
            EngagementState.Received => New(FollowUpAnswer, "EngagementService.RecordAnswer", Open(pathway, DeadlineKind.Answer, engagement.EngagementId)),
            EngagementState.MoreInfoRequested => New(SendMoreInfo, "EngagementService.RecordReceipt"),
            EngagementState.Accepted or EngagementState.InProgress => New(FollowUpReport, "EngagementService.RecordReport", Open(pathway, DeadlineKind.Report, engagement.EngagementId)),
            EngagementState.Rejected or EngagementState.Redirected => New(ReassessInstance, "EngagementService.EndEngagement"),
            EngagementState.ReportReceived or EngagementState.CompletedNoReport => New(SettleAfterReport, "EngagementService.HandOver"),
            _ => null,
        };
        if (task is not null)
        {
            task.SubjectId = engagement.EngagementId;
        }

        return task;
    }

    private static WorklistTask New(TaskKind kind, string rpc, Deadline? due = null)
    {
        var task = new WorklistTask { Kind = kind, DueOn = due?.DueOn ?? "", DueReason = due is null ? null : DeadlineText.Explain(due) };
        task.Roles.AddRange(Rights.RolesOf(rpc).Where(role => role != Role.CaseSystem));
        return task;
    }

    // A passed deadline still says by when it should have been; the latest of its kind is the one that counts.
    private static Deadline? Open(Pathway pathway, DeadlineKind kind, string subjectId = "") =>
        pathway.Deadlines.LastOrDefault(deadline => deadline.Kind == kind && deadline.SubjectId == subjectId && PathwayFold.IsOpen(deadline));

    private static WorklistTask[] Finish(WorklistTask[] tasks, Pathway pathway, LocalDate today)
    {
        foreach (var task in tasks)
        {
            task.TaskId = $"{pathway.PathwayId}/{(int)task.Kind}/{task.SubjectId}";
            task.PathwayId = pathway.PathwayId;
            task.AssignedToUserId = pathway.CoordinatorUserId;
            task.Overdue = task.DueOn.Length > 0 && Day.Parse(task.DueOn) < today;
            task.Title = Text.Of($"task.{task.Kind}");
        }

        return tasks;
    }
}
