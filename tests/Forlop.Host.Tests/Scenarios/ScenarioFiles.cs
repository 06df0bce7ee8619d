using Forlop.Host.Commands;
using Forlop.Host.Scenarios;
using Spectre.Console;

namespace Forlop.Host.Tests.Scenarios;

/// <summary>The scenarios of the repository, and what it takes to play one.</summary>
internal static class ScenarioFiles
{
    public static readonly string Folder = RepositoryFolder.Combine("tests", "scenarios");
    public static readonly string Goldens = RepositoryFolder.Combine("tests", "goldens");

    public static bool Renew => Environment.GetEnvironmentVariable("FORLOP_RENEW") == "1";

    /// <summary>Their names, without the ending: a new file is a new test.</summary>
    public static TheoryData<string> Names => new(Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    public static string PathOf(string name) => Path.Combine(Folder, $"{name}.yaml");

    public static string GoldenOf(string name) => Path.Combine(Goldens, $"{name}.json");

    /// <summary>Plays a file as the program does; answers whether all was as expected, and what was printed.</summary>
    public static async Task<(bool IsSame, string Output)> PlayAsync(string path, SidecarClient? running = null, string? history = null, string run = "run-1")
    {
        using var writer = new StringWriter();
        var report = new ScenarioReport(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }));
        var scenario = ScenarioReader.Read(path);
        var isSame = running is null
            ? await ScenarioCommand.PlayAsync(scenario, null, report, history, CancellationToken.None)
            : await new ScenarioRun(scenario, running, report, run).PlayAsync(CancellationToken.None);
        return (isSame, writer.ToString());
    }
}
