using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <summary>A version that takes no new calls and finishes those that it has, with everything that ran on it.</summary>
internal sealed class RetiredVersion(PluginVersion version, IReadOnlyList<RetiredInstance> instances)
{
    private readonly CancellationTokenSource cut = new();

    public PluginVersion Version => version;

    /// <summary>Completes when nothing of it runs any more.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its calls end now.</summary>
    public void CutShort() => cut.Cancel();

    /// <summary>How many calls had not finished when <paramref name="patience"/> was over, or when it was cut short: they end UNAVAILABLE.</summary>
    public async Task<int> EndAsync(TimeSpan patience) => (await Task.WhenAll(instances.Select(one => one.EndAsync(patience, cut.Token)))).Sum();
}
