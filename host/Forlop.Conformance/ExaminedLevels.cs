namespace Forlop.Conformance;

/// <summary>Where the plugin's code runs while it is examined.</summary>
public enum ExaminedLevels
{
    /// <summary>Both, or a process of its own alone where the plugin can run nowhere else.</summary>
    WherePossible,

    /// <summary>Within the kit's own process: whatever the plugin does, the kit's user does.</summary>
    InProcess,

    /// <summary>In a process of its own, confined as a sidecar would confine it.</summary>
    Worker,
}
