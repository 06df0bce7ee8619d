using Xunit.Abstractions;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>The named cases of the public interop specification, against libraries that others wrote and in both directions.</summary>
public sealed class InteropTests(InteropFixture interop, ITestOutputHelper output) : IClassFixture<InteropFixture>
{
    private const string PythonProbe = "/usr/bin/python3 -c 'import grpc' && command -v protoc && test -x /usr/bin/grpc_python_plugin";
    private const string PythonNeeds = "python3-grpcio, protobuf-compiler and protobuf-compiler-grpc";
    private const string NodeProbe = "command -v node && test -d tests/clients/node/node_modules/@grpc/grpc-js";
    private const string NodeNeeds = "the Node client's packages: npm ci --prefix tests/clients/node";

    private const string Scaling = "max_concurrent_streams_connection_scaling";

    [SkippableFact(PythonProbe, PythonNeeds)]
    public async Task Every_case_of_grpcio_against_our_server_passes_or_says_why_it_cannot_run() =>
        Enter("grpcio → ours", await interop.RunClientAsync(InteropFixture.Python), "client_compressed_streaming", Scaling);

    [SkippableFact(NodeProbe, NodeNeeds)]
    public async Task Every_case_of_grpc_js_against_our_server_passes_or_says_why_it_cannot_run() =>
        Enter("grpc-js → ours", await interop.RunClientAsync(InteropFixture.Node), Scaling);

    [SkippableFact(PythonProbe, PythonNeeds)]
    public async Task Every_case_of_our_client_against_grpcio_passes_or_says_why_it_cannot_run()
    {
        await using var server = await interop.StartServerAsync(InteropFixture.Python);
        Enter("ours → grpcio", await interop.RunOurClientAsync(server.Peer), "client_compressed_unary", "client_compressed_streaming", "pick_first_unary");
    }

    [SkippableFact(NodeProbe, NodeNeeds)]
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
        interop.Table.Enter(column, results, [.. InteropCases.OmittedByAll, .. mayOmit]);
        output.WriteLine(interop.Table.ToString());
    }
}
