using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>What an operator decided about a plugin. Nobody has said anything is <see cref="None"/>.</summary>
public sealed record PluginDecision
{
    public static readonly PluginDecision None = new();

    /// <summary>It must not run, whatever was approved.</summary>
    public bool Disabled { get; init; }

    /// <summary>Its fagsystem is gone for good; it is disabled as well.</summary>
    public bool Retired { get; init; }

    /// <summary>The last approval; null when there was none.</summary>
    public PluginApproval? Approval { get; init; }
}

/// <summary>What was looked at and allowed.</summary>
/// <param name="PackageSha256">As <see cref="PluginStatus.PackageSha256"/>.</param>
/// <param name="Version">The plugin's own release.</param>
/// <param name="Rights">What it asked for then.</param>
/// <param name="EngineId">The program that runs it; empty when it is one itself.</param>
public sealed record PluginApproval(string PackageSha256, string Version, PluginRights Rights, string EngineId = "");
