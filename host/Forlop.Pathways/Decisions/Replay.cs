using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using NodaTime;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary>
/// Goes through a history once more, entry by entry and morning by morning, as if it were entered now for the first time:
/// each on the day on which it was recorded, under the settings of that day; what was taken over with an import, on its own
/// day. What followed is worked out anew.
/// </summary>
/// <param name="mended">The entry that is put right; what is wrong with it is the caller's mistake. Null when one is left out.</param>
internal sealed class Replay(HistoryEntry? mended, Facts now)
{
    private IReadOnlyList<HistoryEntry> history = [];
    private bool hadStarted;

    public Pathway Pathway { get; } = new();

    /// <summary>The entry that is put right, as it was decided.</summary>
    public HistoryEntry? Mended { get; private set; }

    /// <summary>Null when it went through to the end; otherwise what stands in the way, and with which entry.</summary>
    public (Refusal Refusal, HistoryEntry Entry)? Run(IReadOnlyList<HistoryEntry> entries)
    {
        history = entries;
        for (var i = 0; i < entries.Count; i++)
        {
            if (Step(entries[i], entries.Skip(i + 1)) is { } refusal)
            {
                return (refusal, entries[i]);
            }
        }

        Mornings(now);
        return null;
    }

    private Refusal? Step(HistoryEntry entry, IEnumerable<HistoryEntry> later)
    {
        if (!Redo.IsFact(entry))
        {
            hadStarted |= entry.PayloadCase == Payload.PathwayStarted;
            if (entry.PayloadCase == Payload.ChildReferenceRebound)
            {
                PathwayFold.Apply(Pathway, entry);
            }

            if (!Redo.IsExchange(entry))
            {
                return null;
            }
        }

        var then = now with
        {
            Today = KnownOn(entry),
            Settings = now.SettingsOf(entry.SettingsVersion),
            ActorRole = entry.Actor?.Role ?? now.ActorRole,
            GivenId = Redo.IdGivenBy(entry),
            Found = FoundBefore,
            ReplyCode = entry.EngagementPrepared?.Engagement.ReplyCode ?? "",
        };
        if (Pathway.Version > 0 && !entry.Imported)
        {
            Mornings(then);
        }

        Pathway.Version = entry.Version - 1; // what follows from an entry is named by the version that the entry has
        var decision = Redo.Of(Pathway, entry, then);
        if (decision is Decision.Refused { Refusal: var refusal })
        {
            if (ReferenceEquals(entry, mended))
            {
                return refusal;
            }

            var lacksBasis = LacksBasis(entry, refusal, then);
            if (IsVoid(entry, lacksBasis, later))
            {
                return null;
            }

            if (!TryWithoutBasis(entry, lacksBasis, then))
            {
                return refusal;
            }

            return null;
        }

        Apply(entry, (Decision.Accepted)decision);
        return null;
    }

    // It was recorded on its day; put right to a later one, it could not have been before that.
    private LocalDate KnownOn(HistoryEntry entry)
    {
        var recorded = Day.Of(entry.RecordTime);
        if (entry.Imported && Day.TryParse(entry.OccurredOn, out var own))
        {
            return LocalDate.Min(own, now.Today);
        }

        return Day.TryParse(entry.OccurredOn, out var occurred) && occurred <= now.Today ? LocalDate.Max(recorded, occurred) : recorded;
    }

    // What never left has no need of a basis that it does not have: a release is then as if it had been refused. And what
    // ended or moved a task that is none any more has nothing to say.
    private static bool IsVoid(HistoryEntry entry, bool lacksBasis, IEnumerable<HistoryEntry> later) => entry.PayloadCase switch
    {
        Payload.FollowUpDone or Payload.TaskReassigned => true,
        _ when Redo.IsExchange(entry) => true,
        Payload.ReferralReleased => lacksBasis && !later.Any(after => after.ReferralSent?.EngagementId == entry.ReferralReleased.EngagementId),
        _ => false,
    };

    // None on the day on which it was recorded; or one by then, and none on the day on which it left.
    private bool LacksBasis(HistoryEntry entry, Refusal refusal, Facts then) => refusal.Reason == RefusalReason.ConsentMissing
        || (entry.ReferralReleased is not null && refusal.Reason == RefusalReason.DateImpossible && Redo.Of(Pathway, entry, then with { BasisMayBeMissing = true }) is Decision.Accepted);

    // What left, and a pathway that went on, did so: the missing basis is a deviation that a person deals with.
    private bool TryWithoutBasis(HistoryEntry entry, bool lacksBasis, Facts then)
    {
        if (!lacksBasis)
        {
            if (!hadStarted || Pathway.State != PathwayState.AwaitingConsent)
            {
                return false;
            }

            var started = new Draft(Pathway, entry.OccurredOn, Source.Assumed).Add(forced => forced.PathwayStarted = new PathwayStarted { Basis = LegalBasis.Unspecified }).Due(then.Rules.ClarificationMeeting);
            Apply(entry, (Decision.Accepted)started.Accept());
            Deviate(entry, about: "");
            if (Redo.Of(Pathway, entry, then) is Decision.Accepted inOrder)
            {
                Apply(entry, inOrder);
                return true;
            }
        }

        if (Redo.Of(Pathway, entry, then with { BasisMayBeMissing = true }) is not Decision.Accepted accepted)
        {
            return false;
        }

        Apply(entry, accepted);
        Deviate(entry, entry.ReferralReleased?.EngagementId ?? entry.MeetingCalled?.Meeting.MeetingId ?? entry.ContactLogged?.Contact.ContactId ?? "");
        return true;
    }

    private void Deviate(HistoryEntry entry, string about)
    {
        if (!Pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.DealWithDeviation, State: FollowUpState.Open } && followUp.AboutId == about))
        {
            Apply(entry, (Decision.Accepted)new Draft(Pathway, Day.Format(KnownOn(entry)), Source.Assumed).Deviation(about, now with { Found = FoundBefore }).Accept());
        }
    }

    // Somebody may have known of it already, and may have dealt with it: then it is found no second time.
    private (LocalDate Day, Settings.ServiceSettings Settings)? FoundBefore(string followUpId) =>
        history.FirstOrDefault(entry => entry.FollowUpRaised?.FollowUp.FollowUpId == followUpId || Restated(entry)?.FollowUps.Any(followUp => followUp.FollowUpId == followUpId) == true) is { } first
            ? (Day.Of(first.RecordTime), now.SettingsOf(first.SettingsVersion))
            : (now.Today, now.Settings);

    private static Pathway? Restated(HistoryEntry entry) => entry.EntryCorrected?.Restated ?? entry.EntryRetracted?.Restated;

    private void Mornings(Facts day)
    {
        while (ClockDecisions.DueBy(Pathway, day.Today) is [var (morning, timer), ..])
        {
            if (ClockDecisions.Due(Pathway, timer, day with { GivenId = null, Settings = SettingsOn(morning) }) is not Decision.Accepted accepted)
            {
                return;
            }

            Apply(cause: null, accepted);
        }
    }

    // The clock's own entries of that morning say under which settings it acted; a morning on which it did nothing had those of its day.
    private Settings.ServiceSettings SettingsOn(LocalDate morning)
    {
        var day = Day.Format(morning);
        return history.FirstOrDefault(entry => entry.OccurredOn == day && entry.PayloadCase is Payload.DeadlinePassed or Payload.AgeReached) is { } acted
            ? now.SettingsOf(acted.SettingsVersion)
            : now.SettingsOn(morning);
    }

    private void Apply(HistoryEntry? cause, Decision.Accepted decision)
    {
        foreach (var entry in PathwayFold.Apply(Pathway, decision, Completed))
        {
            if (cause is not null && ReferenceEquals(cause, mended) && entry.PayloadCase == cause.PayloadCase)
            {
                Mended ??= entry;
            }
        }

        HistoryEntry Completed(HistoryEntry entry)
        {
            entry.Version = Pathway.Version + 1;
            if (cause is not null)
            {
                (entry.PathwayId, entry.EventId, entry.Actor, entry.RecordTime, entry.Imported) = (cause.PathwayId, cause.EventId, cause.Actor, cause.RecordTime, cause.Imported);
            }

            return entry;
        }
    }
}
