using System.Globalization;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
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
    /// <summary>What is to be done, without day and texts: what the store keeps to find tasks by.</summary>
    public static IReadOnlyList<PendingTask> PendingOf(Pathway pathway) => PathwayDefinition.HasEnded(pathway.State)
        ? [.. FollowUpsOf(pathway)]
        : [.. OfPathway(pathway), .. pathway.Engagements.Select(engagement => OfEngagement(pathway, engagement)).OfType<PendingTask>(), .. FollowUpsOf(pathway)];

    /// <summary>The open tasks of a pathway as they stand on <paramref name="today"/>, with their texts.</summary>
    public static IReadOnlyList<WorklistTask> TasksOf(Pathway pathway, LocalDate today, ServiceSettings settings) =>
        [.. PendingOf(pathway).Select(pending => Render(pending, pathway, today, settings))];

    /// <summary>The day on which something is due next; null when nothing is.</summary>
    public static LocalDate? NextDueOn(Pathway pathway) =>
        PendingOf(pathway).Where(pending => pending.DueOn.Length > 0).Select(pending => (LocalDate?)Day.Parse(pending.DueOn)).Min();

    /// <summary>Who has a task, and which unit: whoever it was given to, or the coordinator.</summary>
    public static (string UserId, string Unit) HolderOf(Pathway pathway, PendingTask pending)
    {
        var given = pathway.Assignments.FirstOrDefault(assignment => assignment.Kind == pending.Kind && assignment.SubjectId == pending.SubjectId);
        return (given?.UserId ?? pathway.CoordinatorUserId, given is { Unit.Length: > 0 } ? given.Unit : pathway.Unit);
    }

    /// <summary>The same task keeps its id.</summary>
    public static string IdOf(Pathway pathway, PendingTask pending) => $"{pathway.PathwayId}/{(int)pending.Kind}/{pending.SubjectId}";

    private static IEnumerable<PendingTask> OfPathway(Pathway pathway)
    {
        switch (pathway.State)
        {
            case PathwayState.UnderConsideration:
                if (pathway.Participations.Count == 0)
                {
                    yield return new(RecordParticipation, "PathwayService.RecordParticipation", Open(pathway, DeadlineKind.Consideration));
                }

                yield return new(DecideStart, "PathwayService.DecideStart", Open(pathway, DeadlineKind.Consideration));
                break;
            case PathwayState.AwaitingConsent:
                yield return new(ObtainConsent, "ConsentService.RecordConsent", Open(pathway, DeadlineKind.Consent));
                break;
            case PathwayState.Suspended:
                yield return new(ReviewSuspension, "PathwayService.ResumePathway", Open(pathway, DeadlineKind.Suspension));
                break;
            case PathwayState.Started:
                yield return new(CallClarificationMeeting, "MeetingService.CallMeeting", Open(pathway, DeadlineKind.ClarificationMeeting));
                break;
            case PathwayState.ClarificationCalled:
                yield return new(HoldClarificationMeeting, "MeetingService.RecordMeetingHeld", Open(pathway, DeadlineKind.ClarificationMeeting));
                break;
            case PathwayState.AwaitingClosure:
                yield return new(TaskKind.Close, "PathwayService.ClosePathway", Open(pathway, DeadlineKind.Closure));
                if (Open(pathway, DeadlineKind.StatusMeeting) is { } agreed)
                {
                    yield return new(HoldStatusMeeting, RpcOfStatusMeeting(pathway), agreed);
                }

                break;
            default:
                yield return new(HoldStatusMeeting, RpcOfStatusMeeting(pathway), Open(pathway, DeadlineKind.StatusMeeting));
                break;
        }

        // Each has an owner and a day of its own: one that is added later is not late because of the others.
        foreach (var area in UnfollowedAreas(pathway))
        {
            yield return Next(pathway, PrepareReferrals, "EngagementService.PrepareReferral", SubjectOf(area));
        }

        foreach (var meeting in pathway.Meetings.Where(meeting => meeting.State == MeetingState.Planned && CanBeCalled(pathway, meeting)))
        {
            yield return Next(pathway, TaskKind.CallMeeting, "MeetingService.CallMeeting", meeting.MeetingId);
        }

        // The other kinds are what the pathway itself waits for.
        foreach (var meeting in pathway.Meetings.Where(meeting => meeting is { State: MeetingState.Called, Kind: MeetingKind.Extra } && CanBeHeld(pathway, meeting)))
        {
            yield return Next(pathway, HoldMeeting, "MeetingService.RecordMeetingHeld", meeting.MeetingId);
        }
    }

    private static string RpcOfStatusMeeting(Pathway pathway) =>
        pathway.Meetings.Any(meeting => meeting is { State: MeetingState.Called, Kind: MeetingKind.Status }) ? "MeetingService.RecordMeetingHeld" : "MeetingService.CallMeeting";

    private static bool CanBeCalled(Pathway pathway, Meeting meeting) =>
        PathwayDefinition.Of(pathway.DefinitionVersion).Permits(pathway.State, PermittedActions.Call(meeting.Kind));

    private static bool CanBeHeld(Pathway pathway, Meeting meeting) =>
        PathwayDefinition.Of(pathway.DefinitionVersion).Permits(pathway.State, PermittedActions.Hold(meeting.Kind));

    // Before the meeting areas wait for it, unless something was referred already: then each needs an owner.
    private static IEnumerable<HealthArea> UnfollowedAreas(Pathway pathway) => pathway.State switch
    {
        PathwayState.InCooperation or PathwayState.InAssessment => Indicated(pathway),
        PathwayState.Started or PathwayState.ClarificationCalled when pathway.Engagements.Count > 0 => Indicated(pathway),
        _ => [],
    };

    private static IEnumerable<HealthArea> Indicated(Pathway pathway) => pathway.Areas.Where(status => status.Outcome == AreaOutcome.Indicated).Select(status => status.Area);

    // By its number: what stands in ids, links and the store's index names no part of the child.
    private static string SubjectOf(HealthArea area) => string.Create(CultureInfo.InvariantCulture, $"a{(int)area}");

    private static PendingTask? OfEngagement(Pathway pathway, Engagement engagement)
    {
        var id = engagement.EngagementId;
        return engagement.State switch
        {
            // What has not left waits as long as the pathway does.
            EngagementState.Prepared or EngagementState.Released when pathway.State == PathwayState.Suspended => null,
            EngagementState.Prepared => Next(pathway, ReleaseReferral, "EngagementService.ReleaseForSending", id),
            EngagementState.Released => Next(pathway, SendReferral, "EngagementService.ConfirmSent", id),
            EngagementState.Sent => new(ConfirmReceipt, "EngagementService.RecordReceipt", Open(pathway, DeadlineKind.Receipt, id), id),
            EngagementState.Received => new(FollowUpAnswer, "EngagementService.RecordAnswer", Open(pathway, DeadlineKind.Answer, id), id),
            EngagementState.MoreInfoRequested => Next(pathway, SendMoreInfo, "EngagementService.RecordReceipt", id),
            EngagementState.Accepted or EngagementState.InProgress => new(FollowUpReport, "EngagementService.RecordReport", Open(pathway, DeadlineKind.Report, id), id),
            EngagementState.Rejected or EngagementState.Redirected => Next(pathway, ReassessInstance, "EngagementService.EndEngagement", id),
            EngagementState.ReportReceived or EngagementState.CompletedNoReport => Next(pathway, SettleAfterReport, "EngagementService.HandOver", id),
            _ => null,
        };
    }

    private static IEnumerable<PendingTask> FollowUpsOf(Pathway pathway) =>
        from followUp in pathway.FollowUps
        where followUp.State == FollowUpState.Open
        select new PendingTask(followUp.Kind, "WorklistService.CompleteTask", Open(pathway, DeadlineKind.FollowUp, followUp.FollowUpId), followUp.FollowUpId, followUp);

    private static PendingTask Next(Pathway pathway, TaskKind kind, string rpc, string subjectId = "") => new(
        kind,
        rpc,
        pathway.Deadlines.LastOrDefault(deadline => deadline.Kind == DeadlineKind.NextStep && deadline.TaskKind == kind && deadline.SubjectId == subjectId && PathwayFold.IsOpen(deadline)),
        subjectId);

    // A passed deadline still says by when it should have been; the latest of its kind is the one that counts.
    private static Deadline? Open(Pathway pathway, DeadlineKind kind, string subjectId = "") =>
        pathway.Deadlines.LastOrDefault(deadline => deadline.Kind == kind && deadline.SubjectId == subjectId && PathwayFold.IsOpen(deadline));

    private static WorklistTask Render(PendingTask pending, Pathway pathway, LocalDate today, ServiceSettings settings)
    {
        var (userId, unit) = HolderOf(pathway, pending);
        var task = new WorklistTask
        {
            TaskId = IdOf(pathway, pending),
            PathwayId = pathway.PathwayId,
            Kind = pending.Kind,
            SubjectId = pending.SubjectId,
            AboutId = pending.FollowUp?.AboutId ?? "",
            AssignedToUserId = userId,
            Unit = unit,
            DueOn = pending.DueOn,
            DueReason = pending.Due is null ? null : DeadlineText.Explain(pending.Due),
            Overdue = pending.DueOn.Length > 0 && Day.Parse(pending.DueOn) < today,
            Title = Title(pending, pathway, today, settings),
            Link = TaskLink.Of(pathway, pending, settings),
            Completable = pending.IsFollowUp,
            Rpc = pending.Rpc,
        };
        var roles = pending.Kind == WeighChildsNo && settings.ChildsNo == ChildsNo.NeedsLeader ? Rights.LeaderAlone : Rights.RolesOf(pending.Rpc, pathway, settings);
        task.Roles.AddRange(roles.Where(role => role != Role.CaseSystem));
        return task;
    }

    private static LocalizedText Title(PendingTask pending, Pathway pathway, LocalDate today, ServiceSettings settings)
    {
        var title = pending switch
        {
            { Kind: PrepareReferrals } => Text.Of("task.PrepareReferrals", Text.Of($"area.{Indicated(pathway).Single(area => SubjectOf(area) == pending.SubjectId)}")),
            { Kind: SettleFiling } when HeldElsewhere(pathway, pending) is { } held => Text.Of("task.SettleFiling.Elsewhere", Text.Same(held.PluginId)),
            _ => Text.Of(TitleKey(pending, pathway, today)),
        };
        var about = pending.FollowUp?.AboutId ?? pending.SubjectId;
        return pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == about) is { } engagement
            && settings.LocalNames.TryGetValue(engagement.Instance.Type, out var name)
                ? Text.Of("task.at", title, Text.Same(name))
                : title;
    }

    // Help is followed up all the same when nobody may be asked what came of it: health may still say that it has finished.
    private static string TitleKey(PendingTask pending, Pathway pathway, LocalDate today) => pending switch
    {
        { FollowUp: { Age: > 0 } birthday } => $"task.Birthday.{birthday.Age}",
        { Kind: FollowUpReport } when !MayPass(pathway, pending.SubjectId, Asked.FromHealth, today) => "task.FollowUpReport.NotAsked",
        { Kind: SettleDelivery, FollowUp.AboutId: var about } when about.EndsWith(ExchangeFold.Held, StringComparison.Ordinal) => "task.SettleDelivery.Held",
        { Kind: SettleFiling, FollowUp.AboutId: ExchangeFold.Archive } => "task.SettleFiling.Late",
        { Kind: ReadLateReport } when !PathwayDefinition.HasEnded(pathway.State) => "task.ReadLateReport.Settled",
        { Kind: SendMoreInfo } when LeftOnConsent(pathway, pending.SubjectId) && !MayPass(pathway, pending.SubjectId, Asked.ToHealth, today) => "task.SendMoreInfo.NotAllowed",
        { Kind: AssessOtherBasis } when pathway.StatedBases.Any(basis => basis.BasisId == pending.FollowUp?.AboutId) => "task.AssessOtherBasis.Ended",
        _ => $"task.{pending.Kind}",
    };

    private static Filing? HeldElsewhere(Pathway pathway, PendingTask pending) =>
        pathway.Filings.FirstOrDefault(filing => filing.FilingId == pending.FollowUp?.AboutId && filing.Problem == HandoverProblem.HeldElsewhere);

    private static bool LeftOnConsent(Pathway pathway, string engagementId) =>
        pathway.Engagements.Any(engagement => engagement.EngagementId == engagementId && engagement.LegalBasis == LegalBasis.Consent);

    private static bool MayPass(Pathway pathway, string engagementId, Func<HealthInstanceType, IReadOnlyList<HealthArea>, Asked> direction, LocalDate today)
    {
        var engagement = pathway.Engagements.Single(engagement => engagement.EngagementId == engagementId);
        return Consents.Evaluate(pathway, direction(engagement.Instance.Type, engagement.Areas), today).IsAllowed;
    }
}

/// <summary>Something that a person has to do.</summary>
/// <param name="Rpc">What does it, as <c>Service.Rpc</c>.</param>
/// <param name="Due">The deadline that it hangs on; null when none does.</param>
/// <param name="SubjectId">The engagement, meeting, area or follow-up that it concerns; empty for the pathway itself.</param>
/// <param name="FollowUp">Set when it was raised, and does not follow from a state.</param>
public sealed record PendingTask(TaskKind Kind, string Rpc, Deadline? Due = null, string SubjectId = "", FollowUp? FollowUp = null)
{
    public bool IsFollowUp => FollowUp is not null;

    /// <summary>Empty when no day is set.</summary>
    public string DueOn => Due?.DueOn ?? "";
}
