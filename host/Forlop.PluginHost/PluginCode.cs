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

    /// <summary>At the level that <see cref="LevelPolicy"/> gives.</summary>
    /// <exception cref="LeftOutException">It cannot run there, or nobody approved that it does.</exception>
    public IPluginProgram For(string pluginId)
    {
        var level = LevelPolicy.Of(pluginId, Manifest, shipped, options);
        if (Manifest.Entry is not { } entry)
            return level == PluginLevel.Worker ? WorkerProgram.OfCommand(plugin, options) : throw new LeftOutException(Sentences.OnlyAsWorker);
        PluginHost.Sandbox.Check(plugin);
        if (level == PluginLevel.Worker)
            return WorkerProgram.OfEntry(plugin, options);
        // What an engine's data may not bring about: whoever approved the engine did not see that it would run here.
        if (!shipped && !(options.Decisions(Manifest.Id).Approval is { Rights.InProcess: true } approval && approval.PackageSha256 == plugin.PackageSha256))
            throw new LeftOutException(Sentences.NotApprovedWithin(Manifest.Id));
        lock (gate)
            Sandbox ??= PluginHost.Sandbox.Load(Path.Combine(plugin.Folder, entry.Assembly), entry.Type);
        return new EndpointProgram(Sandbox, options);
    }
}
