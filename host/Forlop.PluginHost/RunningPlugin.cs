using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <summary>A version that runs, with the supervisor of each tenant that it serves; an engine has none.</summary>
internal sealed record RunningPlugin(PluginVersion Version, IReadOnlyDictionary<string, Supervisor> Tenants)
{
    /// <summary>Whether a client of the one can go on as a client of the other.</summary>
    public bool IsOfTheKindOf(PluginVersion other) => Version.Manifest.Kinds[0] == other.Manifest.Kinds[0];

    public IEnumerable<(string Tenant, PluginClient Client)> Clients =>
        Tenants.Select(served => (served.Key, PluginClient.Of(Version.Manifest, new SupervisedInvoker(served.Value))));
}
