using System.CommandLine;
using System.Security.Cryptography;
using Forlop.Host.Scenarios;
using Forlop.Host.Security;
using Grpc.Net.Client;

namespace Forlop.Host.Commands;

/// <summary><c>forlop scenario run</c>: a story in YAML, played through the public API and checked at each step.</summary>
internal sealed class ScenarioCommand
{
    private const string OwnRun = "run-1";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private readonly Argument<string> path = new("path") { Description = "A scenario file, or a folder: then each *.yaml in it, each with a store of its own." };
    private readonly Option<string?> history = new("--history") { Description = "Writes the pathways' histories as protobuf JSON to this file; for a folder of scenarios, to this folder." };
    private readonly Option<string?> address = new("--address") { Description = "Plays it against a sidecar that already runs with --simulated-clock, such as http://127.0.0.1:5080. Needs --data or --credentials." };
    private readonly Option<string?> data = new("--data") { Description = "That sidecar's data folder. Without --address it is called over the socket in it." };
    private readonly Option<string?> credentials = new("--credentials") { Description = "That sidecar's development credentials, when its data folder cannot be reached." };

    public Command Build()
    {
        var run = new Command("run", "Plays scenarios and stops at the first difference: exit code 1. 2 when a file is no scenario. How to write one: host/Forlop.Host/Scenarios/README.md.") { path, history, address, data, credentials };
        run.SetAction((result, cancellation) => Cli.GuardAsync(() => RunAsync(
            Cli.Given(result.GetValue(path), "The path")!,
            Cli.Given(result.GetValue(history), "--history"),
            () => Running(Cli.Given(result.GetValue(address), "--address"), Cli.Given(result.GetValue(data), "--data"), Cli.Given(result.GetValue(credentials), "--credentials")),
            cancellation)));
        return new Command("scenario", "Tests an integration, or the sidecar itself, with stories in YAML.") { run };
    }

    /// <param name="connect">Answers a client of a sidecar that already runs; null when each scenario gets its own.</param>
    private static async Task<int> RunAsync(string path, string? history, Func<SidecarClient?> connect, CancellationToken cancellation)
    {
        var isFolder = Directory.Exists(path);
        using var running = connect();
        if (isFolder && running is not null)
        {
            throw new ConfigurationException($"{path} is a folder, and a running sidecar has one clock that never goes back: a second scenario could not begin. Name one file, or leave out --address, --data and --credentials.");
        }

        // All are read before the first is played: a file that is no scenario is said at once.
        var scenarios = FilesOf(path, isFolder).Select(ScenarioReader.Read).ToList();
        var report = new ScenarioReport(Cli.Terminal);
        var different = new List<string>();
        foreach (var scenario in scenarios)
        {
            var target = isFolder && history is not null ? Path.Combine(history, Path.GetFileNameWithoutExtension(scenario.File) + ".json") : history;
            if (!await PlayAsync(scenario, running, report, target, cancellation))
            {
                different.Add(scenario.File);
            }
        }

        if (isFolder)
        {
            report.Summary(scenarios.Count, different);
        }

        return different.Count == 0 ? 0 : 1;
    }

    /// <summary>Plays it against the running sidecar, or against one of its own when there is none; true when all was as expected.</summary>
    internal static async Task<bool> PlayAsync(Scenario scenario, SidecarClient? running, ScenarioReport report, string? history, CancellationToken cancellation)
    {
        if (running is not null)
        {
            // Letters alone: nothing that a reference could be refused for.
            return await PlayAsync(new ScenarioRun(scenario, running, report, $"run-{RandomNumberGenerator.GetString(Letters, 10)}"), scenario, running, report, history, cancellation);
        }

        await using var own = await ScenarioSidecar.StartAsync(scenario);
        using var client = own.Connect();
        return await PlayAsync(new ScenarioRun(scenario, client, report, OwnRun), scenario, client, report, history, cancellation);
    }

    private static async Task<bool> PlayAsync(ScenarioRun run, Scenario scenario, SidecarClient client, ScenarioReport report, string? history, CancellationToken cancellation)
    {
        var isSame = await run.PlayAsync(cancellation);
        report.Ended(scenario, isSame);
        if (isSame && history is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(history))!);
            await File.WriteAllTextAsync(history, await RecordedHistory.ReadAsync(scenario, run, client, cancellation), cancellation);
        }

        return isSame;
    }

    private static IReadOnlyList<string> FilesOf(string path, bool isFolder)
    {
        if (!isFolder)
        {
            return File.Exists(path) ? [path] : throw new ConfigurationException($"There is no file or folder {Path.GetFullPath(path)}. Name a scenario, such as tests/scenarios.");
        }

        var files = Directory.GetFiles(path, "*.yaml").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new ConfigurationException($"There is no *.yaml in {path}. Name a folder with scenarios.");
    }

    private static SidecarClient? Running(string? address, string? data, string? credentials)
    {
        if ((credentials ?? (data is null ? null : Path.Combine(data, DevelopmentCredentials.FileName))) is { } file && !File.Exists(file))
        {
            throw new ConfigurationException($"There are no credentials {file}: no sidecar has been started there. Name the data folder of one that runs with --data, or a copy of its credentials with --credentials.");
        }

        if (address is null)
        {
            return (data, credentials) switch
            {
                (null, null) => null,
                (null, _) => throw new ConfigurationException("--credentials says how to be let in, and not where. Add --address, or name the sidecar's folder with --data instead."),
                _ => SidecarClient.OverSocket(data),
            };
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/" || !url.IsLoopback)
        {
            throw new ConfigurationException($"--address {address} is not a loopback address of the form {SidecarOptions.DefaultListen}. Development credentials never leave the machine.");
        }

        return (data, credentials) switch
        {
            (_, { } copy) => new SidecarClient(GrpcChannel.ForAddress(url), DevelopmentCredentials.OpenFile(copy)),
            ({ } folder, null) => new SidecarClient(GrpcChannel.ForAddress(url), DevelopmentCredentials.Open(folder)),
            _ => throw new ConfigurationException("--address needs the sidecar's credentials: add --data with its data folder, or --credentials with its file."),
        };
    }
}
