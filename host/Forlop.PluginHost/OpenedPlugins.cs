using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <summary>The way of each folder from disk to running: manifests and bytes first, then programs, then the data that they run.</summary>
internal sealed class OpenedPlugins(PluginHostOptions options, string staging)
{
    private readonly Lock gate = new();
    private readonly List<(StagedPlugin Plugin, PluginStatus Status, bool Shipped)> waiting = [];
    private readonly Dictionary<string, PluginCode> programs = [];
    private readonly List<PluginCode> broken = [];
    private readonly Dictionary<string, List<Supervisor>> supervisors = [];
    private readonly List<FoundPackage> found = [];
    private readonly List<(string Tenant, PluginClient Plugin)> serving = [];

    /// <summary>One for each package, as it is now.</summary>
    public IReadOnlyList<PluginStatus> Statuses
    {
        get
        {
            lock (gate)
                return [.. found.Select(package => Now(package.Status))];
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

    public void Find(string path, bool shipped)
    {
        var package = new FoundPackage(path, shipped);
        Look(package);
        lock (gate)
            found.Add(package);
    }

    /// <summary>
    /// Stops what runs of the plugin and opens its package anew, under the decision that holds now; with an engine go the packages
    /// that it runs. Calls in hand end; whoever asks meanwhile finds nobody.
    /// </summary>
    public async Task ReopenAsync(string pluginId, CancellationToken cancellation)
    {
        List<FoundPackage> concerned;
        lock (gate)
            concerned = [.. found.Where(package => package.Owns(pluginId)).Concat(found.Where(package => package.Status.EngineId == pluginId))];
        foreach (var package in concerned)
            await StopAsync(package.Status.PluginId);
        foreach (var package in concerned)
            Look(package);
        await StartAsync(cancellation);
    }

    /// <summary>Takes what is new among these paths, what was broken, and what does not run and has changed since it was looked at.</summary>
    public async Task RescanAsync(IEnumerable<(string Path, bool Shipped)> paths, CancellationToken cancellation)
    {
        List<FoundPackage> known;
        lock (gate)
            known = [.. found];
        foreach (var package in known.Where(package => package.Status.Asks is null || (package.Status.State != PluginState.Running && package.HasChanged)))
            Look(package);
        foreach (var (path, shipped) in paths.Where(entry => known.TrueForAll(package => package.Path != entry.Path)))
            Find(path, shipped);
        await StartAsync(cancellation);
    }

    /// <summary>All programs at a time, since one that is slow to start must not keep the others; then the data that needs them.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var wave in waiting.GroupBy(entry => entry.Plugin.Manifest.Engine is not null).OrderBy(wave => wave.Key))
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.WhenAll(wave.Select(entry => StartAsync(entry.Plugin, entry.Status, entry.Shipped)));
        }

        waiting.Clear();
    }

    public async Task StopAsync() =>
        await Task.WhenAll(supervisors.Values.SelectMany(all => all).Select(supervisor => supervisor.DisposeAsync().AsTask()));

    public List<(string Id, Sandbox Sandbox)> Unload()
    {
        List<(string Id, Sandbox Sandbox)> all = [.. from code in programs.Values.Concat(broken) where code.Sandbox is not null select (code.Manifest.Id, code.Sandbox)];
        foreach (var (_, sandbox) in all)
            sandbox.Unload();
        return all;
    }

    // Sound bytes first, then whether they may run: what is broken is told as broken, and what is approved was looked at.
    private void Look(FoundPackage package)
    {
        var status = package.Anew();
        try
        {
            using var opened = Package.Open(package.Path);
            var manifest = ManifestReader.Read(opened);
            package.Describe(manifest, opened.Hash);
            lock (gate)
            {
                if (found.Exists(other => other != package && other.Owns(manifest.Id)))
                    throw new LeftOutException(Sentences.SameId(manifest.Id));
            }

            package.OwnsId = true;
            var staged = StagedPlugin.Verify(manifest, opened, Path.Combine(staging, $"{manifest.Id}.{package.Looks}"));
            var admission = Admission.Of(manifest, opened.Hash, package.Shipped, options.Decisions(manifest.Id));
            admission.Tell(status, Admission.RightsOf(manifest));
            if (admission.Problem is null)
                waiting.Add((staged, status, package.Shipped));
            else
                staged.Discard();
        }
        catch (LeftOutException e)
        {
            status.Problem = e.Why;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            status.Problem = Sentences.Unreadable(Path.GetFileName(package.Path));
        }
    }

    private async Task StopAsync(string pluginId)
    {
        List<Supervisor> stopping;
        lock (gate)
        {
            serving.RemoveAll(entry => entry.Plugin.Id == pluginId);
            stopping = supervisors.Remove(pluginId, out var running) ? running : [];
        }

        await Task.WhenAll(stopping.Select(supervisor => supervisor.DisposeAsync().AsTask()));
        lock (gate)
        {
            if (programs.TryGetValue(pluginId, out var code))
                GiveUp(code);
        }
    }

    private PluginStatus Now(PluginStatus status)
    {
        var now = status.Clone();
        lock (gate)
        {
            if (status.State == PluginState.Running && supervisors.TryGetValue(status.PluginId, out var instances) && instances.Count > 0)
                PluginHealth.Tell(now, [.. instances.Select(instance => instance.Health)]);
        }

        return now;
    }

    private async Task StartAsync(StagedPlugin plugin, PluginStatus status, bool shipped)
    {
        try
        {
            status.Level = await StartAsync(plugin, shipped);
            status.State = PluginState.Running;
        }
        catch (LeftOutException e)
        {
            status.Problem = e.Why;
        }
        catch (Exception e)
        {
            // Whatever a plugin can think of must not keep the host from starting.
            status.Problem = Sentences.WillNotLoad(plugin.Manifest.Entry?.Type ?? plugin.Manifest.Engine ?? plugin.Manifest.Command![0], e.GetType().Name);
        }
    }

    private async Task<PluginLevel> StartAsync(StagedPlugin plugin, bool shipped)
    {
        var manifest = plugin.Manifest;
        var code = CodeOf(plugin, shipped);
        IPluginProgram program;
        List<Supervisor> started = [];
        try
        {
            program = code.For(manifest.Id);
            // A program without tenants is an engine: it shakes hands, and serves through its packages alone.
            if (manifest.Tenants.Count == 0)
                await (await PluginInstance.ShakeHandsAsync(program, code.Manifest, options)).StopAsync();
            foreach (var tenant in manifest.Tenants)
            {
                var supervisor = new Supervisor(plugin, tenant, program, code.Manifest, options);
                started.Add(supervisor);
                await supervisor.StartAsync();
            }
        }
        catch (Exception)
        {
            await Task.WhenAll(started.Select(supervisor => supervisor.DisposeAsync().AsTask()));
            if (manifest.Engine is null)
                GiveUp(code);
            throw;
        }

        lock (gate)
        {
            supervisors[manifest.Id] = started;
            serving.AddRange(manifest.Tenants.Zip(started, (tenant, supervisor) => (tenant, PluginClient.Of(manifest, new SupervisedInvoker(supervisor)))));
        }

        return program.Level;
    }

    private PluginCode CodeOf(StagedPlugin plugin, bool shipped)
    {
        lock (gate)
        {
            if (plugin.Manifest.Engine is { } engine)
                return programs.TryGetValue(engine, out var code) ? code : throw new LeftOutException(Sentences.NoEngine(engine));
            return programs[plugin.Manifest.Id] = new PluginCode(plugin, shipped, options);
        }
    }

    // No package may find it as its engine. It stays loaded until the host closes, so that a leak is still named.
    private void GiveUp(PluginCode code)
    {
        lock (gate)
        {
            broken.Add(code);
            programs.Remove(code.Manifest.Id);
        }
    }
}
