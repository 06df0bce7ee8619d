using System.Security.Cryptography;

namespace Forlop.Conformance.Tests;

/// <summary>A program in another language: the sample that a vendor copies, and the same with one line changed.</summary>
public sealed class ProgramTests(PythonPackage python) : IClassFixture<PythonPackage>
{
    private const string Probe = "/usr/bin/python3 -c 'import grpc' && command -v protoc && command -v grpc_python_plugin";
    private const string Needs = "Debian's python3-grpcio, protobuf-compiler and protobuf-compiler-grpc";

    private static readonly Dictionary<string, (string Line, string Instead)> Changes = new(StringComparer.Ordinal)
    {
        ["PL-10"] = ("greeting = json.loads(sys.stdin.readline())", "greeting = json.loads(sys.stdin.readline()); assert len(greeting) == 3"),
        ["PL-11"] = ("server.start()", "server.add_insecure_port('127.0.0.1:0'); server.start()"),
        ["PL-11 udp"] = ("server.start()", "server.udp = __import__('socket').socket(2, 2); server.udp.bind(('127.0.0.1', 0)); server.start()"),
        ["PL-12"] = ("print(json.dumps({\"ready\": True}), flush=True)", "print('Hello.'); print(json.dumps({\"ready\": True}), flush=True)"),
        ["PL-13"] = ("if hmac.compare_digest(given, self.secret)", "if given[:31] == self.secret[:31]"),
        ["PL-14"] = ("threading.Thread(target=sys.stdin.read)", "threading.Thread(target=threading.Event().wait)"),
        ["PL-15"] = ("hmac.new(self.secret, nonce,", "hmac.new(bytes(32), nonce,"),
    };

    internal static IEnumerable<string> Planted => Changes.Keys;

    [SkippableFact(Probe, Needs)]
    public async Task It_conforms()
    {
        using var folders = new Folders();
        var report = await ConformanceKit.ExamineAsync(await OptionsAsync(folders));

        Assert.True(report.Conforms, report.Text());
        Assert.Equal(["worker"], report.Levels.Select(level => level.Level));
        Assert.Equal(["PL-5", "CK-1", "CK-2", "RO-4", "RO-5"], report.NotExamined());
    }

    [SkippableFact(Probe, Needs)]
    [Trait("Must", "PL-10")]
    [Trait("Must", "PL-11")]
    [Trait("Must", "PL-12")]
    [Trait("Must", "PL-13")]
    [Trait("Must", "PL-14")]
    [Trait("Must", "PL-15")]
    public async Task With_one_line_changed_it_is_found_to_break_the_rule_of_that_line_and_no_other()
    {
        foreach (var (planted, (line, instead)) in Changes)
        {
            var must = planted.Split(' ')[0];
            using var folders = new Folders();
            var options = await OptionsAsync(folders, line, instead);
            var report = await ConformanceKit.ExamineAsync(options with { EndPatience = must == "PL-14" ? TimeSpan.FromMilliseconds(500) : options.EndPatience });

            Assert.True(report.Broken().SequenceEqual([must]), $"{must}\n{report.Text()}");
        }
    }

    [SkippableFact(Probe, Needs)]
    public async Task It_can_run_nowhere_else()
    {
        using var folders = new Folders();
        var options = await OptionsAsync(folders);

        await Assert.ThrowsAsync<CannotExamineException>(() => ConformanceKit.ExamineAsync(options with { Levels = ExaminedLevels.InProcess }));
    }

    private async Task<ConformanceOptions> OptionsAsync(Folders folders, string line = "", string instead = "")
    {
        var folder = await python.CopyToAsync(Path.Combine(folders.Other, "routing-python"));
        if (line.Length > 0)
        {
            var file = Path.Combine(folder, "worker.py");
            var text = await File.ReadAllTextAsync(file);
            Assert.Contains(line, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, text.Replace(line, instead, StringComparison.Ordinal));
            Folders.Edit(folder, manifest => manifest["files"]!["worker.py"] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));
        }

        return Examined.Options(folder) with { QuestionStride = 60 };
    }
}
