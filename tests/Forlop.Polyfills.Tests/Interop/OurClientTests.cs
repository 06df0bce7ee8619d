using Xunit.Abstractions;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>The named cases of the public interop specification: our client against servers that others wrote, and against ours.</summary>
public sealed class OurClientTests(InteropFixture interop, ITestOutputHelper output) : IClassFixture<InteropFixture>
{
    [SkippableFact(Others.PythonProbe, Others.PythonNeeds)]
    public async Task Every_case_of_our_client_against_grpcio_passes_or_says_why_it_cannot_run()
    {
        await using var server = await interop.StartServerAsync(InteropFixture.Python);
        Enter("ours → grpcio", await interop.RunOurClientAsync(server.Peer), "client_compressed_unary", "client_compressed_streaming", "pick_first_unary");
    }

    [SkippableFact(Others.NodeProbe, Others.NodeNeeds)]
    public async Task Every_case_of_our_client_against_grpc_js_passes_or_says_why_it_cannot_run()
    {
        await using var server = await interop.StartServerAsync(InteropFixture.Node);
        Enter(
            "ours → grpc-js",
            await interop.RunOurClientAsync(server.Peer),
            "client_compressed_unary",
            "client_compressed_streaming",
            "server_compressed_unary",
            "server_compressed_streaming",
            "pick_first_unary");
    }

    [Fact]
    public async Task Every_case_of_our_client_against_our_server_passes_or_says_why_it_cannot_run() =>
        Enter("ours → ours", await interop.RunOurClientAsync(interop.Ours), "pick_first_unary");

    private void Enter(string column, CaseResult[] results, params string[] mayOmit)
    {
        InteropFixture.Table.Enter(column, results, [.. InteropCases.OmittedByAll, .. mayOmit]);
        output.WriteLine(InteropFixture.Table.ToString());
    }
}
