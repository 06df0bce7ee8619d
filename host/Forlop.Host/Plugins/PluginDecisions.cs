using System.Collections.Immutable;
using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using Forlop.Host.Services;
using Forlop.PluginHost;
using Forlop.Storage;

namespace Forlop.Host.Plugins;

/// <summary>
/// What operators have decided about plugins: read without a lock by whoever opens one, changed one at a time, first in the log
/// and then here. The log keeps it as the settings of no service: chained, verified and backed up like everything that counts.
/// </summary>
internal sealed class PluginDecisions(IPathwayStore store)
{
    /// <summary>Under which the log keeps what belongs to the sidecar itself. No service has a name with a dot in front.</summary>
    public const string Scope = ".sidecar";

    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Dictionary<string, string> requests = [];
    private ImmutableSortedDictionary<string, PluginDecision> current = ImmutableSortedDictionary.Create<string, PluginDecision>(StringComparer.Ordinal);

    public PluginDecision Of(string pluginId) => Volatile.Read(ref current).GetValueOrDefault(pluginId, PluginDecision.None);

    /// <exception cref="ConfigurationException">The log holds what this release cannot read: better no sidecar than one that forgot what was forbidden.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        foreach (var entry in (await store.SettingsAsync(cancellation)).Where(entry => entry.TenantId == Scope).OrderBy(entry => entry.Version))
            TakeIntoUse(DecisionRecord.Of(entry.Content));
    }

    /// <summary>Enters a decision. False for a repeat, which changes nothing whatever was decided since (PN-4).</summary>
    /// <param name="access">Who decides.</param>
    /// <param name="requestId">The caller's id of the request.</param>
    /// <param name="request">Its content, by which a repeat is told from a reuse.</param>
    /// <param name="pluginId">The plugin that it is about.</param>
    /// <param name="change">Gives the new decision, or refuses.</param>
    public async Task<bool> DecideAsync(Access access, Guid requestId, ReadOnlyMemory<byte> request, string pluginId, Func<PluginDecision, PluginDecision> change)
    {
        await oneAtATime.WaitAsync();
        try
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(access.Rpc), 0, .. request.Span]));
            if (requests.TryGetValue(requestId.ToString(), out var before))
                return before == sha256 ? false : throw RefusalStatus.Of(Refusals.Of(RefusalReason.RequestIdReused));
            var after = current.SetItem(pluginId, change(Of(pluginId)));
            var record = new DecisionRecord(requestId.ToString(), sha256, after.ToImmutableSortedDictionary(plugin => plugin.Key, plugin => DecisionRecord.Decided.Of(plugin.Value), StringComparer.Ordinal));
            await store.RecordSettingsAsync(access with { TenantId = Scope }, record.ToText(), CancellationToken.None);
            TakeIntoUse(record);
            return true;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private void TakeIntoUse(DecisionRecord record)
    {
        requests[record.RequestId] = record.RequestSha256;
        Volatile.Write(ref current, record.Plugins.ToImmutableSortedDictionary(plugin => plugin.Key, plugin => plugin.Value.ToDecision(), StringComparer.Ordinal));
    }
}
