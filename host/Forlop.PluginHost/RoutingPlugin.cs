using Forlop.Contracts.Plugin.V1;

namespace Forlop.PluginHost;

/// <summary>
/// A plugin that answers where one tenant sends a child. Its client already keeps back the fields that the plugin was not
/// granted, sets the deadline, and turns an answer that breaks the contract into an <see cref="Grpc.Core.RpcException"/>.
/// </summary>
public sealed class RoutingPlugin
{
    internal RoutingPlugin(string id, string version, RoutingPluginService.RoutingPluginServiceClient client) => (Id, Version, Client) = (id, version, client);

    public string Id { get; }

    public string Version { get; }

    public RoutingPluginService.RoutingPluginServiceClient Client { get; }
}
