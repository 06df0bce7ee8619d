using Forlop.Conformance.Reports;
using Forlop.PluginHost.Workers;

namespace Forlop.Conformance.Tests;

/// <summary>The in-process level in a process that is not the kit's, where a plugin may end what it likes.</summary>
public sealed class WithinTests
{
    internal static readonly string[] Planted = ["PL-6"];

    [Fact]
    [Trait("Must", "PL-6")]
    public async Task A_plugin_that_ends_its_process_breaks_a_rule_and_the_kit_goes_on()
    {
        using var breaker = new BreakerFolders("PL-6");
        var report = await ConformanceKit.ExamineAsync(Examined.Options(breaker.Path).Elsewhere() with { QuestionStride = 400 });

        Assert.False(report.Conforms);
        Assert.Equal(["in-process", "worker"], report.Levels.Select(level => level.Level));
        Assert.All(report.Levels, level => Assert.Equal(RuleResult.Broken, level.Rules.Single(rule => rule.Must == "PL-6").Result));
        Assert.Equal(["PL-6"], report.Levels[0].Rules.Where(rule => rule.Result != RuleResult.NotExamined).Select(rule => rule.Must));
    }

    [Fact]
    public async Task What_is_found_there_is_what_is_found_here()
    {
        using var breaker = new BreakerFolders("RO-3");
        var options = Examined.Options(breaker.Path) with { Levels = ExaminedLevels.InProcess, QuestionStride = 60 };
        var here = await ConformanceKit.ExamineAsync(options);
        var there = await ConformanceKit.ExamineAsync(options.Elsewhere());

        Assert.Equal(["RO-3"], there.Broken());
        Assert.Equal(WorkerTools.OfThisMachine.Bubblewrap is not null, there.Levels[0].Confined);
        Assert.Equal(here.Text(), there.Text());
    }

    [Fact]
    public async Task One_that_cannot_be_examined_there_is_told_why()
    {
        using var inbox = new BreakerFolders("IN-none");
        File.Delete(Path.Combine(inbox.Store, "b.form"));
        var options = Examined.Options(inbox.Path).Unconfined().Elsewhere() with { Levels = ExaminedLevels.InProcess };

        Assert.Contains("1 invented", (await Assert.ThrowsAsync<CannotExamineException>(() => ConformanceKit.ExamineAsync(options))).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(inbox.Store, "a.form")));
    }

    [Fact]
    public async Task What_did_not_ship_is_not_run_without_walls_unless_somebody_says_so()
    {
        using var breaker = new BreakerFolders("RO-none");
        var bare = Examined.Options(breaker.Path) with { MayRunUnconfined = false, Levels = ExaminedLevels.ByOrigin, QuestionStride = 400, Tools = WorkerTools.OfThisMachine with { Bubblewrap = null } };
        Assert.Contains("--unconfined", (await Assert.ThrowsAsync<CannotExamineException>(() => ConformanceKit.ExamineAsync(bare))).Message, StringComparison.Ordinal);

        var report = await ConformanceKit.ExamineAsync(bare with { MayRunUnconfined = true });
        Assert.True(report.Conforms, report.Text());
        Assert.Equal("worker", Assert.Single(report.Levels).Level);
        Assert.False(report.Levels[0].Confined);
        Assert.Contains("NOT CONFINED", report.Text(), StringComparison.Ordinal);
    }
}
