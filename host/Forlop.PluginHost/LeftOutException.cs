using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Ends the steps of one plugin; the host goes on without it.</summary>
internal sealed class LeftOutException(LocalizedText why) : Exception(why.Nb)
{
    public LocalizedText Why { get; } = why;

    /// <summary>Another start may go better: the machine was busy, or the process ended before it was ready.</summary>
    public bool MayPass { get; init; }
}
