using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace RoutingSample;

[Plugin("routing-sample", "1.0.0")]
public sealed class SamplePlugin : RoutingPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        var nurse = new RouteSuggestion
        {
            Kind = RouteKind.Referral, RuleId = "everything-to-the-nurse", Areas = { request.Areas },
            Instance = new HealthInstance { Type = HealthInstanceType.SchoolHealth, InstanceId = "nurse" },
            Reason = new LocalizedText { Nb = "Helsesykepleier møter alle barn.", Nn = "Helsesjukepleiar møter alle barn." },
        };
        return new(new RouteResponse { Suggestions = { nurse } });
    }
}
