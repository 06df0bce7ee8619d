using System.Security.Cryptography.X509Certificates;
using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Our client, sent through all cases against a pair of servers. The cases stand in the other halves of this class.</summary>
internal sealed partial class OurClient : IDisposable
{
    private const string Initial = "x-grpc-test-echo-initial";
    private const string Trailing = "x-grpc-test-echo-trailing-bin";

    private static readonly (int Sent, int Wanted)[] Sizes = [(27182, 31415), (8, 9), (1828, 2653), (45904, 58979)];
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    private static readonly Dictionary<string, string> Omitted = new()
    {
        ["cacheable_unary"] = "the client has no calls by GET, and the case wants a caching proxy before the server",
        ["compute_engine_creds"] = "takes its credential from the metadata server of a Google virtual machine",
        ["jwt_token_creds"] = "signs with the key file of a Google service account",
        ["google_default_credentials"] = "takes its credential from a Google service account",
        ["compute_engine_channel_credentials"] = "runs on a Google virtual machine only",
        ["orca_per_rpc"] = "load reports feed a load balancer, and the client has none",
        ["orca_oob"] = "load reports feed a load balancer, and the client has none",
        ["pick_first_unary"] = "a channel speaks to the one address that it is given: it resolves and balances nothing",
    };

    private readonly InteropPeer peer;
    private readonly X509Certificate2 trusted;
    private readonly GrpcChannel channel;
    private readonly TestService.TestServiceClient client;

    public OurClient(InteropPeer peer, X509Certificate2 trusted)
    {
        (this.peer, this.trusted) = (peer, trusted);
        channel = GrpcChannel.ForAddress(peer.Plain);
        client = new TestService.TestServiceClient(channel);
    }

    public void Dispose() => channel.Dispose();

    public async Task<CaseResult[]> RunAsync()
    {
        (string Name, Func<Task<string?>> Run)[] cases = [.. UnaryCases(), .. StreamingCases(), .. ChannelCases()];
        var results = Omitted.Select(omitted => new CaseResult(omitted.Key, CaseResult.Omitted, omitted.Value)).ToList();
        foreach (var (name, run) in cases)
        {
            results.Add(await RunAsync(name, run));
        }

        return [.. results];
    }

    private async Task<CaseResult> RunAsync(string name, Func<Task<string?>> run)
    {
        try
        {
            var remark = await run() ?? "";
            return peer.Cannot.TryGetValue(name, out var reason)
                ? new CaseResult(name, CaseResult.Omitted, $"{reason}{remark}")
                : new CaseResult(name, CaseResult.Passed, remark);
        }
        catch (Exception fault)
        {
            return new CaseResult(name, CaseResult.Failed, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    // What should end at once fails the case rather than hang it.
    private static CallOptions Within(int seconds = 20, Metadata? headers = null) => new(headers, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds));

    private static CallOptions With(Metadata headers) => Within(headers: headers);

    private static async Task<Status> FailsAsync(StatusCode code, Func<Task> call)
    {
        var status = (await Assert.ThrowsAsync<RpcException>(call)).Status;
        Assert.True(code == status.StatusCode, $"{code} was wanted, and it ended {status}");
        return status;
    }

    private static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };

    private static SimpleRequest Large() => new() { ResponseSize = 314159, Payload = Zeros(271828) };

    private static void IsLarge(SimpleResponse response) => Assert.True(response.Payload.Body.Span.SequenceEqual(new byte[314159]), "The payload is not 314159 zeros.");

    private static StreamingOutputCallRequest Asking(int wanted, int sent) => new() { ResponseParameters = { new ResponseParameters { Size = wanted } }, Payload = Zeros(sent) };

    private static async Task<List<StreamingOutputCallResponse>> DrainAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        var all = new List<StreamingOutputCallResponse>();
        await foreach (var response in responses.ReadAllAsync())
        {
            all.Add(response);
        }

        return all;
    }
}
