using System.CommandLine;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Microsoft.Extensions.Logging.Console;
using NodaTime;
using Spectre.Console;

namespace Forlop.Host.Commands;

/// <summary><c>forlop serve</c>, and <c>forlop</c> alone.</summary>
internal sealed class ServeCommand
{
    private readonly Option<string> data = Cli.Data();
    private readonly Option<string?> key = Cli.Key();

    private readonly Option<string> listen = new("--listen")
    {
        Description = "A loopback address for callers that cannot use the Unix socket, or \"none\".",
        DefaultValueFactory = _ => SidecarOptions.DefaultListen,
    };

    private readonly Option<string[]> plugins = new("--plugins")
    {
        Description = "A folder with plugins of your own, each a folder or a zip archive, besides those that came with the program. It may be given several times.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> levels = new("--plugin-level")
    {
        Description = "ID=worker or ID=in-process: where that plugin's code runs. Without it, what came with the program runs in its process, anything else in one of its own.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> folders = new("--plugin-folder")
    {
        Description = "ID=FOLDER: a folder outside that the plugin may read and write from a process of its own, such as an archive's. It may be given several times.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> settings = new("--settings") { Description = "A folder with the settings of services, TENANT.yaml. A service without a file has the defaults." };

    private readonly Option<string?> simulated = new("--simulated-clock")
    {
        Description = "A day (YYYY-MM-DD) on which the calendar stands still until OperatorService.SetClock moves it. For tests and demonstrations.",
    };

    private readonly Option<bool> dev = new("--dev") { Description = "Answers gRPC reflection, so that tools can ask what is served. For development." };

    public Command Build()
    {
        var command = new Command("serve", "Runs the sidecar until it is stopped (the default).");
        AddTo(command);
        return command;
    }

    public void AddTo(Command command)
    {
        Option[] options = [data, key, listen, plugins, levels, folders, settings, simulated, dev];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) => Cli.GuardAsync(() => RunAsync(Options(result), cancellation)));
    }

    private static async Task<int> RunAsync(SidecarOptions options, CancellationToken cancellation)
    {
        var hasNoSettings = options.SettingsFolder is { } settings && !Directory.Exists(settings);
        await using var sidecar = await Sidecar.StartAsync(options, logging => Logging(logging, LogLevel.Information));
        Cli.Terminal.WriteLine($"Forløp listens on unix:{options.SocketPath}{(sidecar.Address is { } address ? $" and {address}" : "")}.");
        Cli.Terminal.WriteLine($"Development credentials for invented services: {Path.Combine(options.DataDirectory, Security.DevelopmentCredentials.FileName)}. Real children's data does not belong here yet.");
        if (hasNoSettings)
        {
            Cli.Terminal.WriteLine($"There is no settings folder {options.SettingsFolder}: every service has the defaults.");
        }

        if (sidecar.Plugins.Count == 0)
        {
            Cli.Terminal.WriteLine("No plugin was found: pathways run, and no route is suggested.");
        }

        await sidecar.WaitAsync(cancellation);
        if (!sidecar.StoreFaulted.IsCompleted)
        {
            return 0;
        }

        Cli.Errors.WriteLine("The disk failed while writing. Nothing that was acknowledged is lost; what was not has to be repeated with the same request_id. Mend the disk and start again.");
        return 6;
    }

    /// <summary>Standard error, so that what a verb prints stays readable and can be piped.</summary>
    internal static void Logging(ILoggingBuilder logging, LogLevel least) => logging
        .SetMinimumLevel(least)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Grpc", LogLevel.Warning) // it would write a line for every refusal, and whoever reaches the port can be refused
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // what it reports, the verb says in a sentence
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite; // a full pipe that nobody reads must not hold a call
        });

    private SidecarOptions Options(ParseResult result) => new()
    {
        DataDirectory = Cli.Given(result.GetValue(data), "--data")!,
        KeyFile = Cli.Given(result.GetValue(key), "--key"),
        Listen = result.GetValue(listen) is "none" ? null : result.GetValue(listen),
        OwnPlugins = [.. result.GetValue(plugins)!.Select(folder => Cli.Given(folder, "--plugins")!)],
        PluginLevels = Levels(result.GetValue(levels)!),
        PluginFolders = Folders(result.GetValue(folders)!),
        SettingsFolder = Cli.Given(result.GetValue(settings), "--settings"),
        SimulatedClock = result.GetValue(simulated) is { } day ? Morning(day) : null,
        Dev = result.GetValue(dev),
    };

    internal static Dictionary<string, PluginLevel> Levels(string[] given)
    {
        var chosen = new Dictionary<string, PluginLevel>();
        foreach (var one in given)
        {
            chosen[one.Split('=')[0]] = one.Split('=') switch
            {
                [{ Length: > 0 }, "worker"] => PluginLevel.Worker,
                [{ Length: > 0 }, "in-process"] => PluginLevel.InProcess,
                _ => throw new ConfigurationException($"--plugin-level {one} is neither ID=worker nor ID=in-process, such as routing-table=worker."),
            };
        }

        return chosen;
    }

    internal static Dictionary<string, IReadOnlyList<string>> Folders(string[] given) => given
        .Select(one => one.Split('=', 2) is [{ Length: > 0 } id, { } folder] && Path.IsPathFullyQualified(folder) && Directory.Exists(folder)
            ? (Id: id, Folder: Path.GetFullPath(folder))
            : throw new ConfigurationException($"--plugin-folder {one} is not ID=FOLDER with the whole path of a folder that exists, such as archive-folder=/srv/archive."))
        .GroupBy(one => one.Id, one => one.Folder)
        .ToDictionary(one => one.Key, one => (IReadOnlyList<string>)[.. one]);

    private static DateTimeOffset Morning(string day) => Day.TryParse(day, out var date)
        ? Day.At(date, new LocalTime(8, 0))
        : throw new ConfigurationException($"--simulated-clock {day} is not a date of the form YYYY-MM-DD.");
}
