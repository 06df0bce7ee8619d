namespace Forlop.Plugins.Sdk;

/// <summary>As the SDK of a later release has it.</summary>
public static class PluginContract
{
    public const int Major = 1;

    public const int Minor = 1;
}
