using Forlop.Contracts.Plugin.V1;

namespace Forlop.Plugins.Sdk;

/// <summary>Tells a fagsystem what happened, and the host what the fagsystem knows of a child.</summary>
/// <example><code>
/// [Plugin("fagsystem-sample", "1.0.0")]
/// public sealed class SamplePlugin : CaseSystemPlugin
/// {
///     protected override async ValueTask&lt;DeliverResponse&gt; Deliver(DeliverRequest request, PluginCall call) =>
///         new() { Version = await caseSystem.AppendAsync(request.PathwayId, request.Events, call.Cancellation) };
/// }
/// </code></example>
public abstract class CaseSystemPlugin : Plugin
{
    /// <summary>Registers the methods of <c>forlop.plugin.v1.CaseSystemPluginService</c>.</summary>
    protected CaseSystemPlugin()
    {
        Serve("/forlop.plugin.v1.CaseSystemPluginService/LookupChild", LookupChildRequest.Parser, LookupChild);
        Serve("/forlop.plugin.v1.CaseSystemPluginService/Deliver", DeliverRequest.Parser, Deliver);
        Serve("/forlop.plugin.v1.CaseSystemPluginService/Reconcile", ReconcileRequest.Parser, Reconcile);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Kinds => ["fagsystem"];

    /// <summary>What the fagsystem holds now (CS-1).</summary>
    /// <param name="request">The child's reference.</param>
    /// <param name="call">The call.</param>
    /// <returns>The child's circumstances; throw <see cref="CallStatus.NotFound"/> for a child that it does not know (CS-2).</returns>
    protected abstract ValueTask<LookupChildResponse> LookupChild(LookupChildRequest request, PluginCall call);

    /// <summary>Takes events of one pathway; the same may come again (CS-3).</summary>
    /// <param name="request">Events in the order of their versions.</param>
    /// <param name="call">The call.</param>
    /// <returns>The version up to which the fagsystem durably holds everything (CS-4): the host goes on from there.</returns>
    protected abstract ValueTask<DeliverResponse> Deliver(DeliverRequest request, PluginCall call);

    /// <summary>Compares a range of pathways; changes nothing (CS-6).</summary>
    /// <param name="request">What the host holds. <see cref="PathwayRange"/> finds what differs.</param>
    /// <param name="call">The call.</param>
    /// <returns>Every pathway of the range that both do not hold alike (CS-5).</returns>
    protected abstract ValueTask<ReconcileResponse> Reconcile(ReconcileRequest request, PluginCall call);
}
