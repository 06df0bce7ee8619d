using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>
/// Where code runs. What the operator said of the plugin or of its engine, or else: what came with this release may run in this process,
/// anything else in a process of its own. The author has no say.
/// </summary>
internal static class LevelPolicy
{
    /// <param name="pluginId">The plugin that is run.</param>
    /// <param name="code">Whose code it is: its own manifest, or its engine's.</param>
    /// <param name="shipped">Whether that code came with the release.</param>
    /// <param name="options">What the operator said.</param>
    public static PluginLevel Of(string pluginId, PluginManifest code, bool shipped, PluginHostOptions options)
    {
        if (options.Levels.TryGetValue(pluginId, out var chosen) || options.Levels.TryGetValue(code.Id, out chosen))
            return chosen;
        return shipped && code.Entry is not null ? PluginLevel.InProcess : PluginLevel.Worker;
    }

    /// <summary>Whether a package's own code would run in the sidecar's process without having come with it: that takes an approval that says so.</summary>
    public static bool AsksForTheProcess(PluginManifest manifest, bool shipped, PluginHostOptions options) =>
        !shipped && manifest.Entry is not null && Of(manifest.Id, manifest, shipped, options) == PluginLevel.InProcess;
}
