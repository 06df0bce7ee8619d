using Forlop.Contracts.V1;

namespace Forlop.Conformance;

/// <summary>The levels as a report names them.</summary>
internal static class LevelNames
{
    public const string Worker = "worker";
    public const string InProcess = "in-process";

    public static string Of(PluginLevel level) => level == PluginLevel.Worker ? Worker : InProcess;

    /// <summary>Null for what names none.</summary>
    public static PluginLevel? Parse(string name) => name switch
    {
        Worker => PluginLevel.Worker,
        InProcess => PluginLevel.InProcess,
        _ => null,
    };
}
