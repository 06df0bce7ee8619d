using Forlop.Contracts.Plugin.V1;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>A plugin that answers where one tenant sends a child.</summary>
public sealed class RoutingPlugin : PluginClient
{
    internal RoutingPlugin(string id, string version, CallInvoker invoker)
        : base(id, version, invoker) => Client = new RoutingPluginService.RoutingPluginServiceClient(invoker);

    public RoutingPluginService.RoutingPluginServiceClient Client { get; }
}
