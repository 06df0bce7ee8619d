using Forlop.Contracts.V1;
using Forlop.Host.Effects.Exchange;
using Forlop.Storage;

namespace Forlop.Host.Tests.Exchange;

/// <summary>Plugins come and go while the sidecar runs, and what waits learns of it.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private const string First = "kinds-archive";
    private const string Second = "kinds-sample";

    private readonly RunningSidecar sidecar = new();
    private IPathwayStore? store;

    private string Root => Path.Combine(sidecar.Data, "..");

    public async Task InitializeAsync()
    {
        foreach (var (id, type) in new[] { (First, "OwnArchive"), (Second, "FolderArchive") })
        {
            KindsSample.Make(Path.Combine(Root, "shipped"), id, "filing", type, Directory.CreateDirectory(Path.Combine(Root, id)).FullName, "content");
        }

        await sidecar.StartAsync(change: options => options with
        {
            ShippedPlugins = Path.Combine(Root, "shipped"),
            OpenStore = storage => store = options.OpenStore(storage),
            Exchange = new ExchangeOptions { SeldomWait = TimeSpan.FromHours(1) },
        });
    }

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    public async Task What_waits_goes_to_another_archive_as_soon_as_that_takes_the_place_of_the_one_before()
    {
        File.WriteAllText(Path.Combine(Root, First, "all.refuse"), "FailedPrecondition");
        var pathway = (await new PathwayService.PathwayServiceClient(sidecar.As()).OpenPathwayAsync(Requests.Open("outbox-1"))).Receipt.PathwayId;
        var id = Guid.CreateVersion7();
        await Documents.CommitAsync(store!, pathway, id, "ett"u8.ToArray());
        await sidecar.SetDayAsync("2026-01-12"); // it is parked, and not tried for an hour
        Assert.Empty(Directory.GetFiles(Path.Combine(Root, Second), "*.document"));

        await new PluginService.PluginServiceClient(sidecar.AsOperator()).DisablePluginAsync(new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = First });
        await Until.TrueAsync(() => File.Exists(Path.Combine(Root, Second, $"{id}.document")), TimeSpan.FromSeconds(10));

        Assert.True(File.Exists(Path.Combine(Root, Second, $"{id}.document")));
    }
}
