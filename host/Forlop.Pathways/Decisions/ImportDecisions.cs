using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using NodaTime;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary>Takes over a pathway that is under way: each entry decided as of the day on which it happened, all of them or none.</summary>
public static class ImportDecisions
{
    private const int Most = 200;

    /// <param name="openPathwayOf">The open pathway of a child reference in the same service, or null.</param>
    public static Decision Import(ImportPathwayRequest request, Func<string, Pathway?> openPathwayOf, Facts facts)
    {
        if (request.Opening is null)
        {
            return new Decision.Refused(Refusals.Malformed("opening", "required"));
        }

        if (request.Entries.Count > Most)
        {
            return new Decision.Refused(Refusals.Malformed("entries", "too-many-entries"));
        }

        var opened = PathwayDecisions.Open(request.Opening, openPathwayOf, facts);
        if (opened is Decision.Refused { Refusal: var refusal })
        {
            return refusal.Field.Length > 0 ? At("opening", refusal) : opened;
        }

        if (CircumstanceCheck.Of(request.Opening.Circumstances, Day.Parse(request.Opening.OccurredOn)) is { } asOfThen)
        {
            return At("opening", asOfThen); // who had to consent then is asked as of then
        }

        var pathway = new Pathway();
        var events = new List<HistoryEntry>();
        Take(pathway, events, (Decision.Accepted)opened);
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            if (Redo.IsFact(entry) && entry.PayloadCase is not (Payload.PathwayOpened or Payload.FollowUpDone or Payload.TaskReassigned) && Day.TryParse(entry.OccurredOn, out var day))
            {
                var then = facts with { Today = LocalDate.Min(day, facts.Today), Found = _ => (facts.Today, facts.Settings) };
                var decision = day > facts.Today ? new Decision.Refused(Refusals.ImpossibleDate("occurred_on", "date-ahead")) : Redo.Of(pathway, Redo.Whole(entry), then);
                if (decision is Decision.Refused { Refusal: var why })
                {
                    return At($"entries[{i}]", why);
                }

                Take(pathway, events, (Decision.Accepted)decision);
            }
            else
            {
                return new Decision.Refused(Refusals.Malformed($"entries[{i}]", "importable"));
            }
        }

        return new Decision.Accepted(events);
    }

    // The writer numbers and folds them once more; here only what the next decision has to see is needed.
    private static void Take(Pathway pathway, List<HistoryEntry> events, Decision.Accepted decided)
    {
        foreach (var entry in PathwayFold.Apply(pathway, decided, Seen))
        {
            events.Add(entry);
        }

        HistoryEntry Seen(HistoryEntry entry)
        {
            (entry.Imported, entry.Version) = (true, events.Count + 1);
            return entry;
        }
    }

    private static Decision.Refused At(string place, Refusal why)
    {
        why.Field = why.Field.Length > 0 ? $"{place}.{why.Field}" : place;
        return new Decision.Refused(why);
    }
}
