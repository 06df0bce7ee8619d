using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;
using Forlop.PluginHost.Workers;

namespace Forlop.PluginHost;

/// <summary>One program's verified files, and the levels at which they can run.</summary>
internal sealed class PluginCode(StagedPlugin plugin, bool shipped, PluginHostOptions options)
{
    private readonly Lock gate = new();

    public PluginManifest Manifest => plugin.Manifest;

    /// <summary>Null until the code runs in this process.</summary>
    public Sandbox? Sandbox { get; private set; }

    /// <summary>
    /// What the operator said of the plugin or of its engine, or the policy: what came with this release may run in this process,
    /// anything else in a process of its own. The author has no say.
    /// </summary>
    public IPluginProgram For(string pluginId)
    {
        var level = options.Levels.TryGetValue(pluginId, out var chosen) || options.Levels.TryGetValue(Manifest.Id, out chosen) ? chosen
            : shipped && Manifest.Entry is not null ? PluginLevel.InProcess : PluginLevel.Worker;
        if (Manifest.Entry is not { } entry)
            return level == PluginLevel.Worker ? WorkerProgram.OfCommand(plugin, options) : throw new LeftOutException(Sentences.OnlyAsWorker);
        PluginHost.Sandbox.Check(plugin);
        if (level == PluginLevel.Worker)
            return WorkerProgram.OfEntry(plugin, options);
        lock (gate)
            Sandbox ??= PluginHost.Sandbox.Load(Path.Combine(plugin.Folder, entry.Assembly), entry.Type);
        return new EndpointProgram(Sandbox, options);
    }
}
