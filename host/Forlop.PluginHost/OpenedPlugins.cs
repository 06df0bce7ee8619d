using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <summary>The way of each folder from disk to running: manifests and bytes first, then programs, then the data that they run.</summary>
internal sealed partial class OpenedPlugins(PluginHostOptions options, string staging)
{
    private readonly Lock gate = new();
    private readonly Dictionary<FoundPackage, StagedPlugin> waiting = [];
    private readonly Dictionary<string, PluginCode> programs = [];
    private readonly Dictionary<string, RunningPlugin> running = [];
    private readonly List<FoundPackage> found = [];
    private readonly List<(string Tenant, PluginClient Plugin)> serving = [];
    private readonly List<RetiredVersion> draining = [];
    private readonly LetGo letGo = new(options);
    private readonly ChangeSignal changes = new();

    /// <summary>One for each package, as it is now.</summary>
    public IReadOnlyList<PluginStatus> Statuses
    {
        get
        {
            lock (gate)
                return [.. found.Select(Now)];
        }
    }

    /// <summary>Whom each tenant can ask now.</summary>
    public IReadOnlyList<(string Tenant, PluginClient Plugin)> Serving
    {
        get
        {
            lock (gate)
                return [.. serving];
        }
    }

    /// <summary>Completes when one of <see cref="Statuses"/> may be another. Taken before they are read, it misses nothing.</summary>
    public Task Changed => changes.Next;

    /// <summary>The package that has this id, or else one that gives it; null when none does.</summary>
    public PluginStatus? StatusOf(string pluginId)
    {
        lock (gate)
            return PackageOf(pluginId) is { } package ? Now(package) : null;
    }

    public void Find(string path, bool shipped)
    {
        var package = new FoundPackage(path, shipped);
        Look(package);
        lock (gate)
        {
            if (found.Find(other => other.Owns(package.Status.PluginId) && other.Shipped == shipped && !IsThere(other.Path)) is not { } gone)
            {
                found.Add(package);
                return;
            }

            // What runs was taken away, and this lies there in its place.
            gone.MoveTo(path);
        }

        Discard(package);
    }

    /// <summary>
    /// Stops what runs of the plugin and opens its package anew, under the decision that holds now; with an engine go the packages
    /// that it runs. Calls in hand end; whoever asks meanwhile finds nobody.
    /// </summary>
    public async Task ReopenAsync(string pluginId)
    {
        List<FoundPackage> concerned;
        lock (gate)
            concerned = [.. found.Where(package => package.Owns(pluginId)).Concat(found.Where(package => package.Status.EngineId == pluginId))];
        // What an engine runs stops before it.
        foreach (var package in concerned.AsEnumerable().Reverse())
            await StopAsync(package.Status.PluginId);
        await letGo.ProveAsync();
        foreach (var package in concerned)
            Look(package);
        await StartAsync();
    }

    /// <summary>
    /// Takes what is new among these paths, what was broken, and what does not run and has changed since it was looked at. What
    /// lies there in place of what runs is looked at, and told of. What is gone and does not run is forgotten, and its id free.
    /// </summary>
    public async Task RescanAsync(IEnumerable<(string Path, bool Shipped)> paths)
    {
        Forget();
        List<FoundPackage> known;
        lock (gate)
            known = [.. found];
        foreach (var (path, shipped) in paths.Where(entry => known.TrueForAll(package => package.Path != entry.Path)))
            Find(path, shipped);
        foreach (var package in known)
        {
            if (package.Status.Asks is null || (package.Status.State != PluginState.Running && package.HasChanged) || MissedItsEngine(package))
                Look(package);
            else if (package.Status.State == PluginState.Running && package.NeedsALookBeside())
                LookBeside(package);
        }

        await StartAsync();
        letGo.LookAgain();
    }

    /// <summary>All programs at a time, since one that is slow to start must not keep the others; then the data that needs them.</summary>
    public async Task StartAsync()
    {
        List<(FoundPackage Package, StagedPlugin Plugin)> starting = [.. waiting.Select(entry => (entry.Key, entry.Value))];
        waiting.Clear();
        foreach (var wave in starting.GroupBy(entry => entry.Plugin.Manifest.Engine is not null).OrderBy(wave => wave.Key))
            await Task.WhenAll(wave.Select(entry => StartAsync(entry.Plugin, entry.Package)));
        changes.Raise();
    }

    /// <summary>Asks everything that runs whether it can do its work.</summary>
    public async Task CheckAsync()
    {
        List<Supervisor> asked;
        lock (gate)
            asked = [.. running.Values.SelectMany(plugin => plugin.Tenants.Values)];
        await Task.WhenAll(asked.Select(supervisor => supervisor.CheckAsync()));
    }

    /// <summary>Stops and lets go of everything; the ids of the plugins that something still holds in memory.</summary>
    public async Task<IReadOnlyList<string>> CloseAsync()
    {
        await CutShortAsync(_ => true);
        await Task.WhenAll(running.Values.SelectMany(plugin => plugin.Tenants.Values).Select(supervisor => supervisor.DisposeAsync().AsTask()));
        foreach (var code in programs.Values)
            letGo.Add(code);
        await letGo.ProveAsync();
        return letGo.Held;
    }

    private void Look(FoundPackage package)
    {
        var looked = LookAt(package);
        package.Take(looked);
        Discard(package);
        if (looked.Staged is { } staged)
            waiting.Add(package, staged);
    }

    // What waited to be started, and will not be.
    private void Discard(FoundPackage package)
    {
        if (waiting.Remove(package, out var staged))
            staged.Discard();
    }

    private void Forget()
    {
        lock (gate)
        {
            foreach (var gone in found.Where(package => package.Status.State != PluginState.Running && !IsThere(package.Path)).ToList())
            {
                found.Remove(gone);
                Discard(gone);
            }
        }
    }

    private static bool IsThere(string path) => File.Exists(path) || Directory.Exists(path);

    // Its engine may have been mended since, or have come.
    private static bool MissedItsEngine(FoundPackage package) => package.Status is { State: PluginState.LeftOut, EngineId.Length: > 0 };

    private FoundPackage? PackageOf(string pluginId) => found.Find(package => package.Owns(pluginId)) ?? found.Find(package => package.Status.PluginId == pluginId);

    private Looked LookAt(FoundPackage package) => Looked.At(package, staging, id => IsTaken(id, package), options);

    private bool IsTaken(string pluginId, FoundPackage by)
    {
        lock (gate)
            return found.Exists(other => other != by && other.Owns(pluginId));
    }

    private async Task StopAsync(string pluginId)
    {
        RunningPlugin? stopping;
        lock (gate)
        {
            serving.RemoveAll(entry => entry.Plugin.Id == pluginId);
            running.Remove(pluginId, out stopping);
        }

        await CutShortAsync(version => version.Manifest.Id == pluginId);
        if (stopping is null)
            return;
        await Task.WhenAll(stopping.Tenants.Values.Select(supervisor => supervisor.DisposeAsync().AsTask()));
        if (stopping.Version.Manifest.Engine is null)
            GiveUp(stopping.Version.Code);
        stopping.Version.Plugin.Discard();
    }

    private PluginStatus Now(FoundPackage package)
    {
        var now = package.Status.Clone();
        if (now.State == PluginState.Running && running.TryGetValue(now.PluginId, out var plugin) && plugin.Tenants.Count > 0)
            PluginHealth.Tell(now, [.. plugin.Tenants.Values.Select(supervisor => supervisor.Health)]);
        now.Next = package.Next?.Clone();
        if (package.OwnsId)
            now.VersionsHeld.Add(letGo.HeldOf(now.PluginId));
        return now;
    }

    private async Task StartAsync(StagedPlugin plugin, FoundPackage package)
    {
        try
        {
            package.Status.Level = await StartAsync(plugin, package.Shipped);
            package.Status.State = PluginState.Running;
        }
        catch (Exception e)
        {
            // Whatever a plugin can think of must not keep the host from starting.
            package.Status.Problem = WhyNot(plugin.Manifest, e);
            plugin.Discard();
        }
    }

    private async Task<PluginLevel> StartAsync(StagedPlugin plugin, bool shipped)
    {
        var manifest = plugin.Manifest;
        var code = CodeOf(plugin, shipped);
        Dictionary<string, Supervisor> started = [];
        try
        {
            var version = PluginVersion.Of(plugin, code, options);
            if (manifest.Tenants.Count == 0)
                await version.ProveAsync();
            foreach (var tenant in manifest.Tenants.Distinct())
            {
                started[tenant] = new Supervisor(version, tenant, options, changes);
                await started[tenant].StartAsync();
            }

            lock (gate)
            {
                running[manifest.Id] = new RunningPlugin(version, started);
                serving.RemoveAll(entry => entry.Plugin.Id == manifest.Id);
                serving.AddRange(running[manifest.Id].Clients);
            }

            return version.Program.Level;
        }
        catch (Exception)
        {
            await Task.WhenAll(started.Values.Select(supervisor => supervisor.DisposeAsync().AsTask()));
            if (manifest.Engine is null)
                GiveUp(code);
            throw;
        }
    }

    private PluginCode CodeOf(StagedPlugin plugin, bool shipped)
    {
        if (plugin.Manifest.Engine is { } engine)
            return EngineOf(engine);
        lock (gate)
            return programs[plugin.Manifest.Id] = new PluginCode(plugin, shipped, options);
    }

    private PluginCode EngineOf(string engine)
    {
        lock (gate)
            return programs.TryGetValue(engine, out var code) ? code : throw new LeftOutException(Sentences.NoEngine(engine));
    }

    // No package may find it as its engine.
    private void GiveUp(PluginCode code)
    {
        lock (gate)
            programs.Remove(code.Manifest.Id);
        letGo.Add(code);
    }

    private static LocalizedText WhyNot(PluginManifest manifest, Exception e) => e is LeftOutException leftOut
        ? leftOut.Why
        : Sentences.WillNotLoad(manifest.Entry?.Type ?? manifest.Engine ?? manifest.Command![0], e.GetType().Name);
}
