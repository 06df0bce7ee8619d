using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Forlop.PluginHost.Supervision;

namespace Forlop.Conformance;

/// <summary>The plugin at one level. It is started, ended and killed by the code by which a host does it.</summary>
internal sealed class Specimen : IAsyncDisposable
{
    private readonly ExaminedPackage package;
    private readonly ConformanceOptions options;
    private readonly PluginHostOptions host;
    private readonly List<RunningSpecimen> started = [];

    public Specimen(ExaminedPackage package, string tenant, PluginLevel level, ConformanceOptions options)
    {
        (this.package, Tenant, Level, this.options) = (package, tenant, level, options);
        host = new PluginHostOptions
        {
            ShippedFolder = options.ShippedFolder,
            StagingDirectory = "",
            HostVersion = ConformanceKit.Version,
            CallPatience = options.CallPatience,
            StartPatience = options.StartPatience,
            Levels = new Dictionary<string, PluginLevel> { [package.Plugin.Manifest.Id] = level },
            // Whoever asked for this level knows that it runs as they do.
            Decisions = _ => new PluginDecision { Approval = new(package.Code.PackageSha256, "", new PluginRights { InProcess = level == PluginLevel.InProcess }) },
            WorkerCommand = options.WorkerCommand,
            OpenFolders = new Dictionary<string, IReadOnlyList<string>> { [package.Plugin.Manifest.Id] = options.OpenFolders, [package.Code.Manifest.Id] = options.OpenFolders },
            MayUseNetwork = _ => options.IsTestSystem,
            Clock = options.Clock,
            Tools = options.Tools,
        };
    }

    public string Tenant { get; }

    public PluginLevel Level { get; }

    /// <summary>How many levels are examined from here on, this one included.</summary>
    public int LevelsToCome { get; init; } = 1;

    public bool IsFirstLevel { get; init; } = true;

    /// <summary>Whether bubblewrap is around its code, or around the whole examination.</summary>
    public required bool IsConfined { get; init; }

    public ConformanceOptions Options => options;

    public StagedPlugin Plugin => package.Plugin;

    public bool IsEngine => package.IsEngine;

    /// <summary>Who it has to say that it is: an engine answers for its packages.</summary>
    public PluginManifest Identity => package.Code.Manifest;

    /// <summary>Another instance, with nothing left of an earlier one, at either level. It has not shaken hands.</summary>
    /// <param name="unknownMember">Whether the greeting of a worker has a member that no contract names.</param>
    /// <exception cref="LeftOutException">It could not be started.</exception>
    public async Task<RunningSpecimen> StartAsync(bool unknownMember = false)
    {
        // A load context of its own: what a static field holds outlives no start of a host, and no start here.
        var code = new PluginCode(package.Code, shipped: false, unknownMember ? host with { UnknownMember = "of no consequence" } : host);
        try
        {
            var running = new RunningSpecimen(this, await code.For(Plugin.Manifest.Id).StartAsync(), host, () => code.Sandbox?.Unload());
            started.Add(running);
            return running;
        }
        catch (Exception)
        {
            code.Sandbox?.Unload();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var running in started)
            running.Kill();
        return ValueTask.CompletedTask;
    }
}
