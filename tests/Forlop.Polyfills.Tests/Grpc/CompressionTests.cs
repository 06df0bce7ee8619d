using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class CompressionTests
{
    private static readonly EchoRequest Request = new() { Padding = ByteString.CopyFrom(new byte[50_000]) };

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Both_directions_can_be_compressed(string algorithm)
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.ResponseCompressionAlgorithm = algorithm);
        var headers = new Metadata { { "grpc-internal-encoding-request", algorithm } };

        var response = await host.Client().UnaryAsync(Request, headers).Soon();

        Assert.Equal(Request.Padding, response.Padding);
    }

    [Fact]
    public async Task A_reply_is_compressed_for_a_caller_who_can_read_it()
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.ResponseCompressionAlgorithm = "gzip");

        var reply = await host.Raw().PostAsync(RawClient.Frame(Request), headers: ("grpc-accept-encoding", "identity, gzip"));

        Assert.Equal("gzip", Assert.Single(reply.Headers.GetValues("grpc-encoding")));
        Assert.Equal(1, reply.Body[0]);
        Assert.InRange(reply.Body.Length, 5, 1000);
    }

    [Fact]
    public async Task A_reply_stays_plain_for_a_caller_who_did_not_say_that_he_can()
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.ResponseCompressionAlgorithm = "gzip");

        var reply = await host.Raw().PostAsync(RawClient.Frame(Request), headers: ("grpc-accept-encoding", "identity,snappy"));

        Assert.False(reply.Headers.Contains("grpc-encoding"));
        Assert.Equal(0, reply.Body[0]);
    }

    [Fact]
    public async Task Nothing_is_not_compressed_to_what_others_cannot_read()
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.ResponseCompressionAlgorithm = "gzip");

        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("grpc-accept-encoding", "gzip"));

        Assert.Equal("0", reply.Status);
        Assert.False(reply.Body is [1, 0, 0, 0, 0], "It is flagged as gzip and has not even the header of one.");
    }

    [Fact]
    public async Task A_handler_may_leave_a_message_uncompressed()
    {
        await using var host = await GrpcHost.StartAsync(
            new Script
            {
                Unary = (request, context) =>
                {
                    context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                    return Task.FromResult(new EchoResponse { Padding = request.Padding });
                },
            },
            options => options.ResponseCompressionAlgorithm = "gzip");

        var reply = await host.Raw().PostAsync(RawClient.Frame(Request), headers: ("grpc-accept-encoding", "gzip"));

        Assert.Equal(0, reply.Body[0]);
        Assert.Equal("0", reply.Status);
    }
}
