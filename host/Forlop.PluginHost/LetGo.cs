using Forlop.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost;

/// <summary>
/// Code that no instance runs any more: unloaded at once, and remembered for as long as something still holds it in memory. What holds it
/// is the plugin's own: a call that hangs, a disposal that does not end, or else a timer, a thread or a static event.
/// </summary>
internal sealed partial class LetGo(PluginHostOptions options)
{
    // Collection is not immediate: finalizers and the last stack frames take a few rounds.
    private const int RoundsToProve = 20;

    private readonly Lock gate = new();
    private readonly List<Leaving> leaving = [];

    public void Add(PluginCode code)
    {
        if (code.Sandbox is not { } sandbox)
            return;
        sandbox.Unload();
        lock (gate)
            leaving.Add(new Leaving(code.Manifest.Id, code.Manifest.Version, sandbox));
    }

    /// <summary>The versions of a plugin that are still in memory, as far as was looked.</summary>
    public IReadOnlyList<string> HeldOf(string pluginId)
    {
        lock (gate)
            return [.. leaving.Where(code => code.Id == pluginId).Select(code => code.Version)];
    }

    /// <summary>What holds the versions of <see cref="HeldOf"/>; null when nothing is held.</summary>
    public LocalizedText? WhyHeld(string pluginId)
    {
        lock (gate)
        {
            var held = leaving.Where(code => code.Id == pluginId).ToList();
            return held.Count == 0 ? null : Sentences.StillHeld([.. held.Select(code => code.Version)], held[0].Sandbox.Remains);
        }
    }

    /// <summary>The plugins of which something is still in memory, as far as was looked.</summary>
    public IReadOnlyList<string> Held
    {
        get
        {
            lock (gate)
                return [.. leaving.Select(code => code.Id).Distinct()];
        }
    }

    /// <summary>Lets the garbage collector show what is gone. Costs nothing when nothing was let go; what stays is logged once.</summary>
    public async Task ProveAsync()
    {
        for (var round = 0; round < RoundsToProve && IsAnythingLeft(); round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        lock (gate)
        {
            foreach (var code in leaving.Where(code => !code.WasNamed))
            {
                code.WasNamed = true;
                LogLeak(options.Logger, code.Id, code.Version, Sentences.HeldBy(code.Sandbox.Remains).Nb);
            }
        }
    }

    /// <summary>Looks once more at what stayed: a call that hung may have ended since.</summary>
    public void LookAgain()
    {
        if (!IsAnythingLeft())
            return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _ = IsAnythingLeft();
    }

    private bool IsAnythingLeft()
    {
        lock (gate)
        {
            leaving.RemoveAll(code => code.Sandbox.IsCollected);
            return leaving.Count > 0;
        }
    }

    [LoggerMessage(2003, LogLevel.Warning, "Plugin '{Id}' {Version} was stopped, but something still holds it in memory: {What}.")]
    private static partial void LogLeak(ILogger logger, string id, string version, string what);

    private sealed class Leaving(string id, string version, Sandbox sandbox)
    {
        public string Id => id;

        public string Version => version;

        public Sandbox Sandbox => sandbox;

        public bool WasNamed { get; set; }
    }
}
