using Forlop.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost;

/// <summary>
/// The plugins of this host, opened once. A broken plugin is left out with its reason and never keeps the host from starting.
/// </summary>
public sealed partial class PluginHouse : IAsyncDisposable
{
    private readonly PluginHostOptions options;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly OpenedPlugins opened;
    private readonly string staging;
    private IReadOnlyList<string>? leaks;

    private PluginHouse(PluginHostOptions options, OpenedPlugins opened, string staging) => (this.options, this.opened, this.staging) = (options, opened, staging);

    /// <summary>One for each plugin folder, in the order in which they were opened, as it is now.</summary>
    public IReadOnlyList<PluginStatus> Statuses => opened.Statuses;

    public static async Task<PluginHouse> OpenAsync(PluginHostOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var run = NewStaging(options.StagingDirectory);
        var plugins = new OpenedPlugins(options, run);
        foreach (var (path, shipped) in Packages(options))
            plugins.Find(path, shipped);
        cancellation.ThrowIfCancellationRequested();
        await plugins.StartAsync();
        foreach (var status in plugins.Statuses)
        {
            if (status.State == PluginState.Running)
                LogRunning(options.Logger, status.PluginId, status.Version);
            else if (status.State is PluginState.WaitingForApproval or PluginState.Disabled)
                LogKeptOut(options.Logger, status.PluginId, status.Problem.Nb);
            else if (status.State == PluginState.LeftOut)
                LogLeftOut(options.Logger, status.PluginId, status.Problem.Nb);
        }

        return new PluginHouse(options, plugins, run);
    }

    /// <summary>The package that has this id, or else one that gives it; null when none does.</summary>
    public PluginStatus? StatusOf(string pluginId) => opened.StatusOf(pluginId);

    /// <summary>Opens a plugin anew under the decision that <see cref="PluginHostOptions.Decisions"/> gives now: it starts, or stops.</summary>
    public async Task ReopenAsync(string pluginId, CancellationToken cancellation = default)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            if (leaks is null)
                await opened.ReopenAsync(pluginId);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>
    /// Takes what lies there of a plugin into use: started and tested beside what runs, then given every new call, while what ran finishes
    /// the calls that it has. It comes to nothing, and what runs goes on, when what lies there is broken, not approved or fails its test.
    /// Meanwhile others may look, and stop the plugin or the host, which ends those calls.
    /// </summary>
    public async Task<PluginReload> ReloadAsync(string pluginId, CancellationToken cancellation = default)
    {
        PluginReload reload;
        RetiredVersion? before;
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            if (leaks is not null)
                return new PluginReload { KeptBecause = Sentences.Closing };
            (reload, before) = await opened.ReloadAsync(pluginId);
        }
        finally
        {
            oneAtATime.Release();
        }

        var version = StatusOf(pluginId)?.Version ?? "";
        if (before is not null)
            reload = await opened.EndAsync(before);
        if (reload.KeptBecause is { } why)
            LogKept(options.Logger, pluginId, why.Nb);
        else
            LogReloaded(options.Logger, pluginId, version, reload.CallsCut);
        return reload;
    }

    /// <summary>Completes when the state of some plugin may be another. Taken before <see cref="Statuses"/> is read, it misses no change.</summary>
    public Task Changed => opened.Changed;

    /// <summary>
    /// Looks again where plugins lie. What was dropped in since, and what does not run and has changed, is taken as at a start; what
    /// runs goes on, also when another version lies there now; its status says which, until it is reloaded.
    /// </summary>
    public async Task RescanAsync(CancellationToken cancellation = default)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            if (leaks is null)
                await opened.RescanAsync(Packages(options));
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Asks every plugin that runs whether it can do its work; <see cref="Statuses"/> tell what it said.</summary>
    public Task CheckAsync() => opened.CheckAsync();

    /// <summary>Whom to ask for this tenant, in the order of their ids; empty when there is nobody.</summary>
    public IReadOnlyList<RoutingPlugin> RoutingFor(string tenantId) => For<RoutingPlugin>(tenantId);

    /// <summary>Who takes this tenant's documents to an archive; empty when nobody does.</summary>
    public IReadOnlyList<FilingPlugin> FilingFor(string tenantId) => For<FilingPlugin>(tenantId);

    /// <summary>Who speaks to this tenant's fagsystem; empty when nobody does.</summary>
    public IReadOnlyList<CaseSystemPlugin> CaseSystemFor(string tenantId) => For<CaseSystemPlugin>(tenantId);

    /// <summary>Who brings this tenant requests; empty when nobody does.</summary>
    public IReadOnlyList<IntakePlugin> IntakeFor(string tenantId) => For<IntakePlugin>(tenantId);

    /// <summary>Why <see cref="RoutingFor"/> is empty, for a caseworker and whoever runs the host.</summary>
    public LocalizedText WhyNoRouting(string tenantId) =>
        NotRunning(tenantId, PluginKinds.Routing) is { } broken ? Sentences.RoutingLeftOut(tenantId, broken.PluginId, broken.Problem) : Sentences.NoRoutingPackage(tenantId);

    /// <summary>Why <see cref="CaseSystemFor"/> is empty, for a caseworker and whoever runs the host.</summary>
    public LocalizedText WhyNoCaseSystem(string tenantId) =>
        NotRunning(tenantId, PluginKinds.CaseSystem) is { } broken ? Sentences.CaseSystemLeftOut(tenantId, broken.PluginId, broken.Problem) : Sentences.NoCaseSystemPackage(tenantId);

    /// <summary>Why a plugin gives no answer now, for a caseworker; null when it runs, and failed at this one call.</summary>
    public LocalizedText? WhyDown(string pluginId) =>
        Statuses.FirstOrDefault(status => status.PluginId == pluginId && status.State is PluginState.Restarting or PluginState.Quarantined) is { } down
            ? down.Kinds.Contains(PluginKinds.CaseSystem) ? Sentences.CaseSystemDown(pluginId, down.Problem ?? new()) : Sentences.Down(pluginId, down.Problem ?? new())
            : null;

    /// <summary>Ends the calls, stops and unloads every plugin; the ids of those that something still holds in memory.</summary>
    public async Task<IReadOnlyList<string>> CloseAsync()
    {
        await oneAtATime.WaitAsync();
        try
        {
            return leaks ??= await StopAndUnloadAsync();
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<IReadOnlyList<string>> StopAndUnloadAsync()
    {
        var held = await opened.CloseAsync();
        Delete(staging);
        return held;
    }

    private PluginStatus? NotRunning(string tenantId, string kind) =>
        Statuses.FirstOrDefault(status => status.State != PluginState.Running && status.Kinds.Contains(kind) && status.Tenants.Contains(tenantId));

    private IReadOnlyList<T> For<T>(string tenantId)
        where T : PluginClient => [.. opened.Serving.Where(entry => entry.Tenant == tenantId).Select(entry => entry.Plugin).OfType<T>().OrderBy(plugin => plugin.Id, StringComparer.Ordinal)];

    // A folder each, or a zip archive each; other files may lie beside them.
    private static IEnumerable<(string Path, bool Shipped)> Packages(PluginHostOptions options) =>
        from root in options.OtherFolders.Select(path => (Path: path, Shipped: false)).Prepend((Path: options.ShippedFolder, Shipped: true))
        where Directory.Exists(root.Path)
        from entry in Directory.EnumerateFileSystemEntries(root.Path).Order(StringComparer.Ordinal)
        where !Path.GetFileName(entry).StartsWith('.') && (Directory.Exists(entry) || entry.EndsWith(Package.ArchiveEnding, StringComparison.OrdinalIgnoreCase))
        select (Path.GetFullPath(entry), root.Shipped);

    private static string NewStaging(string root)
    {
        StagedPlugin.CreatePrivate(Path.GetFullPath(root));
        foreach (var old in Directory.EnumerateDirectories(root, "run-*"))
            Delete(old);
        var run = Path.Combine(Path.GetFullPath(root), $"run-{Guid.CreateVersion7():n}");
        StagedPlugin.CreatePrivate(run);
        return run;
    }

    // Windows keeps a loaded file open; the next start deletes what is left.
    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Plugin '{Id}' {Version} runs.")]
    private static partial void LogRunning(ILogger logger, string id, string version);

    [LoggerMessage(2002, LogLevel.Warning, "Plugin '{Id}' was left out: {Why}")]
    private static partial void LogLeftOut(ILogger logger, string id, string why);

    [LoggerMessage(2010, LogLevel.Warning, "Plugin '{Id}' does not run: {Why}")]
    private static partial void LogKeptOut(ILogger logger, string id, string why);

    [LoggerMessage(2008, LogLevel.Information, "Plugin '{Id}' was reloaded: {Version} runs. {Cut} calls of the version before did not finish in time.")]
    private static partial void LogReloaded(ILogger logger, string id, string version, int cut);

    [LoggerMessage(2009, LogLevel.Warning, "Plugin '{Id}' was not reloaded: {Why}")]
    private static partial void LogKept(ILogger logger, string id, string why);
}
