using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Sdk;

namespace MyPluginAddon;

/// <summary>
/// Brings in what an inbox holds: GET items gives an IntakeItem in protobuf JSON a line, oldest first, until PUT
/// items/ID/outcome was answered; that takes an AcknowledgeRequest, and gives 404 where there never was such an item.
/// </summary>
[Plugin("my-plugin", "1.0.0")]
public sealed class Intake : IntakePlugin
{
    private readonly Remote inbox = new();

    public override ValueTask DisposeAsync()
    {
        inbox.Dispose();
        return base.DisposeAsync();
    }

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(inbox.Configure(request));

    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => inbox.CheckAsync(call.Cancellation);

    // IN-1, IN-2, IN-3: what has not been acknowledged, the same at every call, is what the inbox still holds.
    // IN-5: whether it is acute is the requester's own answer; the inbox writes ACUTENESS_UNSURE for one that was not asked.
    protected override async IAsyncEnumerable<IntakeItem> Receive(ReceiveRequest request, PluginCall call)
    {
        var items = await inbox.SendAsync(HttpMethod.Get, "items", default(HttpContent), call.Cancellation);
        foreach (var item in items.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return Remote.Read<IntakeItem>(item);
    }

    // IN-4: a PUT that comes again changes nothing.
    protected override async ValueTask<AcknowledgeResponse> Acknowledge(AcknowledgeRequest request, PluginCall call)
    {
        await inbox.SendAsync(HttpMethod.Put, $"items/{Uri.EscapeDataString(request.ItemId)}/outcome", request, call.Cancellation);
        return new AcknowledgeResponse();
    }
}
