using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary>
/// The command that an entry was made by, decided once more. Whatever checks a command checks its correction too, and what
/// followed from it is worked out by the same code.
/// </summary>
internal static class Redo
{
    /// <summary>Whether somebody entered it, and it did not follow from another entry or from the clock.</summary>
    public static bool IsFact(HistoryEntry entry) => entry.PayloadCase switch
    {
        Payload.DeadlineSet or Payload.DeadlinePassed or Payload.DeadlineMoved or Payload.FollowUpRaised or Payload.AgeReached or Payload.PathwayStarted => false,
        Payload.EntryCorrected or Payload.EntryRetracted or Payload.ChildReferenceRebound or Payload.None => false,
        _ when IsExchange(entry) => false,
        Payload.ReferralReceived => entry.Source != Source.Assumed,
        Payload.EngagementEnded => entry.EngagementEnded.Reason.Length > 0,
        Payload.PathwaySuspended => entry.PathwaySuspended.ReasonCode != SuspensionReason.ConsentWithdrawn,
        _ => true,
    };

    /// <summary>Whether what had not left was stopped because the pathway was discontinued, in the same command: it follows from that.</summary>
    public static bool EndedWithPathway(HistoryEntry entry, IEnumerable<HistoryEntry> earlier, IEnumerable<HistoryEntry> later) =>
        entry.EngagementEnded is { Reason.Length: > 0 } ended
        && later.FirstOrDefault(next => next.PayloadCase is not (Payload.EngagementEnded or Payload.FollowUpRaised or Payload.DeadlineSet)) is { PathwayDiscontinued: not null } cause
        && (entry.OccurredOn, ended.Reason) == (cause.OccurredOn, cause.PathwayDiscontinued.Reason) && Equals(entry.RecordTime, cause.RecordTime)
        && !earlier.Any(before => before.ReferralSent?.EngagementId == ended.EngagementId);

    /// <summary>Whether a plugin made it, or a person in its stead: something was handed over, or was not, or came in. Nobody puts that right, and it happened all the same.</summary>
    public static bool IsExchange(HistoryEntry entry) => entry.PayloadCase is Payload.FilingCommitted or Payload.FilingDelivered or Payload.FilingFiled or Payload.FilingParked
        or Payload.FilingLate or Payload.FilingWaived or Payload.RequestReceived or Payload.DeliveryParked or Payload.DeliveryResumed
        or Payload.DeliveryEnded;

    /// <summary>The id that the entry gave to what it created; null when it created nothing.</summary>
    public static string? IdGivenBy(HistoryEntry entry) => entry.PayloadCase switch
    {
        Payload.ConsentRecorded => entry.ConsentRecorded.Consent.ConsentId,
        Payload.ConsentRefused => entry.ConsentRefused.Refusal.ConsentId,
        Payload.BasisStated => entry.BasisStated.Basis.BasisId,
        Payload.MeetingPlanned => entry.MeetingPlanned.Meeting.MeetingId,
        Payload.MeetingCalled => entry.MeetingCalled.Meeting.MeetingId,
        Payload.MeetingPostponed => entry.MeetingPostponed.Replacement.MeetingId,
        Payload.EngagementPrepared => entry.EngagementPrepared.Engagement.EngagementId,
        Payload.ContactLogged => entry.ContactLogged.Contact.ContactId,
        _ => null,
    };

    public static Decision Of(Pathway pathway, HistoryEntry entry, Facts facts)
    {
        var (on, source) = (entry.OccurredOn, entry.Source);
        return entry.PayloadCase switch
        {
            Payload.PathwayOpened => PathwayDecisions.Open(
                new OpenPathwayRequest { ChildReference = entry.PathwayOpened.ChildReference, Circumstances = entry.PathwayOpened.Circumstances, Trigger = entry.PathwayOpened.Trigger, OccurredOn = on, Source = source },
                _ => null,
                facts),
            Payload.ParticipationRecorded => PathwayDecisions.RecordParticipation(
                pathway, new() { Code = entry.ParticipationRecorded.Participation.Code, Note = entry.ParticipationRecorded.Participation.Note, OccurredOn = on, Source = source }, facts),
            Payload.StartDecided => PathwayDecisions.DecideStart(
                pathway,
                new() { Areas = { entry.StartDecided.Areas }, Reason = entry.StartDecided.Reason, CoordinatorUserId = entry.StartDecided.CoordinatorUserId, OccurredOn = on, Source = source },
                facts),
            Payload.NotStartDecided => PathwayDecisions.DecideNotStart(
                pathway, new() { ReasonCode = entry.NotStartDecided.ReasonCode, Reason = entry.NotStartDecided.Reason, OccurredOn = on, Source = source }, facts),
            Payload.ClosureProposed => PathwayDecisions.ProposeClosure(pathway, new() { OccurredOn = on, Source = source }, facts),
            Payload.PathwayClosed => PathwayDecisions.Close(
                pathway,
                new() { SummaryReference = entry.PathwayClosed.Closure.SummaryReference, FamilyInformed = entry.PathwayClosed.Closure.FamilyInformed, OccurredOn = on, Source = source },
                facts),
            Payload.AreaAdded => ChangeDecisions.AddArea(pathway, new() { Areas = { entry.AreaAdded.Areas }, Reason = entry.AreaAdded.Reason, OccurredOn = on, Source = source }, facts),
            Payload.AreaMarkedNotNeeded => ChangeDecisions.MarkAreaNotNeeded(
                pathway, new() { Area = entry.AreaMarkedNotNeeded.Area, Reason = entry.AreaMarkedNotNeeded.Reason, OccurredOn = on, Source = source }, facts),
            Payload.PlanSet => ChangeDecisions.SetPlan(pathway, new() { Goals = { entry.PlanSet.Goals.Select(goal => goal.Clone()) }, OccurredOn = on, Source = source }, facts),
            Payload.CoordinatorAssigned => ChangeDecisions.AssignCoordinator(
                pathway, new() { CoordinatorUserId = entry.CoordinatorAssigned.CoordinatorUserId, Unit = entry.CoordinatorAssigned.Unit, OccurredOn = on, Source = source }, facts),
            Payload.CircumstancesUpdated => ChangeDecisions.UpdateCircumstances(
                pathway, new() { Circumstances = entry.CircumstancesUpdated.Circumstances, OccurredOn = on, Source = source }, facts),
            Payload.PathwaySuspended => InterruptionDecisions.Suspend(
                pathway, new() { ReasonCode = entry.PathwaySuspended.ReasonCode, Reason = entry.PathwaySuspended.Reason, OccurredOn = on, Source = source }, facts),
            Payload.PathwayResumed => InterruptionDecisions.Resume(pathway, new() { Reason = entry.PathwayResumed.Reason, OccurredOn = on, Source = source }, facts),
            Payload.PathwayDiscontinued => InterruptionDecisions.Discontinue(
                pathway, new() { ReasonCode = entry.PathwayDiscontinued.ReasonCode, Reason = entry.PathwayDiscontinued.Reason, OccurredOn = on, Source = source }, facts),
            Payload.FollowUpDone => TaskDecisions.Complete(pathway, new() { TaskId = TaskOf(pathway, entry.FollowUpDone.FollowUpId), Note = entry.FollowUpDone.Note, OccurredOn = on, Source = source }, facts),
            Payload.TaskReassigned => TaskDecisions.Reassign(
                pathway,
                new()
                {
                    TaskId = $"{pathway.PathwayId}/{(int)entry.TaskReassigned.Assignment.Kind}/{entry.TaskReassigned.Assignment.SubjectId}",
                    AssignedToUserId = entry.TaskReassigned.Assignment.UserId,
                    Unit = entry.TaskReassigned.Assignment.Unit,
                    OccurredOn = on,
                    Source = source,
                },
                facts),
            Payload.ConsentRecorded or Payload.ConsentRefused or Payload.ConsentWithdrawn or Payload.BasisStated => RedoLedger.Of(pathway, entry, facts),
            Payload.MeetingPlanned or Payload.MeetingCalled or Payload.MeetingHeld or Payload.MeetingPostponed or Payload.MeetingCancelled => RedoMeeting.Of(pathway, entry, facts),
            _ when IsExchange(entry) => ExchangeDecisions.Redo(pathway, entry, facts),
            _ => RedoEngagement.Of(pathway, entry, facts),
        };
    }

    /// <summary>With an empty content where a caller left it out: the checks of its command refuse that, and no fault on the way to them.</summary>
    public static HistoryEntry Whole(HistoryEntry entry)
    {
        var whole = entry.Clone();
        foreach (var field in HistoryEntry.Descriptor.Fields.InFieldNumberOrder().Where(field => field.ContainingOneof is not null && field.Accessor.HasValue(whole)))
        {
            var payload = (IMessage)field.Accessor.GetValue(whole);
            foreach (var content in payload.Descriptor.Fields.InFieldNumberOrder().Where(content => content.FieldType == FieldType.Message && !content.IsRepeated && IsContent(content.Name)))
            {
                if (content.Accessor.GetValue(payload) is null)
                {
                    content.Accessor.SetValue(payload, content.MessageType.Parser.ParseFrom(ByteString.Empty));
                }
            }
        }

        return whole;
    }

    private static bool IsContent(string name) =>
        name is "participation" or "consent" or "refusal" or "basis" or "meeting" or "replacement" or "engagement" or "contact" or "appointment" or "closure" or "assignment";

    private static string TaskOf(Pathway pathway, string followUpId) =>
        pathway.FollowUps.FirstOrDefault(followUp => followUp.FollowUpId == followUpId) is { } followUp ? $"{pathway.PathwayId}/{(int)followUp.Kind}/{followUpId}" : "";
}
