using Forlop.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost.Supervision;

/// <content>How one that failed is started anew, and given up.</content>
internal sealed partial class Supervisor
{
    private void Replace(PluginInstance instance, LocalizedText why)
    {
        lock (gate)
        {
            // Two reasons may be found for one end: the first counts. One that was retired ends as its reload says.
            if (current?.Instance != instance)
                return;
            (current, health) = (null, health with { State = PluginState.Restarting });
            Note(why);
            restarting = RestartAsync(version, budget, superseded.Token);
        }

        changes.Raise();
        instance.Kill();
    }

    // It belongs to one version: when another takes over, or the host closes, nothing of it is started any more.
    private async Task RestartAsync(PluginVersion mine, RestartBudget left, CancellationToken given)
    {
        await Task.Yield();
        try
        {
            while (left.Take() is { } wait)
            {
                await Task.Delay(wait, options.Clock, given);
                lock (gate)
                    health = health with { Restarts = health.Restarts + 1 };
                if (await TryAgainAsync(mine, given) is not { } instance)
                    continue;
                if (!TryUse(instance, given))
                    await instance.StopAsync();
                return;
            }

            GiveUp(mine, given);
        }
        catch (OperationCanceledException) when (given.IsCancellationRequested)
        {
            // Another version runs, or none should.
            return;
        }
    }

    private async Task<PluginInstance?> TryAgainAsync(PluginVersion mine, CancellationToken given)
    {
        LocalizedText why;
        try
        {
            return await mine.StartAsync(tenant);
        }
        catch (LeftOutException e)
        {
            why = e.Why;
        }
        catch (Exception e)
        {
            // Whatever a plugin can think of must end here: nobody awaits a restart.
            why = Sentences.WillNotLoad(mine.Manifest.Id, e.GetType().Name);
        }

        given.ThrowIfCancellationRequested();
        Note(why);
        return null;
    }

    private bool TryUse(PluginInstance instance, CancellationToken given)
    {
        lock (gate)
        {
            if (given.IsCancellationRequested)
                return false;
            Use(instance);
            return true;
        }
    }

    private void GiveUp(PluginVersion mine, CancellationToken given)
    {
        LocalizedText why;
        lock (gate)
        {
            given.ThrowIfCancellationRequested();
            why = Sentences.Quarantined(mine.Manifest.Id, options.Supervision.MostRestarts, health.LastFailure ?? new());
            health = health with { State = PluginState.Quarantined, LastFailure = why };
        }

        changes.Raise();
        LogQuarantined(options.Logger, mine.Manifest.Id, why.Nb);
    }

    private void Note(LocalizedText why)
    {
        lock (gate)
            health = health with { LastFailure = why, LastFailureTime = options.Clock.GetUtcNow() };
        LogFailed(options.Logger, version.Manifest.Id, why.Nb);
    }

    [LoggerMessage(2004, LogLevel.Warning, "Plugin '{Id}' failed: {Why}")]
    private static partial void LogFailed(ILogger logger, string id, string why);

    [LoggerMessage(2005, LogLevel.Error, "Plugin '{Id}' is quarantined: {Why}")]
    private static partial void LogQuarantined(ILogger logger, string id, string why);
}
