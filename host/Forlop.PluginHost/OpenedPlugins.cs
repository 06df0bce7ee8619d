using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>The way of each folder from disk to running: manifests and bytes first, then programs, then the data that they run.</summary>
internal sealed class OpenedPlugins(PluginHostOptions options, string staging)
{
    private readonly List<(StagedPlugin Plugin, PluginStatus Status)> waiting = [];
    private readonly Dictionary<string, (Sandbox Sandbox, PluginManifest Manifest)> programs = [];
    private readonly List<(string Id, Sandbox Sandbox)> broken = [];
    private readonly List<PluginInstance> instances = [];
    private readonly HashSet<string> ids = [];

    public List<PluginStatus> Statuses { get; } = [];

    public List<(string Tenant, PluginClient Plugin)> Serving { get; } = [];

    public void Find(string path, bool shipped)
    {
        var status = new PluginStatus { PluginId = Package.NameOf(path), State = PluginState.LeftOut };
        Statuses.Add(status);
        try
        {
            using var package = Package.Open(path);
            var manifest = ManifestReader.Read(package);
            status.PluginId = manifest.Id;
            status.Version = manifest.Version;
            status.Kinds.Add(manifest.Kinds);
            status.Tenants.Add(manifest.Tenants);
            status.EngineId = manifest.Engine ?? "";
            if (!ids.Add(manifest.Id))
                throw new LeftOutException(Sentences.SameId(manifest.Id));
            if (manifest.Command is not null || (manifest.Entry is not null && !shipped))
                throw new LeftOutException(Sentences.NotShipped);
            waiting.Add((StagedPlugin.Verify(manifest, package, Path.Combine(staging, manifest.Id)), status));
        }
        catch (LeftOutException e)
        {
            status.Problem = e.Why;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            status.Problem = Sentences.Unreadable(Path.GetFileName(path));
        }
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var (plugin, status) in waiting.OrderBy(entry => entry.Plugin.Manifest.Engine is not null))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await StartAsync(plugin);
                status.State = PluginState.Running;
            }
            catch (LeftOutException e)
            {
                status.Problem = e.Why;
            }
            catch (Exception e)
            {
                // Whatever a plugin can think of must not keep the host from starting.
                status.Problem = Sentences.WillNotLoad(plugin.Manifest.Entry?.Type ?? plugin.Manifest.Engine!, e.GetType().Name);
            }
        }

        waiting.Clear();
    }

    public async Task StopAsync()
    {
        await Task.WhenAll(instances.Select(instance => instance.StopAsync()));
        instances.Clear();
    }

    public List<(string Id, Sandbox Sandbox)> Unload()
    {
        List<(string Id, Sandbox Sandbox)> all = [.. programs.Select(program => (program.Key, program.Value.Sandbox)), .. broken];
        foreach (var (_, sandbox) in all)
            sandbox.Unload();
        return all;
    }

    private async Task StartAsync(StagedPlugin plugin)
    {
        var manifest = plugin.Manifest;
        if (manifest.Engine is { } engine && !programs.ContainsKey(engine))
            throw new LeftOutException(Sentences.NoEngine(engine));

        if (manifest.Engine is null)
            programs[manifest.Id] = (Sandbox.Open(plugin), manifest);
        var (sandbox, program) = programs[manifest.Engine ?? manifest.Id];

        var ready = new List<(string, PluginClient)>();
        try
        {
            // A program without tenants is an engine: it shakes hands, and serves through its packages alone.
            if (manifest.Tenants.Count == 0)
                await (await PluginInstance.ShakeHandsAsync(sandbox, program, options)).StopAsync();
            foreach (var tenant in manifest.Tenants)
            {
                var instance = await PluginInstance.ShakeHandsAsync(sandbox, program, options);
                instances.Add(instance);
                ready.Add((tenant, await instance.ConfigureAsync(plugin, tenant)));
            }
        }
        catch (Exception) when (manifest.Engine is null)
        {
            // No package may find it as its engine. It stays loaded until the host closes, so that a leak is still named.
            broken.Add((manifest.Id, sandbox));
            programs.Remove(manifest.Id);
            throw;
        }

        Serving.AddRange(ready);
    }
}
