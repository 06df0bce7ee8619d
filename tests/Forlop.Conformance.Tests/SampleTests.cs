using Forlop.Conformance.Reports;

namespace Forlop.Conformance.Tests;

/// <summary>What ships, and what authors copy, keeps the contract at both levels.</summary>
public sealed class SampleTests
{
    // Every number once; that a process of its own answers as this one does is seen in some.
    [Theory]
    [InlineData("routing-havnes", ExaminedLevels.InProcess, 1)]
    [InlineData("routing-havnes", ExaminedLevels.Worker, 40)]
    [InlineData("routing-skogli", ExaminedLevels.InProcess, 10)]
    public async Task A_shipped_table_keeps_every_rule(string id, ExaminedLevels level, int stride)
    {
        using var folders = Folders.With(id);
        var report = await ConformanceKit.ExamineAsync(Examined.Options(Path.Combine(folders.Shipped, id)) with { IsTestSystem = false, Levels = level, QuestionStride = stride });

        Assert.True(report.Conforms, report.Text());
        Assert.Equal(["RO-4", "RO-5"], report.NotExamined());
        Assert.Equal("routing-table", report.Package.Engine!.Id);
        Assert.NotNull(report.Package.ContactsSha256);
    }

    [Fact]
    public async Task The_engine_is_examined_as_far_as_it_serves_by_itself()
    {
        using var folders = Folders.With("routing-table");
        var report = await ConformanceKit.ExamineAsync(Examined.Options(Path.Combine(folders.Shipped, "routing-table")));

        Assert.True(report.Conforms, report.Text());
        Assert.Null(report.TenantId);
        Assert.All(report.Levels[1].Rules.Where(rule => rule.Result == RuleResult.NotExamined), rule => Assert.Contains("engine", rule.Because, StringComparison.Ordinal));
        Assert.Equal(["PL-2", "PL-3", "PL-4", "PL-6", "PL-10", "PL-11", "PL-12", "PL-13", "PL-14", "PL-15"], report.Levels[1].Rules.Where(rule => rule.Result == RuleResult.Kept).Select(rule => rule.Must));
    }

    [Fact]
    public async Task The_plugin_that_the_readme_quotes_keeps_every_rule_at_both_levels()
    {
        using var folders = Folders.With("routing-sample");
        var report = await ConformanceKit.ExamineAsync(Examined.Options(Path.Combine(folders.Shipped, "routing-sample")) with { QuestionStride = 20 });

        Assert.True(report.Conforms, report.Text());
        Assert.Equal(["in-process", "worker"], report.Levels.Select(level => level.Level));
        Assert.Equal(["PL-5", "RO-4", "RO-5"], report.NotExamined());
    }

    [Theory]
    [InlineData("filing", "FolderArchive")]
    [InlineData("fagsystem", "FolderCaseSystem")]
    [InlineData("intake", "FolderInbox")]
    [InlineData("routing", "TwoRules")]
    public async Task A_plugin_of_each_kind_keeps_every_rule(string kind, string type)
    {
        using var folders = new KindFolders(kind, type);
        await File.WriteAllTextAsync(folders["b-17.child"], """{"birthOn":"2018-05-03"}""");
        foreach (var form in new[] { "a", "b", "c" })
            await File.WriteAllTextAsync(folders[$"{form}.form"], "H-1\nnei\n");
        if (kind == "routing")
            folders.Edit(manifest => manifest.Remove("data"));
        var options = Examined.Options(folders.Package) with { OpenFolders = [Path.GetDirectoryName(folders["b-17.child"])!], QuestionStride = 20, Levels = kind == "routing" ? ExaminedLevels.InProcess : ExaminedLevels.WherePossible };
        var report = await ConformanceKit.ExamineAsync(options);

        Assert.True(report.Conforms, report.Text());
        Assert.Equal(kind == "routing" ? 1 : 2, report.Levels.Count);
        Assert.Equal(kind == "routing" ? ["PL-5"] : ["PL-1"], report.NotExamined());
    }
}
