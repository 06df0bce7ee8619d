using System.CommandLine;
using Forlop.Conformance;
using Forlop.Conformance.Reports;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace Forlop.Host.Commands;

/// <summary><c>forlop plugin verify</c>: whether a plugin keeps the contract, and a report of it. Needs no sidecar.</summary>
internal sealed class PluginVerifyCommand
{
    private const string InProcess = "in-process";
    private const string Worker = "worker";
    private const string Both = "both";

    private readonly Argument<string> path = new("FOLDER|ZIP") { Description = "A package: a folder, or a zip archive." };

    private readonly Option<string?> level = new("--level")
    {
        Description = "Where its code runs: worker (a process of its own), in-process (one process with the code that asks it), or both where it can. Without it: both for what came with this release, worker for anything else. Confined in any case, where this machine has bubblewrap.",
    };

    private readonly Option<string?> tenant = new("--tenant") { Description = "The service that it is examined as; the first that its manifest names." };
    private readonly Option<string?> engine = new("--engine") { Description = "The package of the engine that a package of data runs on; beside it, or what came with this release." };
    private readonly Option<string[]> kommunenummer = new("--kommunenummer") { Description = "For a routing plugin: a number to ask about as closely as about those that its rules name. May be given several times." };
    private readonly Option<bool> unconfined = new("--unconfined") { Description = "Runs the package's code with nothing around it where this machine has no bubblewrap: for a package that you trust." };
    private readonly Option<bool> testSystem = new("--test-system")
    {
        Description = "What its settings point to is a test system: invented documents, events and acknowledgements may go there, and it may use the network that it asks for. Filing, fagsystem and intake plugins are not examined without.",
    };
    private readonly Option<string?> child = new("--child") { Description = "For a fagsystem plugin: the reference of an invented child that the test system knows." };
    private readonly Option<string[]> folders = new("--plugin-folder") { Description = "A folder of the test system that the plugin may read and write, such as that of an archive. May be given several times." };
    private readonly Option<string?> report = new("--report") { Description = "Writes the findings there, as JSON that holds its own SHA-256." };
    private readonly Option<string?> checkReport = new("--check-report") { Description = "Runs nothing: says whether this report is whole, and is one of this very package." };

    public Command Build()
    {
        var verify = new Command("verify", "Runs a package through the numbered rules of the contract. Exit code 0: it broke none; 1: it broke one; 2: it cannot be examined, and why.")
        {
            path, level, tenant, engine, kommunenummer, unconfined, testSystem, child, folders, report, checkReport,
        };
        verify.SetAction((result, _) => Cli.GuardAsync(async () =>
        {
            try
            {
                return Cli.Given(result.GetValue(checkReport), "--check-report") is { } file ? Compare(OptionsOf(result), file) : await ExamineAsync(OptionsOf(result), Cli.Given(result.GetValue(report), "--report"));
            }
            catch (Exception e) when (e is CannotExamineException or InvalidDataException)
            {
                throw new ConfigurationException(e.Message);
            }
        }));
        return verify;
    }

    private ConformanceOptions OptionsOf(ParseResult result) => new()
    {
        Path = result.GetValue(path)!,
        TenantId = Cli.Given(result.GetValue(tenant), "--tenant"),
        Levels = result.GetValue(level) switch
        {
            InProcess => ExaminedLevels.InProcess,
            Worker => ExaminedLevels.Worker,
            Both => ExaminedLevels.WherePossible,
            null => ExaminedLevels.ByOrigin,
            var other => throw new ConfigurationException($"--level is '{other}'. Say {InProcess}, {Worker} or {Both}."),
        },
        EnginePath = Cli.Given(result.GetValue(engine), "--engine"),
        ShippedFolder = Path.Combine(AppContext.BaseDirectory, "plugins"),
        Kommunenummer = result.GetValue(kommunenummer) ?? [],
        OpenFolders = [.. (result.GetValue(folders) ?? []).Select(Existing)],
        MayRunUnconfined = result.GetValue(unconfined),
        IsTestSystem = result.GetValue(testSystem),
        ChildReference = Cli.Given(result.GetValue(child), "--child"),
        WorkerCommand = PluginWorkerCommand.Words,
        WithinCommand = PluginWorkerCommand.WordsOf(PluginExamineCommand.Name),
    };

    private static string Existing(string folder) => Directory.Exists(folder)
        ? Path.GetFullPath(folder)
        : throw new ConfigurationException($"--plugin-folder {folder} is no folder that exists.");

    private static async Task<int> ExamineAsync(ConformanceOptions options, string? file)
    {
        var found = await ConformanceKit.ExamineAsync(options);
        foreach (var line in ReportLines.Of(found))
            Cli.Terminal.WriteLine(line);
        if (file is not null)
        {
            var bytes = ReportFile.Write(found);
            await File.WriteAllBytesAsync(file, bytes);
            Cli.Terminal.WriteLine($"report        {file}, SHA-256 {ReportFile.HashIn(bytes)}");
        }

        return found.Conforms ? 0 : 1;
    }

    // What was examined is what lies here; that it was examined well is for whoever trusts the one who did it.
    private static int Compare(ConformanceOptions options, string file)
    {
        if (!File.Exists(file))
            throw new ConfigurationException($"There is no file {file}.");
        var told = ReportFile.Read(File.ReadAllBytes(file));
        var here = ConformanceKit.Identify(options);
        foreach (var line in ReportLines.Compared(told, here))
            Cli.Terminal.WriteLine(line);
        return ReportLines.IsOf(told, here) && ReportVerdict.Conforms(told) ? 0 : 1;
    }
}
