using Forlop.Contracts.Plugin.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

internal static class HouseReach
{
    public static RoutingPluginService.RoutingPluginServiceClient Routing(this PluginHouse house, string id, string tenant = "havnes") =>
        house.RoutingFor(tenant).Single(plugin => plugin.Id == id).Client;

    /// <summary>What that client calls through, guard and all.</summary>
    public static CallInvoker Invoker(this PluginHouse house, string id) => house.RoutingFor("havnes").Single(plugin => plugin.Id == id).Invoker;
}
