using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;

namespace Forlop.Host.Services;

/// <summary>What is stored, as it is shown: explanations are made when somebody reads. What the store hands out is the reader's own.</summary>
internal static class Shown
{
    public static Pathway Of(Pathway pathway)
    {
        foreach (var deadline in pathway.Deadlines)
        {
            deadline.Explanation = DeadlineText.Explain(deadline);
        }

        return pathway;
    }

    public static HistoryEntry Of(HistoryEntry entry)
    {
        if (entry.DeadlineSet is { } set)
        {
            set.Deadline.Explanation = DeadlineText.Explain(set.Deadline);
        }

        if ((entry.EntryCorrected?.Restated ?? entry.EntryRetracted?.Restated) is { } restated)
        {
            Of(restated);
        }

        return entry;
    }
}
