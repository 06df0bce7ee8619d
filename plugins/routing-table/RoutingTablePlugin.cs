using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Sdk;

namespace Forlop.Plugins.RoutingTable;

/// <summary>The engine of data-only routing packages: a table of rules and a list of contacts, both text.</summary>
[Plugin("routing-table", "0.1.0")]
public sealed class RoutingTablePlugin : RoutingPlugin
{
    private Table? table;

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call)
    {
        ArgumentNullException.ThrowIfNull(request);
        var problems = new Problems();
        var read = TableReader.Read(request.Files, problems);
        if (read is not null && problems.None)
            Examples.Run(read, problems);
        table = problems.None ? read : null;
        return new(new ConfigureResponse { Problems = { problems.All } });
    }

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) =>
        new((table ?? throw new PluginException(CallStatus.FailedPrecondition, "The table was not taken into use.")).Route(request));
}
