using Forlop.Contracts.V1;

namespace Forlop.Pathways;

/// <summary>How history adds up to a pathway. The one place where a stored event changes a state.</summary>
public static class PathwayFold
{
    /// <summary>Adds one event to <paramref name="pathway"/>, which the caller owns: it is changed in place.</summary>
    public static void Apply(Pathway pathway, HistoryEntry entry)
    {
        pathway.Version = entry.Version;
    }
}
