using Forlop.PluginHost;

namespace Forlop.Conformance.Reports;

/// <summary>
/// What the findings of a report come to. It is made of them each time: what a report says of itself, anybody can have written.
/// </summary>
public static class ReportVerdict
{
    /// <summary>Every rule was examined or passed over with a reason, at each level that the report names, and none was broken.</summary>
    public static bool Conforms(ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Flaw(report) is null && report.Levels.All(level => level.Rules.All(rule => rule.Result != RuleResult.Broken));
    }

    /// <summary>Why the report is none that the kit could have written; null when it could.</summary>
    public static string? Flaw(ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!PluginKinds.All.Contains(report.Package.Kind))
            return "it is of a kind of plugin that this kit does not know";
        if (report.Levels.Count == 0 || report.Levels.Any(level => level is null || LevelNames.Parse(level.Level) is null) || report.Levels.DistinctBy(level => level.Level).Count() != report.Levels.Count)
            return "it names no level, one that does not exist, or one twice";
        if (report.Levels.FirstOrDefault(level => !IsComplete(level, report.Package.Kind)) is { } lacking)
            return $"at the level {lacking.Level} it lacks a rule, has one that does not exist, or tells of one what cannot be";
        return report.Conforms == report.Levels.All(level => level.Rules.All(rule => rule.Result != RuleResult.Broken)) ? null : "what it says in all is not what its rules say";
    }

    /// <summary>These are the rules of that kind at that level, each once, and each with what belongs to its result.</summary>
    internal static bool IsComplete(LevelFindings level, string kind) =>
        LevelNames.Parse(level.Level) is { } at
        && level.Rules.All(rule => rule is not null && IsSound(rule))
        && level.Rules.Select(rule => rule.Must).SequenceEqual(Musts.For(kind, at).Select(must => must.Id), StringComparer.Ordinal)
        && level.Rules.Any(rule => rule.Result != RuleResult.NotExamined);

    private static bool IsSound(RuleFinding rule) => rule.Result switch
    {
        RuleResult.Kept => rule is { Looks: > 0, BrokenLooks: 0, Because: null },
        RuleResult.Broken => rule.BrokenLooks > 0 && rule.BrokenLooks <= rule.Looks && rule.Because is null,
        RuleResult.NotExamined => rule is { Looks: 0, BrokenLooks: 0 } && !string.IsNullOrWhiteSpace(rule.Because),
        _ => false,
    };
}
