namespace Forlop.Conformance.Tests;

/// <summary>A plugin that breaks one rule is found to break that rule, and no other.</summary>
public sealed class PlantedTests
{
    internal static readonly string[] Planted =
    [
        "PL-1", "PL-1 static", "PL-2", "PL-3", "PL-4", "PL-5", "CK-1", "CK-2",
        "RO-1", "RO-1 svalbard", "RO-1 retired", "RO-2", "RO-3", "RO-4", "RO-5",
        "FI-1", "FI-2", "FI-2 early", "FI-2 remembered", "FI-3", "FI-4", "FI-5",
        "CS-1", "CS-2", "CS-3", "CS-4", "CS-5", "CS-6",
        "IN-1", "IN-2", "IN-3", "IN-4", "IN-5",
    ];

    public static TheoryData<string> Rules => [.. Planted];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_rule_that_is_broken_is_found_to_be_broken_and_no_other(string rule)
    {
        using var breaker = new BreakerFolders(rule);
        var report = await ConformanceKit.ExamineAsync(Examined.Options(breaker.Path) with { Levels = ExaminedLevels.InProcess, QuestionStride = rule.StartsWith("RO-1 ", StringComparison.Ordinal) ? 1 : 7 });

        Assert.False(report.Conforms);
        Assert.True(report.Broken().SequenceEqual([rule.Split(' ')[0]]), report.Text());
    }

    [Fact]
    public async Task What_the_package_does_not_name_is_asked_about_as_closely_when_the_kit_is_told()
    {
        using var breaker = new BreakerFolders("RO-1 told");
        var options = Examined.Options(breaker.Path) with { Levels = ExaminedLevels.InProcess, Kommunenummer = ["4627"] };
        var report = await ConformanceKit.ExamineAsync(options);

        Assert.True(report.Broken().SequenceEqual(["RO-1"]), report.Text());
        Assert.Equal(["4627"], report.Asked!.Crossed);
        Assert.Contains("asked about   4627, each with area, acuteness and protection grade", report.Text(), StringComparison.Ordinal);
        Assert.Contains("--kommunenummer", report.NotSeenFromOutside.Single(part => part.Must == "RO-1").What, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CannotExamineException>(() => ConformanceKit.ExamineAsync(options with { Kommunenummer = ["46270"] }));
    }

    // One test, several at a time, since each is three processes: what an end or a kill has to show, of each kind that keeps something.
    // FORLOP_PLANTED=all for every rule of these kinds.
    [Fact]
    public async Task A_process_of_its_own_hides_nothing()
    {
        string[] planted = Environment.GetEnvironmentVariable("FORLOP_PLANTED") == "all"
            ? ["FI-2 torn", .. Planted.Where(rule => rule[..2] is "FI" or "CS" or "IN")]
            : ["FI-2 torn", "FI-2 remembered", "FI-1", "CS-3", "IN-2"];
        await Parallel.ForEachAsync(planted, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (rule, _) =>
        {
            using var breaker = new BreakerFolders(rule);
            var report = await ConformanceKit.ExamineAsync(Examined.Options(breaker.Path).Unconfined() with { Levels = ExaminedLevels.Worker });

            Assert.True(report.Broken().SequenceEqual([rule.Split(' ')[0]]), $"{rule}\n{report.Text()}");
            if (rule == "FI-2 torn")
                Assert.Contains("when the process was killed", Assert.Single(report.Levels[0].Rules.Single(finding => finding.Must == "FI-2").Found!), StringComparison.Ordinal);
        });
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
