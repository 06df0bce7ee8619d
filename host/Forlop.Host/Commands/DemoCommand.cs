using System.CommandLine;
using Forlop.Host.Demo;
using Forlop.Pathways.Dates;
using NodaTime;
using Spectre.Console;

namespace Forlop.Host.Commands;

/// <summary><c>forlop demo</c>: a sidecar on a fresh store, and one child's pathway through its public API.</summary>
internal sealed class DemoCommand
{
    private readonly Option<bool> keep = new("--keep") { Description = "Leaves the sidecar serving when the story is told." };

    public Command Build()
    {
        var command = new Command("demo", "Starts a sidecar on a fresh store and walks a fictional child's pathway through it.") { keep };
        command.SetAction((result, cancellation) => Cli.GuardAsync(() => RunAsync(result.GetValue(keep), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(bool keep, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("forlop-demo-");
        try
        {
            var options = new SidecarOptions
            {
                DataDirectory = Path.Combine(folder.FullName, "data"),
                KeyFile = Path.Combine(folder.FullName, "master.key"),
                Listen = keep ? SidecarOptions.DefaultListen : null,
                SimulatedClock = Day.At(Story.FirstDay, new LocalTime(8, 0)),
            };
            await using var sidecar = await Sidecar.StartAsync(options, ServeCommand.Logging);
            using var caseSystem = new LocalConnection(options.DataDirectory, "dev-havnes");
            using var operations = new LocalConnection(options.DataDirectory, "dev-operator");
            var narrator = new Narrator(Cli.Terminal);
            narrator.Opening(options.SocketPath, sidecar.Plugins);
            var isWhole = await new Story(caseSystem, operations, narrator).TellAsync();
            if (keep)
            {
                Cli.Terminal.WriteLine($"It goes on serving on unix:{options.SocketPath} and {sidecar.Address}, with the credentials in {options.DataDirectory}. Stop it with Ctrl-C; the folder is deleted then.");
                await sidecar.WaitAsync(cancellation);
            }

            return isWhole ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
