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
    private readonly PluginCode code;
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
            MayUseNetwork = _ => options.IsTestSystem,
            Clock = options.Clock,
            Tools = options.Tools,
        };
        code = new PluginCode(package.Code, shipped: false, host);
    }

    public string Tenant { get; }

    public PluginLevel Level { get; }

    public ConformanceOptions Options => options;

    public StagedPlugin Plugin => package.Plugin;

    public bool IsEngine => package.IsEngine;

    /// <summary>Who it has to say that it is: an engine answers for its packages.</summary>
    public PluginManifest Identity => package.Code.Manifest;

    /// <summary>Another instance. It has not shaken hands.</summary>
    /// <param name="unknownMember">Whether the greeting of a worker has a member that no contract names.</param>
    /// <exception cref="LeftOutException">It could not be started.</exception>
    public async Task<RunningSpecimen> StartAsync(bool unknownMember = false)
    {
        var starting = unknownMember ? new PluginCode(package.Code, shipped: false, host with { UnknownMember = "of no consequence" }) : code;
        var running = new RunningSpecimen(this, await starting.For(Plugin.Manifest.Id).StartAsync(), host);
        started.Add(running);
        return running;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var running in started)
            running.Kill();
        code.Sandbox?.Unload();
        return ValueTask.CompletedTask;
    }
}
