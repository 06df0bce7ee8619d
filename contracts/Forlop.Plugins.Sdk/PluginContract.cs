namespace Forlop.Plugins.Sdk;

/// <summary>The version of <c>forlop.plugin.v1</c> that this SDK was built from.</summary>
/// <example>
/// The manifest of a plugin built with this SDK says
/// <code>"contract": { "min": "1.0", "max": "1.0" }</code>
/// </example>
public static class PluginContract
{
    /// <summary>A new major is another package of protos; none is compatible with the last.</summary>
    public const int Major = 1;

    /// <summary>A minor only adds.</summary>
    public const int Minor = 0;
}
