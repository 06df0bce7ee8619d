namespace Forlop.Plugins.Sdk;

/// <summary>Who the plugin is. Both must be what its <c>plugin.json</c> says, or the host leaves it out (PL-3).</summary>
/// <example><code>
/// [Plugin("routing-sample", "1.0.0")]
/// public sealed class SamplePlugin : RoutingPlugin
/// </code></example>
/// <param name="id">Lower-case letters, digits and hyphens.</param>
/// <param name="version">The plugin's own release.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginAttribute(string id, string version) : Attribute
{
    /// <summary>The id in the manifest.</summary>
    public string Id { get; } = id;

    /// <summary>The version in the manifest.</summary>
    public string Version { get; } = version;
}
