using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace RoutingHostile;

/// <summary>
/// Each class harms whoever runs it in one way when it is asked for a route. Its id is its class's, so that all can run beside each
/// other: <c>StackOverflow</c> is <c>hostile-stackoverflow</c>.
/// </summary>
public abstract class HostilePlugin : RoutingPlugin
{
    protected override string Id => $"hostile-{GetType().Name.ToLowerInvariant()}";

    protected override string Version => "1.0.0";

    /// <summary>What the test left for it: a file of the host, and a port that the host listens on.</summary>
    protected string[] Targets { get; private set; } = [];

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call)
    {
        Targets = request!.Files.Single(file => file.Role == "targets").Content.ToStringUtf8().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(new ConfigureResponse());
    }

    protected override async ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        await HarmAsync();
        return Answer("Fordi.");
    }

    protected abstract Task HarmAsync();

    protected static RouteResponse Answer(string reason) => new()
    {
        NoRoute = new NoRoute { Reason = new LocalizedText { Nb = reason, Nn = reason } },
    };

    /// <summary>Until the process ends.</summary>
    protected static Task Never => new TaskCompletionSource().Task;
}
