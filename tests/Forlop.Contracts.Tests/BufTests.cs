namespace Forlop.Contracts.Tests;

/// <summary>What others' tools say of the contract: its form, and whether it still keeps what was published.</summary>
public sealed class BufTests
{
    public static TheoryData<string> Published =>
        [.. Directory.EnumerateFiles(Repository.Full("contracts/published"), "*.binpb").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void At_least_one_image_stands_guard() => Assert.NotEmpty(Published);

    [BufTheory]
    [InlineData("lint", "contracts")]
    [InlineData("format", "contracts", "--diff", "--exit-code")]
    public void The_contract_has_the_form_that_buf_asks_for(params string[] arguments) => Quiet(Buf.Run(arguments));

    [BufTheory]
    [MemberData(nameof(Published))]
    public void The_contract_keeps_what_was_published(string image) =>
        Quiet(Buf.Run("breaking", "contracts", "--against", $"contracts/published/{image}"));

    // A gate that never closes looks like one that has nothing to do.
    [BufTheory]
    [InlineData("forlop/v1/common.proto", "  string subject_id = 3;\n", "", "subject_id")]
    [InlineData("forlop/v1/common.proto", "  string subject_id = 3;\n", "  reserved 3;\n  reserved \"subject_id\";\n", "subject_id")]
    [InlineData("forlop/v1/common.proto", "  string subject_id = 3;\n", "  string subject_id = 33;\n", "subject_id")]
    [InlineData("forlop/v1/common.proto", "  int64 version = 4;\n", "  string version = 4;\n", "version")]
    [InlineData("forlop/v1/common.proto", "  ROLE_LEADER = 3;\n", "", "Role")]
    [InlineData("forlop/v1/health.proto", "HEALTH_AREA_DENTAL = 4;", "HEALTH_AREA_TEETH = 4;", "HEALTH_AREA_DENTAL")]
    [InlineData("forlop/v1/audit_service.proto", "  rpc VerifyLog(VerifyLogRequest) returns (VerifyLogResponse);\n", "", "VerifyLog")]
    [InlineData("forlop/plugin/v1/routing.proto", "string tenant_id = 1;", "string tenant = 1;", "tenant")]
    public void A_break_planted_in_a_copy_is_found(string file, string promise, string broken, string named)
    {
        var copy = Directory.CreateTempSubdirectory("forlop-contract-").FullName;
        try
        {
            foreach (var source in Repository.Below("contracts/proto", ".proto").Append(Repository.Full("contracts/buf.yaml")))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(Repository.Full("contracts"), source));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(source, target);
            }

            var path = Path.Combine(copy, "proto", file);
            var text = File.ReadAllText(path);
            Assert.Contains(promise, text, StringComparison.Ordinal);
            var image = Path.Combine(copy, "before.binpb");
            Quiet(Buf.Run("build", copy, "--exclude-source-info", "-o", image));
            Quiet(Buf.Run("breaking", copy, "--against", image));
            File.WriteAllText(path, text.Replace(promise, broken, StringComparison.Ordinal));

            var found = Buf.Run("breaking", copy, "--against", image);

            Assert.Contains("ended with 100", found, StringComparison.Ordinal); // What buf answers for findings, and for nothing else.
            Assert.Contains(named, found, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    // The whole of what buf said is the message.
    private static void Quiet(string said) => Assert.True(said.Length == 0, said);
}
