using System.Security.Cryptography.X509Certificates;
using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Cases of many calls, of connections, and of callers with a name.</summary>
internal sealed partial class OurClient
{
    private (string Name, Func<Task<string?>> Run)[] ChannelCases() =>
    [
        ("oauth2_auth_token", OAuth2TokenAsync),
        ("per_rpc_creds", PerRpcCredentialsAsync),
        ("concurrent_large_unary", ConcurrentLargeUnaryAsync),
        ("rpc_soak", RpcSoakAsync),
        ("channel_soak", ChannelSoakAsync),
        ("long_lived_channel", LongLivedChannelAsync),
        ("max_concurrent_streams_connection_scaling", ConnectionScalingAsync),
    ];

    private async Task<string?> OAuth2TokenAsync()
    {
        using var secure = Secure();
        var response = await new TestService.TestServiceClient(secure).UnaryCallAsync(new SimpleRequest { FillUsername = true, FillOauthScope = true }, With(Bearer(peer.Token)));
        Assert.Equal((peer.Username, peer.Scope), (response.Username, response.OauthScope));
        return "with a token of the test's own issue, which our client sends as metadata";
    }

    private async Task<string?> PerRpcCredentialsAsync()
    {
        using var secure = Secure();
        var named = new TestService.TestServiceClient(secure);
        var request = new SimpleRequest { FillUsername = true };
        Assert.Equal(peer.Username, (await named.UnaryCallAsync(request, With(Bearer(peer.Token)))).Username);
        Assert.Equal("", (await named.UnaryCallAsync(request, Within())).Username);
        await FailsAsync(StatusCode.Unauthenticated, () => named.UnaryCallAsync(request, With(Bearer("wrong"))).ResponseAsync);
        return "with a token of the test's own issue, which our client sends as metadata";
    }

    private async Task<string?> ConcurrentLargeUnaryAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => LargeUnaryAsync(client, seconds: 60)));
        return null;
    }

    private async Task<string?> RpcSoakAsync()
    {
        for (var i = 0; i < 50; i++)
        {
            await LargeUnaryAsync();
        }

        return null;
    }

    private async Task<string?> ChannelSoakAsync()
    {
        for (var i = 0; i < 20; i++)
        {
            using var fresh = GrpcChannel.ForAddress(peer.Plain);
            await LargeUnaryAsync(new TestService.TestServiceClient(fresh));
        }

        return null;
    }

    // The pause is the case: a channel that stood idle has to serve the next call.
    private async Task<string?> LongLivedChannelAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            await LargeUnaryAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return null;
    }

    // The second server lets a connection carry two calls: the third must not wait for them.
    private async Task<string?> ConnectionScalingAsync()
    {
        using var scaling = GrpcChannel.ForAddress(peer.Second);
        var calls = new List<AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse>>();
        var connections = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var call = new TestService.TestServiceClient(scaling).FullDuplexCall(Within());
            calls.Add(call);
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { FillPeerSocketAddress = new BoolValue { Value = true } } } });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            connections.Add(call.ResponseStream.Current.PeerSocketAddress);
        }

        calls.ForEach(call => call.Dispose());
        Assert.NotEmpty(connections[0]);
        Assert.Equal(connections[0], connections[1]);
        Assert.NotEqual(connections[0], connections[2]);
        return null;
    }

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    private GrpcChannel Secure()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { trusted },
            RevocationMode = X509RevocationMode.NoCheck, // It is its own issuer, and publishes no list.
        };
        return GrpcChannel.ForAddress(peer.Secure, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
