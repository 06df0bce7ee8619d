using Forlop.PluginHost.Workers;

namespace Forlop.Conformance;

/// <summary>Which package is examined, and what may be done with it.</summary>
public sealed record ConformanceOptions
{
    /// <summary>The package: a folder, or a zip archive.</summary>
    public required string Path { get; init; }

    /// <summary>The tenant that it is examined as; null for the first that its manifest names.</summary>
    public string? TenantId { get; init; }

    public ExaminedLevels Levels { get; init; }

    /// <summary>The engine of a package that is data; null to look beside the package and then in <see cref="ShippedFolder"/>.</summary>
    public string? EnginePath { get; init; }

    /// <summary>The plugins that came with this release. It may be missing.</summary>
    public required string ShippedFolder { get; init; }

    /// <summary>
    /// What the package's settings point to is a test system: invented documents, events and acknowledgements may go there, and the
    /// plugin may use the network that it asks for. Without it nothing but routing is examined, and no plugin has a network.
    /// </summary>
    public bool IsTestSystem { get; init; }

    /// <summary>An invented child that the test system knows; a fagsystem plugin is asked for it.</summary>
    public string? ChildReference { get; init; }

    /// <summary>Folders of the test system that the plugin may read and write although it is confined: whole paths.</summary>
    public IReadOnlyList<string> OpenFolders { get; init; } = [];

    /// <summary>Numbers that a routing plugin is asked about as closely as about those that its rules name: four digits each.</summary>
    public IReadOnlyList<string> Kommunenummer { get; init; } = [];

    /// <summary>Code that did not come with this release may run with nothing around it, where this machine has no bubblewrap.</summary>
    public bool MayRunUnconfined { get; init; }

    /// <summary>How this program is started as a worker for a .NET plugin.</summary>
    public required IReadOnlyList<string> WorkerCommand { get; init; }

    /// <summary>
    /// How this program is started to examine a plugin within one process, which <see cref="ConformanceKit.ExamineWithinAsync"/> then
    /// does. Empty: within the process that asks, where the plugin may do and print what it likes; the kit's own tests do so.
    /// </summary>
    public IReadOnlyList<string> WithinCommand { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Of the questions of routing every so many-th is asked: a test of the kit itself is about something else.</summary>
    internal int QuestionStride { get; init; } = 1;

    internal TimeSpan CallPatience { get; init; } = TimeSpan.FromSeconds(2);

    internal TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(10);

    internal TimeSpan EndPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the process may take that examines within itself: code that spins there may keep it from ever ending.</summary>
    internal TimeSpan WithinPatience { get; init; } = TimeSpan.FromHours(1);

    internal WorkerTools Tools { get; init; } = WorkerTools.OfThisMachine;
}
