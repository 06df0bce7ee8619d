using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace Compat;

/// <summary>
/// One source, built with the contract and the protobuf of other releases. It sends the question back as its own contract read
/// it, and says in its answer whatever that contract can say.
/// </summary>
public sealed class CompatPlugin : Plugin
{
    private const int OfALaterRelease = 100;

    public CompatPlugin() => Serve("/forlop.plugin.v1.RoutingPluginService/Route", RouteRequest.Parser, Route);

    protected override string Id => GetType().Assembly.GetName().Name!;

    protected override string Version => "1.0.0";

    protected override IReadOnlyList<string> Kinds => ["routing"];

    // One that no host knows yet.
    protected override IReadOnlyList<string> OptionalRpcs => ["Foresee"];

    private static ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        call.AddTrailer("request-bin", request.ToByteArray());
        call.AddTrailer("fields", $"{RouteRequest.Descriptor.Fields.InFieldNumberOrder().Count}");
        call.AddTrailer("protobuf", typeof(IMessage).Assembly.GetName().Version!.ToString(3));
        var newest = HealthReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(HealthInstanceType)).Values.Max(value => value.Number);
        var suggestion = new RouteSuggestion
        {
            Kind = RouteKind.Referral,
            RuleId = "compat",
            Areas = { request.Areas },
            Instance = new HealthInstance { Type = (HealthInstanceType)newest, InstanceId = "newest" },
            Reason = new LocalizedText { Nb = "Fordi.", Nn = "Fordi." },
        };
        RouteSuggestion.Descriptor.FindFieldByNumber(OfALaterRelease)?.Accessor.SetValue(suggestion, "of a later release");
        return new(new RouteResponse { Suggestions = { suggestion } });
    }
}
