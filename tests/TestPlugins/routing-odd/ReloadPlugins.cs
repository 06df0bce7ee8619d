using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace RoutingOdd;

/// <summary>
/// Leaves a file for every question that it is asked, named by the municipality of it, so that a test counts what was asked of all its
/// instances, in whatever process. A second file of the name cannot be made: a question that came twice fails.
/// </summary>
public class LedgerPlugin : OddPlugin
{
    private string ledger = "";

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call)
    {
        ledger = request!.Files.Single(file => file.Role == "ledger").Content.ToStringUtf8();
        return new(new ConfigureResponse());
    }

    protected override async ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        await using (File.Open(Path.Combine(ledger, request!.ResponsibleKommunenummer), FileMode.CreateNew))
            await System.Threading.Tasks.Task.Yield();
        return Suggest(suggestion =>
        {
            suggestion.RuleId = Version;
            return suggestion;
        });
    }
}

/// <summary>Its next release.</summary>
public sealed class NextLedgerPlugin : LedgerPlugin
{
    protected override string Version => "1.1.0";
}

/// <summary>Answers once the test lets it.</summary>
public sealed class HeldPlugin : OddPlugin
{
    protected override async ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        await (System.Threading.Tasks.Task)AppContext.GetData("routing-odd-let-go")!;
        return Suggest(suggestion => suggestion);
    }
}

/// <summary>Works, and says that it can once the test lets it.</summary>
public sealed class HeldCheckPlugin : OddPlugin
{
    protected override async ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call)
    {
        await (System.Threading.Tasks.Task)AppContext.GetData("routing-odd-let-check-go")!;
        return new CheckResponse();
    }
}

/// <summary>Starts, and says that it cannot work.</summary>
public sealed class SickPlugin : OddPlugin
{
    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) =>
        new(new CheckResponse { Problem = new LocalizedText { Nb = "Registeret svarer ikke.", Nn = "Registeret svarar ikkje." } });
}
