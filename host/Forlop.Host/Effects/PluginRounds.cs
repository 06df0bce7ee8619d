using Forlop.PluginHost;
using Microsoft.Extensions.Hosting;

namespace Forlop.Host.Effects;

/// <summary>Asks the plugins that run, from time to time, whether they can do their work: who watches learns it before a caseworker does.</summary>
internal sealed class PluginRounds(PluginHouse plugins, SidecarOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(options.PluginRounds);
        try
        {
            while (await rounds.WaitForNextTickAsync(stoppingToken))
            {
                await plugins.CheckAsync().WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }
}
