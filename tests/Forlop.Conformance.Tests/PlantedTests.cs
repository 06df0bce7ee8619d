namespace Forlop.Conformance.Tests;

/// <summary>A plugin that breaks one rule is found to break that rule, and no other.</summary>
public sealed class PlantedTests
{
    internal static readonly string[] Planted =
    [
        "PL-1", "PL-2", "PL-3", "PL-4", "PL-5", "CK-1", "CK-2",
        "RO-1", "RO-2", "RO-3", "RO-4", "RO-5",
        "FI-1", "FI-2", "FI-2 early", "FI-3", "FI-4", "FI-5",
        "CS-1", "CS-2", "CS-3", "CS-4", "CS-5", "CS-6",
        "IN-1", "IN-2", "IN-3", "IN-4", "IN-5",
    ];

    public static TheoryData<string> Rules => [.. Planted];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_rule_that_is_broken_is_found_to_be_broken_and_no_other(string rule)
    {
        using var breaker = new BreakerFolders(rule);
        var report = await ConformanceKit.ExamineAsync(Examined.Options(breaker.Path) with { Levels = ExaminedLevels.InProcess, QuestionStride = 7 });

        Assert.False(report.Conforms);
        Assert.True(report.Broken().SequenceEqual([rule.Split(' ')[0]]), report.Text());
    }

    [Theory]
    [InlineData("RO-none")]
    [InlineData("FI-none")]
    [InlineData("CS-none")]
    [InlineData("IN-none")]
    public async Task The_same_plugin_that_breaks_nothing_conforms(string kind)
    {
        using var breaker = new BreakerFolders(kind);
        var report = await ConformanceKit.ExamineAsync(Examined.Options(breaker.Path) with { Levels = ExaminedLevels.InProcess, QuestionStride = 7 });

        Assert.True(report.Conforms, report.Text());
    }
}
