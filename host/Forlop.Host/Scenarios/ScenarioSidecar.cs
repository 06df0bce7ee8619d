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
                SimulatedClock = Day.At(scenario.StartsOn, new LocalTime(8, 0)),
            };
            options = WithSettings(options, ScenarioSettings.Write(scenario, Path.Combine(started.folder.FullName, "settings")), scenario);
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

    // DEBT: the one place where the settings reach the sidecar. SidecarOptions takes no folder of settings yet; when it does,
    // this becomes `options with { SettingsFolder = settings }`. Until then a scenario that has some is refused, not half played.
    private static SidecarOptions WithSettings(SidecarOptions options, string? settings, Scenario scenario) => settings is null
        ? options
        : throw scenario.Tenants.First(tenant => tenant.Settings is not null).Settings!.Fault("This release has no settings of a service yet. Take the settings out, or use a release that has them.");
}
