using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance.Reports;

/// <summary>
/// A report in lines of text, for whoever looks at a terminal. A report may come from anybody, and a plugin chooses what it says: whatever
/// stands in either is shown without what would move a cursor, and the words of a rule are this kit's own.
/// </summary>
public static class ReportLines
{
    private const int LongestText = 1000;

    private const int MostNumbers = 12;

    public static IEnumerable<string> Of(ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return $"{Shown(report.Package.Id)} {Shown(report.Package.Version)}  {Shown(report.Package.Kind)}{As(report.TenantId)}";
        yield return $"    package       {Shown(report.Package.Sha256)}";
        if (report.Package.Engine is { } engine)
            yield return $"    engine        {Shown(engine.Id)} {Shown(engine.Version)}, {Shown(engine.Sha256)}";
        if (report.Asked is { } asked)
            yield return $"    asked about   {NumbersOf(asked.Crossed)}, each with {Shown(asked.With)}; {asked.Once} other numbers once each";
        foreach (var level in report.Levels)
        {
            yield return HeadOf(level);
            foreach (var line in level.Rules.Where(rule => rule.Result != RuleResult.NotExamined).SelectMany(OfRule))
                yield return line;
            foreach (var rule in level.Rules.Where(rule => rule.Result == RuleResult.NotExamined))
                yield return $"    not examined  {Shown(rule.Must),-6} {Shown(rule.Because ?? "")}";
        }

        yield return "cannot be seen from outside";
        foreach (var part in report.NotSeenFromOutside)
            yield return $"    {Shown(part.Must),-19} {Shown(part.What)}";
        yield return Sum(report);
    }

    /// <summary>Whether a report is about the files that lie here, examined as that tenant. Contacts may change without a new hash, and do not count.</summary>
    public static bool IsOf(ConformanceReport report, ExaminedSubject here)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(here);
        return report.TenantId == here.TenantId && report.Package with { ContactsSha256 = null } == here.Files with { ContactsSha256 = null };
    }

    /// <summary>The same in words, with what the report's findings come to.</summary>
    public static IEnumerable<string> Compared(ConformanceReport report, ExaminedSubject here)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(here);
        var files = here.Files;
        yield return $"report of {Shown(report.CheckedOn)}, by kit {Shown(report.Kit)} for contract {Shown(report.Contract)}: whole";
        if (ReportVerdict.Flaw(report) is { } flaw)
        {
            yield return $"The report is NOT one that this kit could have written: {flaw}. Examine the package.";
        }
        else
        {
            foreach (var level in report.Levels)
                yield return $"    {HeadOf(level)}: {level.Rules.Count(rule => rule.Result == RuleResult.Kept)} kept, {level.Rules.Count(rule => rule.Result == RuleResult.Broken)} broken, {level.Rules.Count(rule => rule.Result == RuleResult.NotExamined)} not examined";
            yield return Sum(report);
        }

        yield return $"    examined      {Shown(report.Package.Id)} {Shown(report.Package.Version)}{As(report.TenantId)}, {Shown(report.Package.Sha256)}";
        yield return $"    here          {files.Id} {files.Version}{As(here.TenantId)}, {files.Sha256}";
        if (report.Package.Engine != files.Engine)
            yield return $"    engine        was {EngineOf(report.Package.Engine)}, and is {EngineOf(files.Engine)}";
        if (report.Package.ContactsSha256 != files.ContactsSha256)
            yield return "    contacts      have changed since, as they may without a new hash";
        if (report.TenantId != here.TenantId)
            yield return "    tenant        is another; say with --tenant as which one you mean to use it";
        yield return IsOf(report, here) ? "The report is of this package." : "The report is NOT of this package: examine it anew.";
    }

    private static IEnumerable<string> OfRule(RuleFinding rule)
    {
        yield return $"    {(rule.Result == RuleResult.Kept ? "kept" : "BROKEN"),-13} {Shown(rule.Must),-6} {Musts.All.FirstOrDefault(must => must.Id == rule.Must)?.Says}";
        if (rule.NotExaminedPart is { } part)
            yield return $"                         {Shown(part)}";
        foreach (var seen in rule.Found ?? [])
            yield return $"                         {Shown(seen)}";
        if (rule.BrokenLooks > (rule.Found?.Count ?? 0))
            yield return $"                         in all {rule.BrokenLooks} times of {rule.Looks}";
    }

    private static string HeadOf(LevelFindings level) => LevelNames.Parse(level.Level) switch
    {
        PluginLevel.Worker when level.Confined => "in a process of its own, confined",
        PluginLevel.Worker => "in a process of its own, NOT CONFINED: it could do all that whoever examined it can",
        PluginLevel.InProcess => "in the sidecar's process",
        _ => Shown(level.Level),
    };

    private static string Sum(ConformanceReport report)
    {
        var rules = report.Levels.SelectMany(level => level.Rules).GroupBy(rule => rule.Must, StringComparer.Ordinal).ToList();
        var broken = rules.Where(rule => rule.Any(at => at.Result == RuleResult.Broken)).Select(rule => Shown(rule.Key)).ToList();
        var kept = rules.Count(rule => rule.All(at => at.Result != RuleResult.Broken) && rule.Any(at => at.Result == RuleResult.Kept));
        var unexamined = rules.Where(rule => rule.All(at => at.Result == RuleResult.NotExamined)).Select(rule => Shown(rule.Key)).ToList();
        var rest = unexamined.Count == 0 ? "" : $" Not examined: {string.Join(", ", unexamined)}.";
        return broken.Count == 0
            ? $"CONFORMS: {kept} rules kept, none broken.{rest}"
            : $"DOES NOT CONFORM: {string.Join(", ", broken)} broken; {kept} rules kept.{rest}";
    }

    private static string As(string? tenantId) => tenantId is null ? ", an engine" : $", as {Shown(tenantId)}";

    private static string EngineOf(ExaminedEngine? engine) => engine is null ? "none" : $"{Shown(engine.Id)} {Shown(engine.Version)} {Shown(engine.Sha256)}";

    private static string NumbersOf(IReadOnlyList<string> numbers) =>
        $"{string.Join(", ", numbers.Take(MostNumbers).Select(Shown))}{(numbers.Count > MostNumbers ? $" and {numbers.Count - MostNumbers} more" : "")}";

    private static string Shown(string text) => PackagePath.Shown(text, LongestText);
}
