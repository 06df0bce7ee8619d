using Forlop.Conformance.Reports;
using Forlop.PluginHost.Workers;

namespace Forlop.Conformance.Tests;

/// <summary>Examinations as the tests need them, and what came of them.</summary>
internal static class Examined
{
    public static ConformanceOptions Options(string path) => new()
    {
        Path = path,
        ShippedFolder = Folders.Plugins,
        WorkerCommand = Folders.WorkerCommand,
        Levels = ExaminedLevels.WherePossible,
        MayRunUnconfined = true,
        IsTestSystem = true,
        ChildReference = "b-17",
        // Generous, since a loaded machine is slow: what must time out has its own, shorter.
        CallPatience = TimeSpan.FromSeconds(30),
        StartPatience = TimeSpan.FromSeconds(60),
        EndPatience = TimeSpan.FromSeconds(60),
    };

    /// <summary>No walls: the folder that stands for an archive lies where a confined process sees nothing.</summary>
    public static ConformanceOptions Unconfined(this ConformanceOptions options) => options with { Tools = WorkerTools.OfThisMachine with { Bubblewrap = null } };

    /// <summary>The in-process level in another process, as the verb has it.</summary>
    public static ConformanceOptions Elsewhere(this ConformanceOptions options) => options with { WithinCommand = [.. Folders.WorkerCommand.SkipLast(1), "plugin-examine"] };

    public static IEnumerable<string> Broken(this ConformanceReport report) => With(report, RuleResult.Broken);

    public static IEnumerable<string> NotExamined(this ConformanceReport report) => With(report, RuleResult.NotExamined);

    /// <summary>What a failing test shows.</summary>
    public static string Text(this ConformanceReport report) => string.Join('\n', ReportLines.Of(report));

    private static IEnumerable<string> With(ConformanceReport report, RuleResult result) =>
        report.Levels.SelectMany(level => level.Rules).Where(rule => rule.Result == result).Select(rule => rule.Must).Distinct(StringComparer.Ordinal);
}
