using Forlop.Contracts.Plugin.V1;

namespace Forlop.Plugins.Sdk;

/// <summary>Answers where this municipality sends a child.</summary>
/// <example><code>
/// [Plugin("routing-sample", "1.0.0")]
/// public sealed class SamplePlugin : RoutingPlugin
/// {
///     protected override ValueTask&lt;RouteResponse&gt; Route(RouteRequest request, PluginCall call) => new(new RouteResponse
///     {
///         NoRoute = new NoRoute { Reason = new LocalizedText { Nb = "Ingen tilbud ennå.", Nn = "Ingen tilbod enno." } },
///     });
/// }
/// </code></example>
public abstract class RoutingPlugin : Plugin
{
    /// <summary>Registers the methods of <c>forlop.plugin.v1.RoutingPluginService</c>.</summary>
    protected RoutingPlugin()
    {
        Serve("/forlop.plugin.v1.RoutingPluginService/Route", RouteRequest.Parser, Route);
        Serve("/forlop.plugin.v1.RoutingPluginService/Examine", ExamineRequest.Parser, Examine);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Kinds => ["routing"];

    /// <summary>Suggests; a person chooses.</summary>
    /// <param name="request">Only the fields that the manifest asked for are filled.</param>
    /// <param name="call">The call.</param>
    /// <returns>
    /// Suggestions, best first, or an explicit no_route (RO-1), the same for the same question (RO-2). Every suggestion has a
    /// reason in bokmål and nynorsk and the id of its rule (RO-3).
    /// </returns>
    protected abstract ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call);

    /// <summary>
    /// Looks at the plugin's own rules. A plugin that answers it overrides this and names <c>Examine</c> in
    /// <see cref="Plugin.OptionalRpcs"/>.
    /// </summary>
    /// <param name="request">Whether the rules are in order, why a question gets its answer, or what other rules would change.</param>
    /// <param name="call">The call.</param>
    /// <returns>The answer to what was asked; an explanation holds the answer of <see cref="Route"/> (RO-4).</returns>
    protected virtual ValueTask<ExamineResponse> Examine(ExamineRequest request, PluginCall call) =>
        throw new PluginException(CallStatus.Unimplemented, "This plugin does not look at its own rules.");
}
