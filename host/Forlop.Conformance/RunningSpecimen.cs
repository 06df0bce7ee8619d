using Forlop.Contracts.Plugin.V1;
using Forlop.PluginHost;
using Forlop.PluginHost.Supervision;
using Forlop.PluginHost.Workers;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.Conformance;

/// <summary>One instance. Its calls carry what the manifest asks for and no more, and have a host's deadlines; its answers come as they are.</summary>
internal sealed class RunningSpecimen
{
    private readonly IPluginLink link;
    private readonly Specimen specimen;
    private readonly Action unload;

    public RunningSpecimen(Specimen specimen, IPluginLink link, PluginHostOptions host, Action unload)
    {
        (this.specimen, this.link, this.unload) = (specimen, link, unload);
        var manifest = specimen.Plugin.Manifest;
        var guarded = link.Invoker.Intercept(new CallGuard(manifest.Id, specimen.Plugin.Granted, host.PatienceWith(manifest), host.Clock, judges: false));
        var patient = link.Invoker.Intercept(new CallGuard(manifest.Id, new HashSet<string>(), host.StartPatience, host.Clock, judges: false));
        Lifecycle = new PluginLifecycleService.PluginLifecycleServiceClient(patient);
        Invoker = patient;
        Routing = new RoutingPlugin(manifest.Id, manifest.Version, guarded).Client;
        Filing = new FilingPlugin(manifest.Id, manifest.Version, guarded);
        CaseSystem = new CaseSystemPlugin(manifest.Id, manifest.Version, guarded).Client;
        Intake = new IntakePlugin(manifest.Id, manifest.Version, guarded);
    }

    public CallInvoker Invoker { get; }

    public PluginLifecycleService.PluginLifecycleServiceClient Lifecycle { get; }

    public RoutingPluginService.RoutingPluginServiceClient Routing { get; }

    public FilingPlugin Filing { get; }

    public CaseSystemPluginService.CaseSystemPluginServiceClient CaseSystem { get; }

    public IntakePlugin Intake { get; }

    /// <summary>What it said of itself, once it has.</summary>
    public DescribeResponse Self { get; set; } = new();

    /// <summary>Its process; null where it has none of its own.</summary>
    public WorkerProcess? Process => (link as WorkerLink)?.Process;

    public byte[] Challenge() => link.Challenge();

    public bool IsProof(byte[] challenge, byte[] answer) => link.IsProof(challenge, answer);

    /// <summary>True when it ended by itself in time.</summary>
    public async Task<bool> StopAsync()
    {
        var ended = await link.StopAsync(specimen.Options.EndPatience);
        unload();
        return ended;
    }

    /// <summary>As a machine that fails: its process gets no moment in which it sees its calls end.</summary>
    public void Kill()
    {
        Process?.Kill();
        link.Kill();
        unload();
    }
}
