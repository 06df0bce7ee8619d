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
    /// <returns>What became of it; or, once calls go to the new version, the one before, to be ended with <see cref="EndAsync"/>.</returns>
    public async Task<(PluginReload Reload, RetiredVersion? Before)> ReloadAsync(string pluginId)
    {
        FoundPackage? package;
        RunningPlugin? before;
        lock (gate)
        {
            package = PackageOf(pluginId);
            before = running.GetValueOrDefault(pluginId);
        }

        if (package is null)
            return (new PluginReload { KeptBecause = Sentences.NoManifest }, null);
        if (before is null)
        {
            await ReopenAsync(pluginId);
            return (new PluginReload { KeptBecause = WhyNotNow(package) }, null);
        }

        var looked = LookAt(package);
        var (replacements, why) = await TryAsync(pluginId, looked);
        if (why is not null)
        {
            looked.Staged?.Discard();
            lock (gate)
                package.TakeBeside(looked, looked.Staged is null ? null : why);
            await letGo.ProveAsync();
            return (new PluginReload { KeptBecause = why, Held = letGo.WhyHeld(pluginId) }, null);
        }

        var retired = Switch(package, looked, replacements, before.Version);
        await StartWhatMissedAsync(pluginId);
        return (new PluginReload(), retired);
    }

    /// <summary>Lets what ran before finish its calls, for as long as one may take or until somebody stops the plugin; then lets go of it.</summary>
    public async Task<PluginReload> EndAsync(RetiredVersion before)
    {
        var cut = 0;
        try
        {
            cut = await before.EndAsync(options.PatienceWith(before.Version.Manifest) + options.Supervision.ProbePatience);
        }
        finally
        {
            if (before.Version.Manifest.Engine is null)
                letGo.Add(before.Version.Code);
            before.Version.Plugin.Discard();
            lock (gate)
                draining.Remove(before);
            before.Ended.SetResult();
        }

        await letGo.ProveAsync();
        return new PluginReload { CallsCut = cut, Held = letGo.WhyHeld(before.Version.Manifest.Id) };
    }

    private async Task CutShortAsync(Func<PluginVersion, bool> which)
    {
        List<RetiredVersion> cut;
        lock (gate)
            cut = [.. draining.Where(one => which(one.Version))];
        foreach (var one in cut)
            one.CutShort();
        await Task.WhenAll(cut.Select(one => one.Ended.Task));
    }

    // It may be starting yet, and is not in use before it runs.
    private LocalizedText? WhyNotNow(FoundPackage package)
    {
        lock (gate)
            return Now(package) is { State: not PluginState.Running } now ? now.Problem ?? now.LastFailure ?? Sentences.NotYet : null;
    }

    // The packages that the engine before could not run, and those that came while there was none.
    private async Task StartWhatMissedAsync(string engineId)
    {
        List<FoundPackage> missed;
        lock (gate)
            missed = [.. found.Where(package => package.Status.EngineId == engineId && MissedItsEngine(package))];
        foreach (var package in missed)
            Look(package);
        await StartAsync();
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
    private RetiredVersion Switch(FoundPackage package, Looked looked, List<Replacement> replacements, PluginVersion before)
    {
        List<RetiredInstance> retired = [];
        var ending = new RetiredVersion(before, retired);
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
            draining.Add(ending);
        }

        changes.Raise();
        return ending;
    }
}
