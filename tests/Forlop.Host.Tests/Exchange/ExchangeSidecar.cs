using Forlop.Contracts.V1;
using Forlop.Host.Effects.Exchange;
using Forlop.Storage;

namespace Forlop.Host.Tests.Exchange;

/// <summary>
/// A real sidecar with one plugin of a kind, whose archive, fagsystem or inbox is a folder that outlives both. Within the sidecar's
/// process, as what ships runs: the calls are the same ones.
/// </summary>
internal sealed class ExchangeSidecar : IAsyncDisposable
{
    public const string Plugin = "kinds-sample";
    private readonly RunningSidecar sidecar = new();
    private IPathwayStore? store;

    public string Outside => Path.Combine(sidecar.Data, "..", "outside");

    public IPathwayStore Store => store!;

    public RunningSidecar Sidecar => sidecar;

    /// <param name="kind">"filing", "fagsystem" or "intake".</param>
    public static async Task<ExchangeSidecar> StartAsync(string kind, string type, params string[] fields)
    {
        var started = new ExchangeSidecar();
        Directory.CreateDirectory(started.Outside);
        KindsSample.Make(Path.Combine(started.Outside, "..", "shipped"), Plugin, kind, type, started.Outside, fields);
        await started.RestartAsync();
        return started;
    }

    /// <param name="over">What stands between the sidecar and its store; nothing as a rule.</param>
    public async Task RestartAsync(string today = "2026-01-12", Func<IPathwayStore, IPathwayStore>? over = null, bool hasPlugin = true)
    {
        await sidecar.StopAsync();
        await sidecar.StartAsync(today, change: options => options with
        {
            ShippedPlugins = Path.Combine(Outside, "..", "shipped"),
            PluginRounds = TimeSpan.FromMilliseconds(100),
            OpenStore = storage => store = over is null ? options.OpenStore(storage) : over(options.OpenStore(storage)),
            Exchange = new ExchangeOptions { FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(100), SeldomWait = TimeSpan.FromHours(1), Intake = TimeSpan.FromMilliseconds(100) },
        });
        if (hasPlugin)
        {
            var plugin = await PluginAsync();
            Assert.True(plugin.State == PluginState.Running, plugin.Problem?.Nb);
        }
    }

    /// <summary>What SetClock waits for: everything that can be tried has been.</summary>
    public Task IdleAsync() => sidecar.SetDayAsync("2026-01-12");

    public async Task<PluginStatus> PluginAsync() => (await new PluginService.PluginServiceClient(sidecar.AsOperator()).ListPluginsAsync(new ListPluginsRequest())).Plugins.Single();

    /// <summary>Whether a fagsystem has every event of the pathway, in its order.</summary>
    public async Task<bool> HasAllAsync(string pathwayId) =>
        (await HistoryAsync(pathwayId)).Select(entry => entry.EventId).SequenceEqual(Read($"{pathwayId}.pathway")?.Split('\n') ?? []);

    public async Task<string> OpenAsync(string child) => (await new PathwayService.PathwayServiceClient(sidecar.As()).OpenPathwayAsync(Requests.Open(child))).Receipt.PathwayId;

    public async Task<Pathway> GetAsync(string pathwayId) => (await new PathwayService.PathwayServiceClient(sidecar.As()).GetPathwayAsync(new GetPathwayRequest { PathwayId = pathwayId })).Pathway;

    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string pathwayId) =>
        (await new PathwayService.PathwayServiceClient(sidecar.As()).GetHistoryAsync(new GetHistoryRequest { PathwayId = pathwayId, PageSize = 200 })).Entries;

    public async Task<IReadOnlyList<WorklistTask>> TasksAsync(string pathwayId) =>
        [.. (await new WorklistService.WorklistServiceClient(sidecar.As()).ListTasksAsync(new ListTasksRequest())).Tasks.Where(task => task.PathwayId == pathwayId)];

    public async Task CompleteAsync(string pathwayId, TaskKind kind)
    {
        var task = (await TasksAsync(pathwayId)).Single(task => task.Kind == kind);
        await new WorklistService.WorklistServiceClient(sidecar.As()).CompleteTaskAsync(Requests.On(pathwayId, new CompleteTaskRequest { TaskId = task.TaskId }));
    }

    public async Task<Guid> FileAsync(string pathwayId, byte[] content, byte[]? claimed = null, Guid? id = null)
    {
        id ??= Guid.CreateVersion7();
        await Documents.CommitAsync(Store, pathwayId, id.Value, content, claimed);
        return id.Value;
    }

    public Task EnterHandleAsync(string pathwayId, string handle) => Documents.EnterHandleAsync(Store, pathwayId, handle);

    public string? Read(string name) => File.Exists(Path.Combine(Outside, name)) ? File.ReadAllText(Path.Combine(Outside, name)) : null;

    /// <summary>Whole or not at all: the plugin may look at any moment.</summary>
    public void Write(string name, string text)
    {
        var written = Path.Combine(sidecar.Data, "..", $"{name}.new");
        File.WriteAllText(written, text);
        File.Move(written, Path.Combine(Outside, name), overwrite: true);
    }

    public void Delete(string name) => File.Delete(Path.Combine(Outside, name));

    public ValueTask DisposeAsync() => new(sidecar.DisposeAsync());
}
