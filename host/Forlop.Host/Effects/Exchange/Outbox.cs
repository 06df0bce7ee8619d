using Forlop.Host.Security;
using Forlop.PluginHost;
using Microsoft.Extensions.Hosting;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Sees to it that what was committed reaches archives and fagsystems, and that what institutions ask for is committed: a pump for
/// each such plugin and tenant. Everything starts from the store, so a sidecar that was down goes on where it was.
/// </summary>
internal sealed class Outbox(PluginHouse plugins, DevelopmentCredentials credentials, PumpTools tools) : BackgroundService
{
    private readonly Dictionary<(string Kind, string Tenant, string Plugin), PumpRunner> runners = [];
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();

    /// <summary>Completes when everything has been tried that can be tried now; what waits for its next attempt waits.</summary>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        // What the first turn commits, such as that a document was filed, is news to a fagsystem.
        await Task.WhenAll(Runners().Select(runner => runner.TurnAsync())).WaitAsync(cancellation);
        await Task.WhenAll(Runners().Select(runner => runner.TurnAsync())).WaitAsync(cancellation);
    }

    public override void Dispose()
    {
        ending.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                // Plugins come and go while the sidecar runs; and a pump may be about to end when its plugin is there again.
                var changed = plugins.Changed;
                await Task.WhenAny([changed, .. Runners().Select(runner => runner.Ended)]).WaitAsync(stoppingToken);
                if (changed.IsCompleted)
                {
                    // Whoever sleeps would notice only then: that its plugin is gone and another takes its place, or is mended.
                    Current().ForEach(runner => _ = runner.TurnAsync());
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            // The store and the plugins end after this.
            await ending.CancelAsync();
            await Task.WhenAll(Current().Select(runner => runner.Ended));
        }
    }

    private List<PumpRunner> Current()
    {
        lock (gate)
        {
            return [.. runners.Values];
        }
    }

    private List<PumpRunner> Runners()
    {
        lock (gate)
        {
            foreach (var ended in runners.Where(runner => runner.Value.Ended.IsCompleted).ToList())
            {
                runners.Remove(ended.Key);
            }

            foreach (var tenant in credentials.Tenants)
            {
                if (!runners.ContainsKey((nameof(HandoverWatch), tenant, HandoverWatch.Name)))
                {
                    runners[(nameof(HandoverWatch), tenant, HandoverWatch.Name)] = new PumpRunner(new HandoverWatch(tenant, tools), tools, ending.Token);
                }

                // A document goes to one archive, the first by id, and to no second one beside it: whose it is, is asked at every turn.
                if (!runners.Keys.Any(runner => runner.Tenant == tenant && runner.Kind == nameof(FilingPlugin)))
                {
                    Add(plugins.FilingFor(tenant).Take(1), tenant, id => new FilingPump(tenant, id, () => plugins.FilingFor(tenant).FirstOrDefault() is { } first && first.Id == id ? first : null, tools));
                }

                Add(plugins.CaseSystemFor(tenant), tenant, id => new CaseSystemPump(tenant, id, () => plugins.CaseSystemFor(tenant).FirstOrDefault(plugin => plugin.Id == id), tools));
                Add(plugins.IntakeFor(tenant), tenant, id => new IntakePump(tenant, id, () => plugins.IntakeFor(tenant).FirstOrDefault(plugin => plugin.Id == id), tools));
            }

            return [.. runners.Values];
        }
    }

    private void Add<T>(IEnumerable<T> serving, string tenant, Func<string, Pump> pump)
        where T : PluginClient
    {
        foreach (var plugin in serving.Where(plugin => !runners.ContainsKey((typeof(T).Name, tenant, plugin.Id))))
        {
            runners[(typeof(T).Name, tenant, plugin.Id)] = new PumpRunner(pump(plugin.Id), tools, ending.Token);
        }
    }
}
