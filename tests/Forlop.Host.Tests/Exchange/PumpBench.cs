using Forlop.Contracts.V1;
using Forlop.Host.Effects;
using Forlop.Host.Effects.Exchange;
using Forlop.Host.Settings;
using Forlop.Pathways.Dates;
using Forlop.Storage;
using Forlop.Storage.Sqlite;
using Forlop.Storage.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A real store behind a real sidecar that has no plugins, and one pump over it whose turns and whose time a test gives.</summary>
internal sealed class PumpBench : IAsyncDisposable
{
    public const string Plugin = "outside";
    public const string Tenant = "havnes";
    public const string Today = "2026-01-12";

    private readonly RunningSidecar sidecar = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private IPathwayStore? store;

    public IPathwayStore Store => store!;

    public RunningSidecar Sidecar => sidecar;

    public PumpTools Tools => new(Store, new ServiceSettingsProvider(Store, folder: null, []), new SimulatedCalendar(Day.At(Day.Parse(Today), new NodaTime.LocalTime(8, 0))), new ExchangeOptions(), NullLogger.Instance) { Clock = clock, IsRetired = _ => false };

    public static async Task<PumpBench> StartAsync()
    {
        var bench = new PumpBench();
        await bench.StartSidecarAsync();
        return bench;
    }

    /// <summary>As a disk may do it, or somebody with a hand on the file.</summary>
    public async Task DamageAsync(string sql)
    {
        await sidecar.StopAsync();
        using (var database = Database.Open(Path.Combine(sidecar.Data, "forlop.db")))
        {
            database.Execute(sql);
        }

        await StartSidecarAsync();
    }

    public async Task<string> OpenAsync(string child) => (await new PathwayService.PathwayServiceClient(sidecar.As()).OpenPathwayAsync(Requests.Open(child))).Receipt.PathwayId;

    public async Task<Pathway> GetAsync(string pathwayId) => (await new PathwayService.PathwayServiceClient(sidecar.As()).GetPathwayAsync(new GetPathwayRequest { PathwayId = pathwayId })).Pathway;

    /// <summary>Each turn when the one before has asked for it.</summary>
    public async Task TurnAsync(Pump pump, int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            clock.Advance((await pump.TurnAsync(CancellationToken.None))!.Value);
        }
    }

    /// <summary>All turns of so much time.</summary>
    public async Task TurnAsync(Pump pump, TimeSpan time)
    {
        for (var end = clock.GetUtcNow() + time; clock.GetUtcNow() < end;)
        {
            await TurnAsync(pump, turns: 1);
        }
    }

    public ValueTask DisposeAsync() => new(sidecar.DisposeAsync());

    private Task StartSidecarAsync() => sidecar.StartAsync(Today, change: options => options with { OpenStore = storage => store = options.OpenStore(storage) });
}
