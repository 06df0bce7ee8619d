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

    /// <summary>Its manifest says that the host goes on as if it were not there when a call of it fails. Never so but for routing.</summary>
    public bool IsSkippedWhenItFails { get; private set; }

    internal CallInvoker Invoker { get; }

    internal static PluginClient Of(PluginManifest manifest, CallInvoker invoker)
    {
        PluginClient client = manifest.Kinds[0] switch
        {
            PluginKinds.Filing => new FilingPlugin(manifest.Id, manifest.Version, invoker),
            PluginKinds.CaseSystem => new CaseSystemPlugin(manifest.Id, manifest.Version, invoker) { IsToldWhichChild = manifest.DataFields.Contains("child_reference") },
            PluginKinds.Intake => new IntakePlugin(manifest.Id, manifest.Version, invoker),
            _ => new RoutingPlugin(manifest.Id, manifest.Version, invoker),
        };
        client.IsSkippedWhenItFails = FailurePolicies.Of(manifest) == FailurePolicy.Skip;
        return client;
    }
}
