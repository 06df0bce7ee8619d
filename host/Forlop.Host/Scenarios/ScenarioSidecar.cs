using Forlop.Host.Commands;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Host.Scenarios;

/// <summary>A sidecar for one scenario: a fresh store in a folder of its own, a clock on the scenario's first day, no network.</summary>
internal sealed class ScenarioSidecar : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-scenario-");
    private Sidecar? sidecar;

    private string Data => Path.Combine(folder.FullName, "data");

    public static async Task<ScenarioSidecar> StartAsync(Scenario scenario)
    {
        var started = new ScenarioSidecar();
        try
        {
            var options = new SidecarOptions
            {
                DataDirectory = started.Data,
                KeyFile = Path.Combine(started.folder.FullName, "master.key"),
                Listen = null,
                SettingsFolder = ScenarioSettings.Write(scenario, Path.Combine(started.folder.FullName, "settings")),
                SimulatedClock = Day.At(scenario.StartsOn, new LocalTime(8, 0)),
            };

            // To load plugins takes longer than the rest of the start.
            options = scenario.AsksPlugins ? options : options with { ShippedPlugins = Path.Combine(started.folder.FullName, "no-plugins") };
            started.sidecar = await Sidecar.StartAsync(options, logging => ServeCommand.Logging(logging, LogLevel.Warning));
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public SidecarClient Connect() => SidecarClient.OverSocket(Data);

    public async ValueTask DisposeAsync()
    {
        await (sidecar?.DisposeAsync() ?? ValueTask.CompletedTask);
        folder.Delete(recursive: true);
    }
}
