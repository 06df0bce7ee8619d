using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>
/// A plugin as one tenant reaches it, whatever its kind and wherever it runs. Its client already keeps back the fields that the
/// plugin was not granted, sets the deadline, and turns an answer that breaks the contract into an <see cref="RpcException"/>.
/// </summary>
public abstract class PluginClient
{
    private protected PluginClient(string id, string version, CallInvoker invoker) => (Id, Version, Invoker) = (id, version, invoker);

    public string Id { get; }

    public string Version { get; }

    internal CallInvoker Invoker { get; }

    internal static PluginClient Of(PluginManifest manifest, CallInvoker invoker) => manifest.Kinds[0] switch
    {
        PluginKinds.Filing => new FilingPlugin(manifest.Id, manifest.Version, invoker),
        PluginKinds.CaseSystem => new CaseSystemPlugin(manifest.Id, manifest.Version, invoker),
        PluginKinds.Intake => new IntakePlugin(manifest.Id, manifest.Version, invoker),
        _ => new RoutingPlugin(manifest.Id, manifest.Version, invoker),
    };
}
