using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>Requests on their way in: offered until they are acknowledged, and never after.</summary>
public sealed class IntakeTests : IAsyncLifetime
{
    private readonly KindFolders folders = new("intake", "FolderInbox");
    private PluginHouse? house;

    private IntakePlugin Inbox => house!.IntakeFor("havnes").Single();

    public async Task InitializeAsync() => house = await folders.OpenAsync();

    public async Task DisposeAsync()
    {
        var leaks = await house!.CloseAsync();
        folders.Dispose();
        Assert.Empty(leaks);
    }

    [Fact]
    [Trait("Must", "IN-1")]
    [Trait("Must", "IN-2")]
    [Trait("Must", "IN-3")]
    [Trait("Must", "IN-4")]
    public async Task An_item_is_offered_alike_until_it_is_acknowledged_also_after_a_restart_and_never_after()
    {
        await File.WriteAllTextAsync(folders["a.form"], "H-1\nnei\n");
        await File.WriteAllTextAsync(folders["b.form"], "H-2\nja\n");

        var first = await OfferedAsync();
        Assert.Equal(["a", "b"], first.Select(item => item.ItemId));
        Assert.Equal(first, await OfferedAsync());
        Assert.Empty(await house!.CloseAsync());
        house = await folders.OpenAsync();
        Assert.Equal(first, await OfferedAsync());

        await AcknowledgeAsync("a");
        Assert.Equal(["b"], (await OfferedAsync()).Select(item => item.ItemId));
        await AcknowledgeAsync("a");
        Assert.Equal(["b"], (await OfferedAsync()).Select(item => item.ItemId));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => AcknowledgeAsync("c"))).StatusCode);
    }

    [Fact]
    [Trait("Must", "IN-5")]
    public async Task Words_neither_raise_nor_silence_anything()
    {
        await File.WriteAllTextAsync(folders["a.form"], "H-1\n\nakutt! ring 113");
        await File.WriteAllTextAsync(folders["b.form"], "H-2\nja\nalt er bra");

        Assert.Equal([Acuteness.Unsure, Acuteness.Yes], (await OfferedAsync()).Select(item => item.Acuteness));
    }

    private async Task<List<IntakeItem>> OfferedAsync()
    {
        var items = new List<IntakeItem>();
        await foreach (var item in Inbox.ReceiveAsync("havnes", default))
            items.Add(item);
        return items;
    }

    private async Task AcknowledgeAsync(string id) => await Inbox.Client.AcknowledgeAsync(new AcknowledgeRequest
    {
        TenantId = "havnes", ItemId = id, Outcome = IntakeOutcome.Received, Message = new LocalizedText { Nb = "Mottatt.", Nn = "Motteke." },
    });
}
