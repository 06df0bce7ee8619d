using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
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
            case Payload.AreaAdded:
                EngagementFold.Reopen(pathway, PathwayTrigger.AddArea);
                AddAreas(pathway, entry);
                break;
            case Payload.AreaMarkedNotNeeded:
                Move(pathway, PathwayTrigger.Note);
                AreaNotNeeded(pathway, entry);
                break;
            case Payload.PlanSet:
                Move(pathway, PathwayTrigger.SetPlan);
                pathway.PlanGoals.Clear();
                pathway.PlanGoals.AddRange(entry.PlanSet.Goals.Select(goal => goal.Clone()));
                break;
            case Payload.CoordinatorAssigned:
                Move(pathway, PathwayTrigger.Note);
                pathway.CoordinatorUserId = entry.CoordinatorAssigned.CoordinatorUserId;
                pathway.Unit = entry.CoordinatorAssigned.Unit.Length > 0 ? entry.CoordinatorAssigned.Unit : pathway.Unit;
                break;
            case Payload.CircumstancesUpdated:
                Move(pathway, PathwayTrigger.Note);
                UpdateCircumstances(pathway, entry);
                break;
            case Payload.ChildReferenceRebound:
                pathway.ChildReference = entry.ChildReferenceRebound.ChildReference;
                break;
            case Payload.ClosureProposed:
                Move(pathway, PathwayTrigger.ProposeClosure);
                End(pathway.Deadlines.Where(deadline => deadline.Kind is DeadlineKind.StatusMeeting or DeadlineKind.ClarificationMeeting));
                break;
            case Payload.PathwayClosed:
                Move(pathway, PathwayTrigger.Close);
                pathway.Closure = entry.PathwayClosed.Closure.Clone();
                Meet(pathway, entry, DeadlineKind.Closure);
                InterruptionFold.EndAll(pathway);
                break;
            case Payload.AgeReached:
                pathway.AgesReached.Add(entry.AgeReached.Age);
                break;
            case Payload.EntryCorrected:
                Restate(pathway, entry.EntryCorrected.Restated, entry.Version);
                break;
            case Payload.EntryRetracted:
                Restate(pathway, entry.EntryRetracted.Restated, entry.Version);
                break;
            case Payload.None:
                throw new InvalidOperationException($"Entry {entry.EventId} holds an event that this program does not know: run the release that wrote it, or a newer one.");
            default:
                ApplyElsewhere(pathway, entry);
                break;
        }

        DeadlineFold.SettleSteps(pathway, entry);
    }

    /// <summary>Adds what was decided, and what follows from the state that it leads to.</summary>
    /// <param name="complete">Gives an entry what it still lacks: its version, and whatever else the caller keeps with it.</param>
    /// <returns>The entries as they were completed, each already added.</returns>
    public static IEnumerable<HistoryEntry> Apply(Pathway pathway, Decision.Accepted decision, Func<HistoryEntry, HistoryEntry> complete)
    {
        foreach (var decided in decision.Events)
        {
            yield return Added(decided);
        }

        foreach (var follows in decision.Consequences?.Invoke(pathway) ?? [])
        {
            yield return Added(follows);
        }

        HistoryEntry Added(HistoryEntry decided)
        {
            var entry = complete(decided);
            Apply(pathway, entry);
            return entry;
        }
    }

    /// <summary>Counts what has an id, so that none is given twice: also when an entry that came later is gone through first.</summary>
    internal static SubjectCounts Counts(Pathway pathway) => pathway.SubjectCounts ??= new SubjectCounts();

    internal static int Highest(int counted, string id) => int.TryParse(id.AsSpan(1), out var number) ? Math.Max(counted, number) : counted;

    private static void ApplyElsewhere(Pathway pathway, HistoryEntry entry)
    {
        var isApplied = DeadlineFold.Apply(pathway, entry) || EngagementFold.Apply(pathway, entry) || LedgerFold.Apply(pathway, entry)
            || MeetingFold.Apply(pathway, entry) || FollowUpFold.Apply(pathway, entry) || InterruptionFold.Apply(pathway, entry)
            || ExchangeFold.Apply(pathway, entry);
        if (!isApplied)
        {
            throw new InvalidOperationException($"Entry {entry.EventId} is of kind {entry.PayloadCase}, which nothing applies.");
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
        pathway.Unit = entry.Actor?.Unit ?? "";
    }

    // What was so until something later was entered is history, and what left then is held against it.
    private static void UpdateCircumstances(Pathway pathway, HistoryEntry entry)
    {
        var before = pathway.Clone();
        Situations.Enter(pathway, entry.CircumstancesUpdated.Circumstances, entry.OccurredOn);
        if (pathway.Circumstances.BirthOn != before.Circumstances.BirthOn)
        {
            CountAgesAnew(pathway, entry);
        }

        foreach (var about in Departures.InOrderAfterAll(before, pathway))
        {
            FollowUpFold.CancelDeviation(pathway, about);
        }
    }

    private static void CountAgesAnew(Pathway pathway, HistoryEntry entry)
    {
        foreach (var consent in pathway.Consents)
        {
            consent.AgeAtGrant = Consents.Age(pathway, Day.Parse(consent.GivenOn));
        }

        var known = entry.RecordTime is { } recorded ? Day.Of(recorded) : Day.Parse(entry.OccurredOn);
        int[] early = [.. pathway.AgesReached.Where(age => age > Consents.Age(pathway, known))];
        foreach (var age in early)
        {
            pathway.AgesReached.Remove(age);
            FollowUpFold.CancelBirthday(pathway, age);
        }
    }

    private static void DecideStart(Pathway pathway, HistoryEntry entry)
    {
        var decided = entry.StartDecided;
        Move(pathway, PathwayTrigger.DecideStart);
        pathway.CoordinatorUserId = decided.CoordinatorUserId;
        pathway.Decision = new StartDecision { Start = true, DecidedOn = entry.OccurredOn, Reason = decided.Reason };
        SetAreas(pathway, decided.Areas, AreaOutcome.Indicated, settledOn: "");
        Meet(pathway, entry, DeadlineKind.Consideration);
        FollowUpFold.Settle(pathway, entry, TaskKind.WeighChildsNo);
    }

    private static void DecideNotStart(Pathway pathway, HistoryEntry entry)
    {
        var decided = entry.NotStartDecided;
        Move(pathway, PathwayTrigger.DecideNotStart);
        pathway.Decision = new StartDecision { DecidedOn = entry.OccurredOn, Reason = decided.Reason, NotStartedReason = decided.ReasonCode };
        Meet(pathway, entry, DeadlineKind.Consideration);
        FollowUpFold.Settle(pathway, entry, TaskKind.WeighChildsNo);
        InterruptionFold.EndAll(pathway);
    }

    private static void AddAreas(Pathway pathway, HistoryEntry entry) => SetAreas(pathway, entry.AreaAdded.Areas, AreaOutcome.Indicated, settledOn: "");

    private static void AreaNotNeeded(Pathway pathway, HistoryEntry entry) =>
        SetAreas(pathway, [entry.AreaMarkedNotNeeded.Area], AreaOutcome.NotNeeded, entry.OccurredOn);

    private static void SetAreas(Pathway pathway, IEnumerable<HealthArea> areas, AreaOutcome outcome, string settledOn)
    {
        foreach (var area in areas)
        {
            var status = pathway.Areas.FirstOrDefault(status => status.Area == area);
            if (status is null)
            {
                pathway.Areas.Add(status = new AreaStatus { Area = area });
            }

            (status.Outcome, status.SettledOn) = (outcome, settledOn);
        }
    }

    // The same object: whoever folds holds on to it.
    private static void Restate(Pathway pathway, Pathway restated, long version)
    {
        foreach (var field in Pathway.Descriptor.Fields.InFieldNumberOrder())
        {
            field.Accessor.Clear(pathway);
        }

        pathway.MergeFrom(restated.Clone()); // lists would be shared otherwise
        pathway.Version = version;
    }
}
