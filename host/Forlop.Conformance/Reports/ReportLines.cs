namespace Forlop.Conformance.Reports;

/// <summary>A report in lines of text, for whoever looks at a terminal.</summary>
public static class ReportLines
{
    public static IEnumerable<string> Of(ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return $"{report.Package.Id} {report.Package.Version}  {report.Package.Kind}{(report.TenantId is { } tenant ? $", as {tenant}" : ", an engine")}";
        yield return $"    package       {report.Package.Sha256}";
        if (report.Package.Engine is { } engine)
            yield return $"    engine        {engine.Id} {engine.Version}, {engine.Sha256}";
        foreach (var level in report.Levels)
        {
            yield return level.Level == "worker" ? "in a process of its own" : "in the sidecar's process";
            foreach (var line in level.Rules.Where(rule => rule.Result != RuleResult.NotExamined).SelectMany(OfRule))
                yield return line;
            foreach (var rule in level.Rules.Where(rule => rule.Result == RuleResult.NotExamined))
                yield return $"    not examined  {rule.Must,-6} {rule.Because}";
        }

        yield return "cannot be seen from outside";
        foreach (var part in report.NotSeenFromOutside)
            yield return $"    {part.Must,-19} {part.What}";
        yield return Sum(report);
    }

    /// <summary>Whether a report is about the files that lie here. Contacts may change without a new hash, and do not count.</summary>
    public static bool IsOf(ConformanceReport report, ExaminedFiles here)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(here);
        return report.Package with { ContactsSha256 = null } == here with { ContactsSha256 = null };
    }

    /// <summary>The same in words.</summary>
    public static IEnumerable<string> Compared(ConformanceReport report, ExaminedFiles here)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(here);
        yield return $"report of {report.CheckedOn}, by kit {report.Kit} for contract {report.Contract}: whole";
        yield return Sum(report);
        yield return $"    examined      {report.Package.Id} {report.Package.Version}, {report.Package.Sha256}";
        yield return $"    here          {here.Id} {here.Version}, {here.Sha256}";
        if (report.Package.Engine != here.Engine)
            yield return $"    engine        was {report.Package.Engine?.Version} {report.Package.Engine?.Sha256}, and is {here.Engine?.Version} {here.Engine?.Sha256}";
        if (report.Package.ContactsSha256 != here.ContactsSha256)
            yield return "    contacts      have changed since, as they may without a new hash";
        yield return IsOf(report, here) ? "The report is of this package." : "The report is NOT of this package: examine it anew.";
    }

    private static IEnumerable<string> OfRule(RuleFinding rule)
    {
        yield return $"    {(rule.Result == RuleResult.Kept ? "kept" : "BROKEN"),-13} {rule.Must,-6} {rule.Rule}";
        foreach (var seen in rule.Found ?? [])
            yield return $"                         {seen}";
        if (rule.BrokenLooks > (rule.Found?.Count ?? 0))
            yield return $"                         in all {rule.BrokenLooks} times of {rule.Looks}";
    }

    private static string Sum(ConformanceReport report)
    {
        var rules = report.Levels.SelectMany(level => level.Rules).GroupBy(rule => rule.Must, StringComparer.Ordinal).ToList();
        var broken = rules.Where(rule => rule.Any(at => at.Result == RuleResult.Broken)).Select(rule => rule.Key).ToList();
        var kept = rules.Count(rule => rule.All(at => at.Result != RuleResult.Broken) && rule.Any(at => at.Result == RuleResult.Kept));
        var unexamined = rules.Where(rule => rule.All(at => at.Result == RuleResult.NotExamined)).Select(rule => rule.Key).ToList();
        var rest = unexamined.Count == 0 ? "" : $" Not examined: {string.Join(", ", unexamined)}.";
        return broken.Count == 0
            ? $"CONFORMS: {kept} rules kept, none broken.{rest}"
            : $"DOES NOT CONFORM: {string.Join(", ", broken)} broken; {kept} rules kept.{rest}";
    }
}
