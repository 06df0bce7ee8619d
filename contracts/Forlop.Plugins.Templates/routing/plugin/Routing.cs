using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace MyPluginAddon;

[Plugin("my-plugin", "1.0.0")]
public sealed class Routing : RoutingPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        var small = request is { HasAgeYears: true, AgeYears: < 6 };
        var nurse = new RouteSuggestion
        {
            Kind = RouteKind.Referral, RuleId = small ? "health-station" : "school-nurse", Areas = { request.Areas },
            Instance = new HealthInstance { Type = small ? HealthInstanceType.HealthStation : HealthInstanceType.SchoolHealth, InstanceId = small ? "helsestasjon" : "skolehelsetjeneste" },
            Reason = small
                ? new LocalizedText { Nb = "Helsestasjonen følger barn til og med fem år.", Nn = "Helsestasjonen følgjer barn til og med fem år." }
                : new LocalizedText { Nb = "Skolehelsetjenesten møter alle barn fra seks år.", Nn = "Skulehelsetenesta møter alle barn frå seks år." },
        };
        return new(new RouteResponse { Suggestions = { nurse } });
    }
}
