using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <content>How another version takes over from one that runs.</content>
internal sealed partial class OpenedPlugins
{
    /// <summary>
    /// Starts what lies there beside what runs, tests it, hands it every new call at once, and lets what ran before finish its own.
    /// Whatever fails before that moment leaves things as they were. A plugin that does not run is opened as at a start.
    /// </summary>
    public async Task<PluginReload> ReloadAsync(string pluginId, CancellationToken cancellation)
    {
        FoundPackage? package;
        RunningPlugin? before;
        lock (gate)
        {
            package = found.Find(one => one.Owns(pluginId)) ?? found.Find(one => one.Status.PluginId == pluginId);
            before = running.GetValueOrDefault(pluginId);
        }

        if (package is null)
            return new PluginReload { KeptBecause = Sentences.NoManifest };
        if (before is null)
        {
            await ReopenAsync(pluginId, cancellation);
            return new PluginReload { KeptBecause = package.Status.Problem };
        }

        var looked = LookAt(package);
        var (replacements, why) = await TryAsync(pluginId, looked);
        if (why is not null)
        {
            looked.Staged?.Discard();
            lock (gate)
                package.TakeBeside(looked, looked.Staged is null ? null : why);
            await letGo.ProveAsync();
            return new PluginReload { KeptBecause = why, Held = HeldOf(pluginId) };
        }

        var retired = Switch(package, looked, replacements);
        var patience = options.PatienceWith(before.Version.Manifest) + options.Supervision.ProbePatience;
        var cut = await Task.WhenAll(retired.Select(one => one.EndAsync(patience)));
        if (before.Version.Manifest.Engine is null)
            letGo.Add(before.Version.Code);
        before.Version.Plugin.Discard();
        await letGo.ProveAsync();
        return new PluginReload { CallsCut = cut.Sum(), Held = HeldOf(pluginId) };
    }

    private void LookBeside(FoundPackage package)
    {
        var looked = LookAt(package);
        looked.Staged?.Discard();
        lock (gate)
            package.TakeBeside(looked);
    }

    // The new version with, for an engine, everything that runs on it; or why it may or can not run.
    private async Task<(List<Replacement> Replacements, LocalizedText? Why)> TryAsync(string pluginId, Looked looked)
    {
        if (looked.Status.PluginId != pluginId)
            return ([], Sentences.OtherId(pluginId, looked.Status.PluginId));
        if (looked.Staged is not { } staged)
            return ([], looked.Status.Problem);
        List<RunningPlugin> onIt;
        lock (gate)
            onIt = [.. running.Values.Where(plugin => plugin.Version.Manifest.Engine == pluginId)];
        var engine = staged.Manifest.Engine;
        if (engine is not null && (engine == pluginId || onIt.Count > 0))
            return ([], Sentences.NoEngine(onIt.Count > 0 ? pluginId : engine));
        PluginCode? code = null;
        List<Replacement> replacements = [];
        try
        {
            code = engine is null ? new PluginCode(staged, looked.Status.Shipped, options) : EngineOf(engine);
            foreach (var plugin in onIt.Select(data => data.Version.Plugin).Prepend(staged))
                replacements.Add(new Replacement(PluginVersion.Of(plugin, code, options)));
            await Task.WhenAll(replacements.Select(replacement => replacement.StartAsync()));
            return (replacements, null);
        }
        catch (Exception e)
        {
            await Task.WhenAll(replacements.Select(replacement => replacement.DropAsync()));
            if (engine is null && code is not null)
                letGo.Add(code);
            return ([], replacements.Find(replacement => replacement.Failed) is { Version.Manifest: var failed } && failed.Id != pluginId ? Sentences.OnTheNewEngine(failed.Id, WhyNot(failed, e)) : WhyNot(staged.Manifest, e));
        }
    }

    // One moment: whoever asks before it is answered by the old version, whoever asks after it by the new.
    private List<RetiredInstance> Switch(FoundPackage package, Looked looked, List<Replacement> replacements)
    {
        List<RetiredInstance> retired = [];
        lock (gate)
        {
            foreach (var replacement in replacements)
            {
                var id = replacement.Version.Manifest.Id;
                running[id] = replacement.TakeOver(running[id], options, changes, retired);
                serving.RemoveAll(entry => entry.Plugin.Id == id);
                serving.AddRange(running[id].Clients);
            }

            var first = replacements[0].Version;
            if (first.Manifest.Engine is null)
                programs[first.Manifest.Id] = first.Code;
            else
                programs.Remove(first.Manifest.Id);
            (looked.Status.State, looked.Status.Level) = (PluginState.Running, first.Program.Level);
            package.Take(looked);
        }

        changes.Raise();
        return retired;
    }

    private LocalizedText? HeldOf(string pluginId) => letGo.HeldOf(pluginId) is { Count: > 0 } held ? Sentences.StillHeld(held) : null;
}
