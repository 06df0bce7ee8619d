using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>What became of a reload.</summary>
public sealed record PluginReload
{
    /// <summary>Why what ran before goes on, and what to do; null when what lies there runs now.</summary>
    public LocalizedText? KeptBecause { get; init; }

    /// <summary>Calls that what ran before had not finished when their time was over. They ended UNAVAILABLE.</summary>
    public int CallsCut { get; init; }

    /// <summary>That something holds code in memory that was let go, and who mends that; null when nothing does.</summary>
    public LocalizedText? Held { get; init; }
}
