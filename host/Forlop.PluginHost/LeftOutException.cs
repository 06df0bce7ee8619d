using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Ends the steps of one plugin; the host goes on without it.</summary>
internal sealed class LeftOutException(LocalizedText why) : Exception(why.Nb)
{
    public LocalizedText Why { get; } = why;

    /// <summary>The number of the rule that it broke, such as <c>PL-12</c>; null where none did, or none that one could name.</summary>
    public string? Must { get; init; }

    /// <summary>Another start may go better: the machine was busy, or the process ended before it was ready.</summary>
    public bool MayPass { get; init; }
}
