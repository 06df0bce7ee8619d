using System.Collections.Frozen;
using System.Text;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Settings;
using Forlop.Storage;
using NodaTime;

namespace Forlop.Host.Settings;

/// <summary>
/// The settings of every service, now and before: read without a lock by whoever decides, exchanged as a whole when the files
/// have changed and the log has the change.
/// </summary>
internal sealed class ServiceSettingsProvider(IPathwayStore store, string? folder, IReadOnlyCollection<string> tenants)
{
    private static readonly Access Starting = new("forlop", "", new Actor { UserId = "forlop", Role = Role.System, Purpose = "settings" }, "Settings.Start");
    private static readonly InUse Defaults = new(0, ServiceSettings.Default, FrozenDictionary<int, ServiceSettings>.Empty, []);
    private static readonly string DefaultContent = SettingsText.Canonical(ServiceSettings.Default);

    private readonly SemaphoreSlim oneAtATime = new(1);
    private FrozenDictionary<string, InUse> current = FrozenDictionary<string, InUse>.Empty;

    /// <summary>What a decision of that service knows on that day.</summary>
    public Facts FactsOf(string tenantId, LocalDate today)
    {
        var own = Of(tenantId);

        // A correction may read entries that were decided under a later version than itself.
        return new Facts(today, own.Settings) { SettingsVersion = own.Version, SettingsOf = version => Of(tenantId).Of(version), SettingsOn = own.On };
    }

    /// <exception cref="ConfigurationException">A file is broken: better no sidecar than one that counts by other rules than was meant.</exception>
    public async Task StartAsync()
    {
        var files = SettingsFolder.Read(folder).For(tenants);
        files.ThrowIfBroken();
        await TakeAsync(files, Starting, CancellationToken.None);
    }

    public async Task<ReloadSettingsResponse> ReloadAsync(Access by, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            var files = SettingsFolder.Read(folder).For(tenants);
            return files.Problems.Count > 0
                ? new ReloadSettingsResponse { Problems = { files.Problems } }
                : new ReloadSettingsResponse { Changes = { await TakeAsync(files, by, cancellation) } };
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private InUse Of(string tenantId) => Volatile.Read(ref current).GetValueOrDefault(tenantId, Defaults);

    // First into the log, then into use: no event names a version that a crash could take away.
    private async Task<IReadOnlyList<SettingsChange>> TakeAsync(SettingsFolder files, Access by, CancellationToken cancellation)
    {
        var recorded = (await store.SettingsAsync(cancellation)).Where(entry => entry.TenantId != Plugins.PluginDecisions.Scope).ToLookup(entry => entry.TenantId, StringComparer.Ordinal);
        var services = new Dictionary<string, InUse>();
        var changes = new List<SettingsChange>();
        foreach (var tenant in files.Services.Keys.Union(recorded.Select(versions => versions.Key)).Order(StringComparer.Ordinal))
        {
            List<SettingsEntry> versions = [.. recorded[tenant]];
            var settings = files.Services.GetValueOrDefault(tenant, ServiceSettings.Default);
            var content = SettingsText.Canonical(settings);
            if (!string.Equals(content, versions.Count > 0 ? versions[^1].Content : DefaultContent, StringComparison.Ordinal))
            {
                versions.Add(await store.RecordSettingsAsync(by with { TenantId = tenant }, content, cancellation));
                changes.Add(new SettingsChange { TenantId = tenant, Version = versions[^1].Version });
            }

            services[tenant] = new InUse(versions.Count > 0 ? versions[^1].Version : 0, settings, versions.ToFrozenDictionary(entry => entry.Version, Open), [.. versions.Select(entry => (Day.Of(entry.RecordTime), entry.Version))]);
        }

        Volatile.Write(ref current, services.ToFrozenDictionary());
        return changes;
    }

    private static ServiceSettings Open(SettingsEntry entry)
    {
        var problems = new SettingsProblems($"{entry.TenantId}, version {entry.Version}");
        var settings = SettingsReader.Read(Encoding.UTF8.GetBytes(entry.Content), problems, stored: true);
        return problems.None
            ? settings
            : throw new ConfigurationException($"The log holds settings that this release cannot read: version {entry.Version} of {entry.TenantId}. Run the release that recorded them, or a newer one.");
    }

    private sealed record InUse(int Version, ServiceSettings Settings, FrozenDictionary<int, ServiceSettings> Versions, IReadOnlyList<(LocalDate Since, int Version)> Taken)
    {
        public ServiceSettings On(LocalDate day) => Of(Taken.LastOrDefault(taken => taken.Since < day).Version);

        public ServiceSettings Of(int version) => version == 0
            ? ServiceSettings.Default
            : Versions.GetValueOrDefault(version) ?? throw new InvalidOperationException($"The log has no version {version} of these settings.");
    }
}
