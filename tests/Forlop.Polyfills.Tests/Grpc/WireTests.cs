using System.IO.Compression;
using System.Net;
using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>Requests that no gRPC library sends.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private GrpcHost host = null!;

    public async Task InitializeAsync() => host = await GrpcHost.StartAsync(options: options => options.MaxReceiveMessageSize = 1000);

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_frame_may_claim_only_what_follows()
    {
        var reply = await host.Raw().PostAsync(RawClient.Frame(new byte[10], claimedLength: 20));

        Assert.Equal((HttpStatusCode.OK, Code(StatusCode.Internal)), (reply.Http, reply.Status));
    }

    [Fact]
    public async Task A_frame_that_claims_four_gigabytes_is_refused_unread()
    {
        Assert.Equal(Code(StatusCode.ResourceExhausted), (await host.Raw().PostAsync(RawClient.Frame([], claimedLength: uint.MaxValue))).Status);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    public async Task A_request_without_a_whole_message_is_refused(byte[] body)
    {
        var reply = await host.Raw().PostAsync(body);

        Assert.Equal((Code(StatusCode.Internal), "Incomplete message."), (reply.Status, reply.Message));
    }

    [Fact]
    public async Task Two_messages_are_one_too_many_for_a_unary_call()
    {
        var frame = RawClient.Frame(new EchoRequest { Text = "a" });

        Assert.Equal(Code(StatusCode.Internal), (await host.Raw().PostAsync([.. frame, .. frame])).Status);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public async Task A_flag_other_than_0_or_1_is_refused(byte flag)
    {
        Assert.Equal(Code(StatusCode.Internal), (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest(), flag))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task A_compressed_message_must_say_how_it_is_compressed(string? encoding)
    {
        (string, string)[] headers = encoding is null ? [] : [("grpc-encoding", encoding)];

        Assert.Equal(Code(StatusCode.Internal), (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest(), flag: 1), headers: headers)).Status);
    }

    [Fact]
    public async Task An_encoding_that_is_not_known_is_answered_with_those_that_are()
    {
        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("grpc-encoding", "snappy"));

        Assert.Equal(Code(StatusCode.Unimplemented), reply.Status);
        Assert.Equal("identity,gzip,deflate", Assert.Single(reply.Headers.GetValues("grpc-accept-encoding")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_compressed_message_is_read(string encoding)
    {
        var reply = await host.Raw().PostAsync(RawClient.Frame(Compressed(encoding, new EchoRequest { Text = "a" }), flag: 1), headers: ("grpc-encoding", encoding));

        Assert.Equal("0", reply.Status);
        Assert.Equal(RawClient.Frame(new EchoResponse { Text = "a" }), reply.Body);
    }

    [Fact]
    public async Task A_message_may_stay_uncompressed_under_a_compression_header()
    {
        Assert.Equal("0", (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("grpc-encoding", "gzip"))).Status);
    }

    [Fact]
    public async Task A_message_that_only_claims_to_be_gzip_is_refused()
    {
        Assert.Equal(Code(StatusCode.Internal), (await host.Raw().PostAsync(RawClient.Frame([1, 2, 3, 4, 5], flag: 1), headers: ("grpc-encoding", "gzip"))).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task The_size_limit_holds_for_what_a_small_frame_unpacks_to(string encoding)
    {
        var bomb = Compressed(encoding, new EchoRequest { Padding = ByteString.CopyFrom(new byte[100_000]) });
        Assert.True(bomb.Length < 1000);

        Assert.Equal(Code(StatusCode.ResourceExhausted), (await host.Raw().PostAsync(RawClient.Frame(bomb, flag: 1), headers: ("grpc-encoding", encoding))).Status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData(null)]
    public async Task Another_content_type_is_answered_415(string? contentType)
    {
        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), contentType: contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, Code(StatusCode.Internal)), (reply.Http, reply.Status));
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    [InlineData("APPLICATION/GRPC")]
    public async Task Variants_of_the_content_type_are_grpc_too(string contentType)
    {
        Assert.Equal("0", (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), contentType: contentType)).Status);
    }

    [Fact]
    public async Task A_request_over_http_1_is_told_to_upgrade()
    {
        using var raw = new RawClient(host.Http1Address);

        Assert.Equal(HttpStatusCode.UpgradeRequired, (await raw.PostAsync(RawClient.Frame(new EchoRequest()), version: HttpVersion.Version11)).Http);
    }

    [Fact]
    public async Task Another_verb_than_post_is_answered_405()
    {
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), method: HttpMethod.Put)).Http);
    }

    [Fact]
    public async Task An_unknown_method_of_a_known_service_is_unimplemented()
    {
        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), path: "/forlop.polyfills.tests.EchoService/Nothing");

        Assert.Equal((Code(StatusCode.Unimplemented), "Method is unimplemented."), (reply.Status, reply.Message));
    }

    [Fact]
    public async Task A_message_that_is_no_protobuf_fails_its_call_only()
    {
        var raw = host.Raw();

        Assert.NotEqual("0", (await raw.PostAsync(RawClient.Frame([0xFF, 0xFF, 0xFF]))).Status);
        Assert.Equal("0", (await raw.PostAsync(RawClient.Frame(new EchoRequest()))).Status);
    }

    private static byte[] Compressed(string encoding, IMessage message)
    {
        using var target = new MemoryStream();
        using (Stream squeeze = encoding == "gzip" ? new GZipStream(target, CompressionLevel.SmallestSize) : new ZLibStream(target, CompressionLevel.SmallestSize))
        {
            message.WriteTo(squeeze);
        }

        return target.ToArray();
    }

    private static string Code(StatusCode code) => $"{(int)code}";
}
