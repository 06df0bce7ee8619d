using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Forlop.Conformance.Reports;

namespace Forlop.Conformance.Tests;

/// <summary>The report as a municipality is handed it, and the verb that writes and checks it.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Folders folders = Folders.With("routing-sample");

    private string Package => Path.Combine(folders.Shipped, "routing-sample");

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task Its_second_line_is_the_hash_of_all_others_and_a_changed_one_is_refused()
    {
        var report = await ConformanceKit.ExamineAsync(InProcess());
        var bytes = ReportFile.Write(report);
        var others = string.Concat(Encoding.UTF8.GetString(bytes).Split('\n')[..^1].Where(line => !line.StartsWith("  \"sha256\"", StringComparison.Ordinal)).Select(line => $"{line}\n"));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(others))), ReportFile.HashIn(bytes));
        Assert.Equal(bytes, ReportFile.Write(ReportFile.Read(bytes)));
        foreach (var (from, to) in new[] { ("\"kept\"", "\"BROKEN\""), ("routing-sample", "routing-zample"), ("\"sha256\": \"", "\"sha256\": \"0") })
            Assert.Throws<InvalidDataException>(() => ReportFile.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(from, to, StringComparison.Ordinal))));
        Assert.Throws<InvalidDataException>(() => ReportFile.Read("{}"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => ReportFile.Read([]));
    }

    [Fact]
    public async Task Two_examinations_of_a_package_write_the_same_file_and_none_of_them_names_the_machine()
    {
        var one = ReportFile.Write(await ConformanceKit.ExamineAsync(InProcess()));

        Assert.Equal(one, ReportFile.Write(await ConformanceKit.ExamineAsync(InProcess())));
        Assert.DoesNotContain(folders.Root, Encoding.UTF8.GetString(one), StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, Encoding.UTF8.GetString(one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_cannot_be_examined_is_told_why()
    {
        async Task<string> WhyAsync(ConformanceOptions options) => (await Assert.ThrowsAsync<CannotExamineException>(() => ConformanceKit.ExamineAsync(options))).Message;

        Assert.Contains("neither a folder nor a file", await WhyAsync(InProcess() with { Path = Path.Combine(folders.Root, "nowhere") }), StringComparison.Ordinal);
        Assert.Contains("havnes", await WhyAsync(InProcess() with { TenantId = "skogli" }), StringComparison.Ordinal);
        using (var archive = new KindFolders("filing", "FolderArchive"))
        {
            Assert.Contains("--test-system", await WhyAsync(Examined.Options(archive.Package) with { IsTestSystem = false }), StringComparison.Ordinal);
            Directory.Delete(archive.Store);
            Assert.Contains("lager den", await WhyAsync(Examined.Options(archive.Package)), StringComparison.Ordinal);
        }

        using (var caseSystem = new KindFolders("fagsystem", "FolderCaseSystem"))
            Assert.Contains("--child", await WhyAsync(Examined.Options(caseSystem.Package) with { ChildReference = null }), StringComparison.Ordinal);
        using (var inbox = new KindFolders("intake", "FolderInbox"))
            Assert.Contains("inbox", await WhyAsync(Examined.Options(inbox.Package)), StringComparison.Ordinal);
        using (var table = Folders.With("routing-havnes"))
            Assert.Contains("--engine", await WhyAsync(Examined.Options(Path.Combine(table.Shipped, "routing-havnes")) with { ShippedFolder = folders.Root }), StringComparison.Ordinal);
        await File.AppendAllTextAsync(Path.Combine(Package, "RoutingSample.dll"), "more");
        Assert.Contains("RoutingSample.dll", await WhyAsync(InProcess()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_of_the_files_that_were_examined_and_of_no_others()
    {
        var report = await ConformanceKit.ExamineAsync(InProcess());
        Assert.True(ReportLines.IsOf(report, ConformanceKit.Identify(InProcess())));

        Folders.Edit(Package, manifest => manifest["tenants"]!.AsArray().Add("skogli"));
        Assert.False(ReportLines.IsOf(report, ConformanceKit.Identify(InProcess())));

        using var table = Folders.With("routing-havnes");
        var options = Examined.Options(Path.Combine(table.Shipped, "routing-havnes")) with { Levels = ExaminedLevels.InProcess, QuestionStride = 100 };
        report = await ConformanceKit.ExamineAsync(options);
        Assert.Equal("9901", report.Asked!.Crossed[0]);
        await File.AppendAllTextAsync(Path.Combine(options.Path, "contacts.yaml"), "# a number was mended\n");
        Assert.True(ReportLines.IsOf(report, ConformanceKit.Identify(options)));
        Assert.Contains(ReportLines.Compared(report, ConformanceKit.Identify(options)), line => line.Contains("contacts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_wrote_by_hand_conforms_to_nothing()
    {
        var whole = await ConformanceKit.ExamineAsync(InProcess());
        var here = ConformanceKit.Identify(InProcess());
        var level = whole.Levels[0];
        Assert.True(ReportVerdict.Conforms(whole));
        ConformanceReport With(params RuleFinding[] rules) => whole with { Levels = [level with { Rules = rules }] };
        var broken = With([.. level.Rules.Select(rule => rule.Must == "RO-1" ? rule with { Result = RuleResult.Broken, BrokenLooks = 1 } : rule)]);
        ConformanceReport[] forged =
        [
            whole with { Conforms = false, Levels = [] },
            whole with { Levels = [] },
            whole with { Conforms = false },
            whole with { Levels = [level, level] },
            whole with { Levels = [level with { Level = "somewhere" }] },
            whole with { Levels = [level with { Level = "worker" }] },
            whole with { Package = whole.Package with { Kind = "filing" } },
            With([.. level.Rules.Skip(1)]),
            With([.. level.Rules, level.Rules[0]]),
            With([.. level.Rules.Select(rule => rule with { Looks = 0 })]),
            broken,
            broken with { Conforms = false },
        ];
        foreach (var report in forged)
        {
            var read = ReportFile.Read(ReportFile.Write(report));
            Assert.False(ReportVerdict.Conforms(read));
            Assert.DoesNotContain(ReportLines.Compared(read, here), line => line.StartsWith("CONFORMS", StringComparison.Ordinal));
        }

        Assert.Contains(ReportLines.Compared(broken with { Conforms = false }, here), line => line.StartsWith("DOES NOT CONFORM: RO-1", StringComparison.Ordinal));
        Assert.False(ReportLines.IsOf(whole with { TenantId = "skogli" }, here));
        Assert.Contains("in the sidecar's process: ", string.Join('\n', ReportLines.Compared(whole, here)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_a_report_reaches_a_terminal_as_more_than_letters()
    {
        const string Escape = "\u001b[2J\u202e";
        var whole = await ConformanceKit.ExamineAsync(InProcess());
        var level = whole.Levels[0];
        var foreign = whole with
        {
            Kit = Escape, Contract = Escape, CheckedOn = Escape, TenantId = Escape,
            Package = new ExaminedFiles { Id = Escape, Version = Escape, Kind = Escape, Sha256 = Escape, Engine = new ExaminedEngine { Id = Escape, Version = Escape, Sha256 = Escape } },
            Asked = new AskedNumbers { Crossed = [Escape], With = Escape, Once = 1 },
            NotSeenFromOutside = [new UnseenPart { Must = Escape, What = Escape }],
            Levels = [level with { Level = Escape, Rules = [.. level.Rules.Select(rule => rule with { Must = Escape, Rule = Escape, Because = Escape, Found = [Escape], NotExaminedPart = Escape })] }],
        };

        Assert.DoesNotContain(ReportLines.Of(foreign).Concat(ReportLines.Compared(foreign, ConformanceKit.Identify(InProcess()))), line => line.Any(letter => letter is '\u001b' or '\u202e'));
    }

    [Theory]
    [InlineData("«Æsop» må ha a–z, ikke …", "«Æsop» må ha a–z, ikke …")]
    [InlineData("soft\u00adly\u200b", "soft\\u00adly\\u200b")]
    public void What_a_sentence_is_written_with_is_shown_as_it_is_and_what_hides_is_not(string said, string shown) =>
        Assert.Equal(shown, new CannotExamineException(said).Message);

    // One test, since each run is a process.
    [Fact]
    public async Task The_verb_tells_the_findings_writes_the_report_and_knows_the_package_again()
    {
        var report = Path.Combine(folders.Root, "report.json");
        var (code, text) = await RunAsync(Package, "--level", "in-process", "--unconfined", "--report", report);
        Assert.Contains("CONFORMS: ", text, StringComparison.Ordinal);
        Assert.Contains("kept          RO-1", text, StringComparison.Ordinal);
        Assert.Contains("not examined  PL-5", text, StringComparison.Ordinal);
        Assert.Equal(0, code);

        (code, text) = await RunAsync(Package, "--check-report", report);
        Assert.Contains("The report is of this package.", text, StringComparison.Ordinal);
        Assert.Equal(0, code);

        // It says so itself, and ends the process: the verb has the last word.
        using var breaker = new BreakerFolders("PL-6");
        (code, text) = await RunAsync(breaker.Path, "--level", "in-process", "--unconfined");
        Assert.Contains("DOES NOT CONFORM: PL-6 broken", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nCONFORMS", text, StringComparison.Ordinal);
        Assert.Equal(1, code);

        await File.WriteAllBytesAsync(report, ReportFile.Write(ReportFile.Read(await File.ReadAllBytesAsync(report)) with { Conforms = false, Levels = [] }));
        (code, text) = await RunAsync(Package, "--check-report", report);
        Assert.Contains("NOT one that this kit could have written", text, StringComparison.Ordinal);
        Assert.Equal(1, code);

        Assert.Equal(2, (await RunAsync(Path.Combine(folders.Root, "nowhere"))).Code);
    }

    private ConformanceOptions InProcess() => Examined.Options(Package) with { Levels = ExaminedLevels.InProcess, QuestionStride = 50 };

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Folders.WorkerCommand[0], [Folders.WorkerCommand[1], "plugin", "verify", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{text}{await error}");
    }
}
