using Forlop.Contracts.Plugin.V1;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>
/// A plugin that answers where one tenant sends a child. Its client already keeps back the fields that the plugin was not
/// granted, sets the deadline, and turns an answer that breaks the contract into an <see cref="RpcException"/>.
/// </summary>
public sealed class RoutingPlugin
{
    internal RoutingPlugin(string id, string version, CallInvoker invoker)
    {
        (Id, Version, Invoker) = (id, version, invoker);
        Client = new RoutingPluginService.RoutingPluginServiceClient(invoker);
    }

    public string Id { get; }

    public string Version { get; }

    public RoutingPluginService.RoutingPluginServiceClient Client { get; }

    internal CallInvoker Invoker { get; }
}
