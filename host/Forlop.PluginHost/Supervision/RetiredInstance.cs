namespace Forlop.PluginHost.Supervision;

/// <summary>What a supervisor let go of: an instance that has calls in hand yet, or none, and a start that may be under way.</summary>
internal sealed class RetiredInstance(InstanceInUse? last, Task restarting, PluginHostOptions options)
{
    private readonly Task drained = last?.Retire() ?? Task.CompletedTask;

    /// <summary>Lets the calls in hand finish, stops the instance, and gives how many had not when <paramref name="patience"/> was over, or it was cut short: they end UNAVAILABLE.</summary>
    public async Task<int> EndAsync(TimeSpan patience, CancellationToken cutShort = default)
    {
        await restarting;
        if (last is null)
            return 0;
        var finished = drained.WaitAsync(patience, options.Clock, cutShort);
        await ((Task)finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var cut = finished.IsCompletedSuccessfully ? 0 : last.InHand;
        await last.Instance.StopAsync();
        return cut;
    }
}
