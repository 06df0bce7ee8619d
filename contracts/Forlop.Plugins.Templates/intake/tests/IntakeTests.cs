using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace MyPluginAddon.Tests;

public sealed class IntakeTests
{
    // IN-1, IN-2, IN-3, IN-4
    [Fact]
    public async Task An_item_is_offered_alike_until_it_is_acknowledged_and_never_after()
    {
        var held = new List<IntakeItem> { Item("a"), Item("b") };
        using var inbox = new OtherSide((request, body) =>
        {
            if (request == "GET /items")
                return (200, string.Join('\n', held.Select(item => JsonFormatter.Default.Format(item))));
            held.RemoveAll(item => item.ItemId == AcknowledgeRequest.Parser.ParseJson(body).ItemId);
            return (request == "PUT /items/a/outcome" ? 204 : 404, "");
        });
        await using var plugin = new Intake();
        await OtherSide.ConfigureAsync(plugin, inbox.Address);

        Assert.Equal([Item("a"), Item("b")], await OfferedAsync(plugin));
        Assert.Equal([Item("a"), Item("b")], await OfferedAsync(plugin));
        await AcknowledgeAsync(plugin, "a");
        await AcknowledgeAsync(plugin, "a");
        Assert.Equal([Item("b")], await OfferedAsync(plugin));
        Assert.Equal(CallStatus.NotFound, (await Assert.ThrowsAsync<PluginException>(() => AcknowledgeAsync(plugin, "c"))).Status);
    }

    private static async Task<List<IntakeItem>> OfferedAsync(Intake plugin) =>
        [.. (await plugin.AllAsync("IntakePluginService/Receive", ReceiveResponse.Parser, new ReceiveRequest { TenantId = "havnes" })).Select(reply => reply.Item)];

    private static Task<AcknowledgeResponse> AcknowledgeAsync(Intake plugin, string id) => plugin.CallAsync("IntakePluginService/Acknowledge", AcknowledgeResponse.Parser, new AcknowledgeRequest
    {
        TenantId = "havnes", ItemId = id, Outcome = IntakeOutcome.Received, Message = new LocalizedText { Nb = "Mottatt.", Nn = "Motteke." },
    });

    private static IntakeItem Item(string id) => new()
    {
        ItemId = id, ReceivedTime = Timestamp.FromDateTime(DateTime.UnixEpoch), Kind = IntakeKind.Start, RequesterId = "foster-home", ChildHandle = "H-1", Acuteness = Acuteness.Unsure,
    };
}
