using System.Globalization;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf.WellKnownTypes;

namespace MyPluginAddon;

/// <summary>
/// Tells a fagsystem what happened, in protobuf JSON: GET children/REFERENCE gives Circumstances; POST pathways/ID/events takes
/// a DeliverRequest and gives the version up to which everything is held; GET pathways?after=A&amp;last=B gives what is held of
/// that range, written as a ReconcileRequest.
/// </summary>
[Plugin("my-plugin", "1.0.0")]
public sealed class CaseSystem : CaseSystemPlugin
{
    private readonly Remote fagsystem = new();

    public override ValueTask DisposeAsync()
    {
        fagsystem.Dispose();
        return base.DisposeAsync();
    }

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(fagsystem.Configure(request));

    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => fagsystem.CheckAsync(call.Cancellation);

    // CS-1: asked anew each time. CS-2: 404 ends the call with NOT_FOUND.
    protected override async ValueTask<LookupChildResponse> LookupChild(LookupChildRequest request, PluginCall call)
    {
        var child = await fagsystem.SendAsync(HttpMethod.Get, $"children/{Uri.EscapeDataString(request.ChildReference)}", default(HttpContent), call.Cancellation);
        return new LookupChildResponse { Circumstances = Remote.Read<Circumstances>(child), ReadTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) };
    }

    // CS-3, CS-4: the fagsystem passes over the ids of events that it holds, and says up to where it holds all.
    protected override async ValueTask<DeliverResponse> Deliver(DeliverRequest request, PluginCall call)
    {
        var held = await fagsystem.SendAsync(HttpMethod.Post, $"pathways/{Uri.EscapeDataString(request.PathwayId)}/events", request, call.Cancellation);
        return new DeliverResponse { Version = Remote.Read(held, text => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)) };
    }

    // CS-5, CS-6
    protected override async ValueTask<ReconcileResponse> Reconcile(ReconcileRequest request, PluginCall call)
    {
        var range = $"pathways?after={Uri.EscapeDataString(request.AfterPathwayId)}&last={Uri.EscapeDataString(request.LastPathwayId)}";
        var held = await fagsystem.SendAsync(HttpMethod.Get, range, default(HttpContent), call.Cancellation);
        return PathwayRange.Compare(request, Remote.Read<ReconcileRequest>(held).Pathways);
    }
}
