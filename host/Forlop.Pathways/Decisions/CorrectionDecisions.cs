using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary>
/// People mistype. An entry is put right or taken back, both stay in history, and the pathway becomes what it would be had
/// the right thing been entered first: dates, tasks and what is queued.
/// </summary>
public static class CorrectionDecisions
{
    /// <param name="history">The whole history, oldest first.</param>
    public static Decision Correct(Pathway pathway, IReadOnlyList<HistoryEntry> history, CorrectEntryRequest request, Facts facts)
    {
        const string rpc = "PathwayService.CorrectEntry";
        var entries = Effective(history);
        var index = entries.FindIndex(entry => entry.EventId == request.EventId);
        if (Malformed(entries, index, request.EventId, request.Reason, request.OccurredOn, request.Source, facts) is { } refusal)
        {
            return new Decision.Refused(refusal);
        }

        if (request.Corrected is null || request.Corrected.PayloadCase != entries[index].PayloadCase)
        {
            return new Decision.Refused(Refusals.Malformed("corrected", "same-kind"));
        }

        var right = InPlaceOf(entries[index], request.Corrected);
        if (!Redo.IsFact(right))
        {
            return new Decision.Refused(Refusals.Malformed("corrected", "no-fact"));
        }

        entries[index] = right;
        var replay = new Replay(right, facts);
        if (replay.Run(entries) is var (why, entry))
        {
            return new Decision.Refused(ReferenceEquals(entry, right) ? OfTheCorrection(why) : Refusals.EntryNeeded(pathway, facts, rpc, entry));
        }

        if (PathwayDefinition.HasEnded(replay.Pathway.State) != PathwayDefinition.HasEnded(pathway.State))
        {
            return new Decision.Refused(Refusals.Malformed("corrected", "would-end-or-reopen"));
        }

        var stored = right.Clone();
        if (replay.Mended is { } decided)
        {
            stored = decided.Clone();
            stored.Version = entries[index].Version;
        }

        return new Draft(pathway, request.OccurredOn, request.Source)
            .Add(added => added.EntryCorrected = new EntryCorrected { CorrectedEventId = request.EventId, Corrected = stored, Reason = request.Reason, Restated = Kept(replay.Pathway, pathway) })
            .Accept();
    }

    /// <param name="history">The whole history, oldest first.</param>
    public static Decision Retract(Pathway pathway, IReadOnlyList<HistoryEntry> history, RetractEntryRequest request, Facts facts)
    {
        const string rpc = "PathwayService.RetractEntry";
        var entries = Effective(history);
        var index = entries.FindIndex(entry => entry.EventId == request.EventId);
        if (Malformed(entries, index, request.EventId, request.Reason, request.OccurredOn, request.Source, facts) is { } refusal)
        {
            return new Decision.Refused(refusal);
        }

        if (entries[index].PayloadCase is Payload.PathwayOpened or Payload.PathwayClosed or Payload.NotStartDecided or Payload.PathwayDiscontinued)
        {
            return new Decision.Refused(Refusals.Malformed("event_id", "not-retractable"));
        }

        entries.RemoveAt(index);
        var replay = new Replay(mended: null, facts);
        if (replay.Run(entries) is var (_, entry))
        {
            return new Decision.Refused(Refusals.EntryNeeded(pathway, facts, rpc, entry));
        }

        return PathwayDefinition.HasEnded(replay.Pathway.State) != PathwayDefinition.HasEnded(pathway.State)
            ? new Decision.Refused(Refusals.Malformed("event_id", "would-end-or-reopen"))
            : new Draft(pathway, request.OccurredOn, request.Source)
                .Add(added => added.EntryRetracted = new EntryRetracted { RetractedEventId = request.EventId, Reason = request.Reason, Restated = Kept(replay.Pathway, pathway) })
                .Accept();
    }

    private static Refusal? Malformed(List<HistoryEntry> entries, int index, string eventId, string reason, string occurredOn, Source source, Facts facts) =>
        Check.Reference("event_id", eventId)
        ?? Check.Text("reason", reason)
        ?? Check.Code("source", source)
        ?? Check.Happened("occurred_on", occurredOn, facts.Today, entries[0].OccurredOn)
        ?? (index < 0 || !Redo.IsFact(entries[index]) ? Refusals.Malformed("event_id", "no-fact") : null);

    // The entries as they count: each as it was put right last, without those that were taken back, and without what the end of
    // the pathway entered itself.
    private static List<HistoryEntry> Effective(IReadOnlyList<HistoryEntry> history)
    {
        var entries = history.Where((entry, i) => !Redo.EndedWithPathway(entry, history.Take(i), history.Skip(i + 1))).ToList();
        foreach (var change in history)
        {
            if (change.EntryCorrected is { } correction && entries.FindIndex(entry => entry.EventId == correction.CorrectedEventId) is >= 0 and var corrected)
            {
                entries[corrected] = InPlaceOf(entries[corrected], correction.Corrected);
            }
            else if (change.EntryRetracted is { } retraction)
            {
                entries.RemoveAll(entry => entry.EventId == retraction.RetractedEventId);
            }
        }

        return entries;
    }

    // Who recorded it, when and as what stays; what it says and when it happened is the new one's. The child stays the same.
    private static HistoryEntry InPlaceOf(HistoryEntry original, HistoryEntry corrected)
    {
        var right = Redo.Whole(corrected);
        (right.EventId, right.PathwayId, right.Version, right.RecordTime, right.Actor, right.SettingsVersion, right.Imported) =
            (original.EventId, original.PathwayId, original.Version, original.RecordTime, original.Actor, original.SettingsVersion, original.Imported);
        switch (right.PayloadCase)
        {
            case Payload.PathwayOpened:
                (right.PathwayOpened.ChildReference, right.PathwayOpened.DefinitionVersion) = (original.PathwayOpened.ChildReference, original.PathwayOpened.DefinitionVersion);
                break;
            case Payload.ConsentRecorded:
                right.ConsentRecorded.Consent.ConsentId = original.ConsentRecorded.Consent.ConsentId;
                break;
            case Payload.ConsentRefused:
                right.ConsentRefused.Refusal.ConsentId = original.ConsentRefused.Refusal.ConsentId;
                break;
            case Payload.BasisStated:
                right.BasisStated.Basis.BasisId = original.BasisStated.Basis.BasisId;
                break;
            case Payload.MeetingPlanned:
                right.MeetingPlanned.Meeting.MeetingId = original.MeetingPlanned.Meeting.MeetingId;
                break;
            case Payload.MeetingCalled:
                right.MeetingCalled.Meeting.MeetingId = original.MeetingCalled.Meeting.MeetingId;
                break;
            case Payload.MeetingPostponed:
                right.MeetingPostponed.Replacement.MeetingId = original.MeetingPostponed.Replacement.MeetingId;
                break;
            case Payload.EngagementPrepared:
                (right.EngagementPrepared.Engagement.EngagementId, right.EngagementPrepared.Engagement.ReplyCode) =
                    (original.EngagementPrepared.Engagement.EngagementId, original.EngagementPrepared.Engagement.ReplyCode);
                break;
            case Payload.ContactLogged:
                right.ContactLogged.Contact.ContactId = original.ContactLogged.Contact.ContactId;
                break;
        }

        return right;
    }

    private static Refusal OfTheCorrection(Refusal why)
    {
        why.Field = why.Field.Length > 0 ? $"corrected.{why.Field}" : "corrected";
        return why;
    }

    // An id that was given is never given again, also when the entry that gave it is gone.
    private static Pathway Kept(Pathway restated, Pathway before)
    {
        var (counts, given) = (PathwayFold.Counts(restated), before.SubjectCounts);
        counts.Consents = Math.Max(counts.Consents, given.Consents);
        counts.Meetings = Math.Max(counts.Meetings, given.Meetings);
        counts.Engagements = Math.Max(counts.Engagements, given.Engagements);
        counts.StatedBases = Math.Max(counts.StatedBases, given.StatedBases);
        counts.Contacts = Math.Max(counts.Contacts, given.Contacts);
        counts.Requests = Math.Max(counts.Requests, given.Requests);
        counts.Deadlines = Math.Max(counts.Deadlines, given.Deadlines);
        return restated;
    }
}
