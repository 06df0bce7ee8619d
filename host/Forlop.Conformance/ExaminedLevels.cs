namespace Forlop.Conformance;

/// <summary>Where the plugin's code runs while it is examined.</summary>
public enum ExaminedLevels
{
    /// <summary>Both for code that came with this release, a process of its own alone for any other.</summary>
    ByOrigin,

    /// <summary>Both, or a process of its own alone where the plugin can run nowhere else.</summary>
    WherePossible,

    /// <summary>In one process with the code that asks it, which is another than that of whoever reads the findings.</summary>
    InProcess,

    /// <summary>In a process of its own, confined as a sidecar would confine it.</summary>
    Worker,
}
