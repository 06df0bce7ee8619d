using Xunit.Abstractions;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>The named cases of the public interop specification: clients that others wrote against our server.</summary>
public sealed class OthersClientTests(InteropFixture interop, ITestOutputHelper output) : IClassFixture<InteropFixture>
{
    private const string Scaling = "max_concurrent_streams_connection_scaling";

    [SkippableFact(Others.PythonProbe, Others.PythonNeeds)]
    public async Task Every_case_of_grpcio_against_our_server_passes_or_says_why_it_cannot_run() =>
        Enter("grpcio → ours", await interop.RunClientAsync(InteropFixture.Python), "client_compressed_streaming", Scaling);

    [SkippableFact(Others.NodeProbe, Others.NodeNeeds)]
    public async Task Every_case_of_grpc_js_against_our_server_passes_or_says_why_it_cannot_run() =>
        Enter("grpc-js → ours", await interop.RunClientAsync(InteropFixture.Node), Scaling);

    private void Enter(string column, CaseResult[] results, params string[] mayOmit)
    {
        InteropFixture.Table.Enter(column, results, [.. InteropCases.OmittedByAll, .. mayOmit]);
        output.WriteLine(InteropFixture.Table.ToString());
    }
}
