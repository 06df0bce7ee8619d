using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Pathways.Dates;
using Forlop.PluginHost;
using Forlop.Storage;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What waits to be handed over, counted from the store: also for a plugin that does not run.</summary>
internal sealed class Backlogs(IPathwayStore store, DevelopmentCredentials credentials)
{
    private const int Most = 1_000;
    private const int Page = 200;

    /// <summary>What kinds of plugin any tenant has had under this id; empty when it has had none.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(string pluginId, CancellationToken cancellation)
    {
        var kinds = new List<string>();
        foreach (var tenant in credentials.Tenants)
        {
            kinds.AddRange((await store.CounterpartsAsync(tenant, cancellation)).Where(met => met.PluginId == pluginId).Select(met => met.Kind));
        }

        return kinds;
    }

    /// <summary>By plugin, of every tenant that has had it.</summary>
    public async Task<ILookup<string, Backlog>> AllAsync(CancellationToken cancellation)
    {
        var found = new List<(string PluginId, Backlog Backlog)>();
        foreach (var tenant in credentials.Tenants)
        {
            foreach (var counterpart in await store.CounterpartsAsync(tenant, cancellation))
            {
                found.Add((counterpart.PluginId, counterpart.Kind == PluginKinds.Filing
                    ? await DocumentsAsync(tenant, cancellation)
                    : await EventsAsync(tenant, counterpart, cancellation)));
            }
        }

        return found.ToLookup(one => one.PluginId, one => one.Backlog);
    }

    private async Task<Backlog> DocumentsAsync(string tenantId, CancellationToken cancellation)
    {
        var backlog = new Backlog { TenantId = tenantId };
        for (var after = default(OpenFiling); backlog.Waiting < Most && await store.OpenFilingsAsync(tenantId, Page, after, cancellation) is { Count: > 0 } open; after = open[^1])
        {
            backlog.Waiting += open.Count;
            foreach (var pathwayId in open.Select(filing => filing.PathwayId).Distinct())
            {
                var found = await store.ReadableAfterAsync(tenantId, pathwayId, long.MaxValue, 1, cancellation);
                backlog.SinceOn = Earliest(backlog.SinceOn, found?.Pathway.Filings.Where(filing => filing.State is not (FilingState.Filed or FilingState.NotFiled)).Select(filing => filing.SinceOn) ?? []);
            }
        }

        return backlog;
    }

    private async Task<Backlog> EventsAsync(string tenantId, Counterpart counterpart, CancellationToken cancellation)
    {
        var progress = await store.DeliveryAsync(tenantId, counterpart.PluginId, cancellation);
        var (pathways, since) = (progress.HeldBack.Keys.ToHashSet(), Earliest("", progress.HeldBack.Values));
        var next = new NextEvents([], progress.Cursor, More: true);
        while (next.More && pathways.Count < Most)
        {
            next = await store.NextAsync(tenantId, next.Cursor, cancellation);
            pathways.UnionWith(next.Events.Select(entry => entry.PathwayId).Concat(next.Unreadable));
            since = Earliest(since, next.Events.Take(1).Select(entry => Day.Format(Day.Of(entry.RecordTime))));
        }

        return new Backlog { TenantId = tenantId, Waiting = Math.Min(pathways.Count, Most), SinceOn = since, Strangers = counterpart.Strangers, ComparedOn = counterpart.ComparedOn };
    }

    private static string Earliest(string day, IEnumerable<string> days) => days.Append(day).Where(one => one.Length > 0).Min(StringComparer.Ordinal) ?? "";
}
