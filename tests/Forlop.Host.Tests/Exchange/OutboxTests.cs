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

    [Fact]
    [Trait("Trap", "23")]
    public async Task What_one_archive_has_goes_to_no_other_unless_a_person_says_so()
    {
        var (pathway, id) = await DeliveredAsync("outbox-2");

        await SetAsync(First, enabled: false);
        await Until.TrueAsync(() => FilingAsync(pathway).Result.State != FilingState.Delivered || File.Exists(Path.Combine(Root, Second, $"{id}.document")), TimeSpan.FromSeconds(10));

        Assert.False(File.Exists(Path.Combine(Root, Second, $"{id}.document")));
        Assert.Equal((FilingState.Parked, HandoverProblem.HeldElsewhere, First), ((await FilingAsync(pathway)) is var filing ? (filing.State, filing.Problem, filing.PluginId) : default));
        Assert.Contains(First, (await TaskAsync(pathway)).Title.Nb, StringComparison.Ordinal);

        var task = new CompleteTaskRequest { TaskId = (await TaskAsync(pathway)).TaskId };
        await new WorklistService.WorklistServiceClient(sidecar.As()).CompleteTaskAsync(Requests.On(pathway, task));
        await Until.TrueAsync(() => FilingAsync(pathway).Result.PluginId == Second);
        Assert.True(File.Exists(Path.Combine(Root, Second, $"{id}.document")));
    }

    [Fact]
    public async Task The_archive_that_has_it_is_asked_again_when_it_is_back_and_the_task_goes()
    {
        var (pathway, id) = await DeliveredAsync("outbox-3");
        await SetAsync(First, enabled: false);
        await Until.TrueAsync(() => FilingAsync(pathway).Result.State == FilingState.Parked);

        File.WriteAllText(Path.Combine(Root, First, $"{id}.archived"), "2026/17");
        await SetAsync(First, enabled: true);
        await Until.TrueAsync(() => FilingAsync(pathway).Result.State == FilingState.Filed);

        Assert.Equal("2026/17", (await FilingAsync(pathway)).ArchiveId);
        Assert.DoesNotContain((await new WorklistService.WorklistServiceClient(sidecar.As()).ListTasksAsync(new ListTasksRequest())).Tasks, task => task.Kind == TaskKind.SettleFiling);
        Assert.Empty(Directory.GetFiles(Path.Combine(Root, Second), "*.document"));
    }

    private async Task<(string Pathway, Guid Filing)> DeliveredAsync(string child)
    {
        var pathway = (await new PathwayService.PathwayServiceClient(sidecar.As()).OpenPathwayAsync(Requests.Open(child))).Receipt.PathwayId;
        var id = Guid.CreateVersion7();
        await Documents.CommitAsync(store!, pathway, id, "ett"u8.ToArray());
        await Until.TrueAsync(() => FilingAsync(pathway).Result.State == FilingState.Delivered);
        return (pathway, id);
    }

    private async Task<Filing> FilingAsync(string pathway) =>
        (await new PathwayService.PathwayServiceClient(sidecar.As()).GetPathwayAsync(new GetPathwayRequest { PathwayId = pathway })).Pathway.Filings.Single();

    private async Task<WorklistTask> TaskAsync(string pathway) =>
        (await new WorklistService.WorklistServiceClient(sidecar.As()).ListTasksAsync(new ListTasksRequest())).Tasks.Single(task => task.PathwayId == pathway && task.Kind == TaskKind.SettleFiling);

    private async Task SetAsync(string plugin, bool enabled)
    {
        var plugins = new PluginService.PluginServiceClient(sidecar.AsOperator());
        if (enabled)
        {
            await plugins.EnablePluginAsync(new EnablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = plugin });
        }
        else
        {
            await plugins.DisablePluginAsync(new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = plugin });
        }
    }
}
