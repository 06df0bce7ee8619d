using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <summary>A version that was started beside the one that runs, and waits to take over: an instance for each tenant.</summary>
internal sealed class Replacement(PluginVersion version)
{
    private readonly Dictionary<string, PluginInstance> instances = [];

    public PluginVersion Version => version;

    public bool Failed { get; private set; }

    /// <summary>Starts and tests all of it.</summary>
    /// <exception cref="LeftOutException">Something of it failed.</exception>
    public async Task StartAsync()
    {
        try
        {
            if (version.Manifest.Tenants.Count == 0)
                await version.ProveAsync();
            foreach (var tenant in version.Manifest.Tenants.Distinct())
                instances[tenant] = await version.StartTestedAsync(tenant);
        }
        catch (Exception)
        {
            Failed = true;
            throw;
        }
    }

    /// <summary>Ends what was started of it and never used.</summary>
    public async Task DropAsync()
    {
        await Task.WhenAll(instances.Values.Select(instance => instance.StopAsync()));
        instances.Clear();
    }

    /// <summary>Takes over from <paramref name="before"/>, whose instances are added to <paramref name="retired"/>. Who held a client of it keeps it.</summary>
    public RunningPlugin TakeOver(RunningPlugin before, PluginHostOptions options, ChangeSignal changes, List<RetiredInstance> retired)
    {
        var goOn = before.IsOfTheKindOf(version) ? before.Tenants : new Dictionary<string, Supervisor>();
        var tenants = new Dictionary<string, Supervisor>();
        foreach (var (tenant, instance) in instances)
        {
            if (!goOn.TryGetValue(tenant, out var supervisor))
                supervisor = new Supervisor(version, tenant, options, changes);
            retired.Add(supervisor.SwitchTo(version, instance));
            tenants[tenant] = supervisor;
        }

        retired.AddRange(before.Tenants.Values.Except(tenants.Values).Select(unserved => unserved.Retire()));
        return new RunningPlugin(version, tenants);
    }
}
