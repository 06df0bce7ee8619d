using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class CallTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_four_kinds_arrive_over_tcp_and_over_a_unix_socket(bool unixSocket)
    {
        await using var host = await GrpcHost.StartAsync();
        var client = unixSocket ? host.ClientOverUnixSocket() : host.Client();

        Assert.Equal("a", (await client.UnaryAsync(new EchoRequest { Text = "a" }).Soon()).Text);

        using var upload = client.ClientStream();
        await upload.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
        await upload.RequestStream.WriteAsync(new EchoRequest { Text = "b" });
        await upload.RequestStream.CompleteAsync();
        Assert.Equal("a,b", (await upload.ResponseAsync.Soon()).Text);

        using var download = client.ServerStream(new EchoRequest { Text = "x", Count = 3 });
        Assert.Equal(["x0", "x1", "x2"], await TextsAsync(download.ResponseStream).Soon());

        using var duplex = client.Duplex();
        foreach (var text in new[] { "p", "q" })
        {
            await duplex.RequestStream.WriteAsync(new EchoRequest { Text = text });
            Assert.True(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());
            Assert.Equal(text, duplex.ResponseStream.Current.Text);
        }

        await duplex.RequestStream.CompleteAsync();
        Assert.False(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());
        Assert.Equal(StatusCode.OK, duplex.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_blocking_call_answers_like_an_asynchronous_one()
    {
        await using var host = await GrpcHost.StartAsync();

        Assert.Equal("a", host.Client().Unary(new EchoRequest { Text = "a" }).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task A_message_of_any_size_under_the_limit_arrives_whole(int size)
    {
        await using var host = await GrpcHost.StartAsync();
        var padding = ByteString.CopyFrom([.. Enumerable.Range(0, size).Select(i => (byte)i)]);

        var response = await host.Client().UnaryAsync(new EchoRequest { Padding = padding }).Soon();

        Assert.Equal(padding, response.Padding);
    }

    [Fact]
    public async Task Status_and_trailers_are_there_only_when_the_call_has_ended()
    {
        var release = new TaskCompletionSource();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = async (_, context) =>
            {
                await release.Task;
                context.ResponseTrailers.Add("end", "yes");
                return new EchoResponse();
            },
        });
        using var call = host.Client().UnaryAsync(new EchoRequest());

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
        release.SetResult();
        await call.Soon();

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("yes", call.GetTrailers().GetValue("end"));
    }

    [Fact]
    public async Task Response_headers_arrive_before_the_first_message()
    {
        var release = new TaskCompletionSource();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = async (_, responses, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "early", "bird" } });
                await release.Task;
                await responses.WriteAsync(new EchoResponse());
            },
        });
        using var call = host.Client().ServerStream(new EchoRequest());

        Assert.Equal("bird", (await call.ResponseHeadersAsync.Soon()).GetValue("early"));
        release.SetResult();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).Soon());
    }

    [Fact]
    public async Task Response_headers_are_sent_once()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = async (_, context) =>
            {
                await context.WriteResponseHeadersAsync([]);
                await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
                return new EchoResponse { Text = "refused" };
            },
        });

        Assert.Equal("refused", (await host.Client().UnaryAsync(new EchoRequest()).Soon()).Text);
    }

    [Fact]
    public async Task A_server_may_answer_before_the_caller_has_finished_writing()
    {
        await using var host = await GrpcHost.StartAsync(new Script { ClientStream = (_, _) => Task.FromResult(new EchoResponse { Text = "enough" }) });
        using var call = host.Client().ClientStream();

        Assert.Equal("enough", (await call.ResponseAsync.Soon()).Text);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new EchoRequest()).Soon());
    }

    [Fact]
    public async Task A_server_may_go_on_when_the_caller_has_finished_writing()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Duplex = async (requests, responses, _) =>
            {
                while (await requests.MoveNext(CancellationToken.None))
                {
                    await responses.WriteAsync(new EchoResponse { Text = "meanwhile" });
                }

                await responses.WriteAsync(new EchoResponse { Text = "after" });
                await responses.WriteAsync(new EchoResponse { Text = "all" });
            },
        });
        using var call = host.Client().Duplex();
        await call.RequestStream.WriteAsync(new EchoRequest());
        await call.RequestStream.CompleteAsync();

        Assert.Equal(["meanwhile", "after", "all"], await TextsAsync(call.ResponseStream).Soon());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_write_to_a_call_that_the_server_refused_tells_the_servers_status()
    {
        await using var host = await GrpcHost.StartAsync(new Script { ClientStream = (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no")) });
        using var call = host.Client().ClientStream();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.Soon());

        var thrown = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()).Soon());

        Assert.Equal(StatusCode.PermissionDenied, thrown.StatusCode);
    }

    [Fact]
    public async Task A_completed_request_stream_takes_no_more()
    {
        await using var host = await GrpcHost.StartAsync();
        using var call = host.Client().ClientStream();
        await call.RequestStream.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
    }

    [Fact]
    public async Task Both_stream_writers_take_a_token_that_can_be_cancelled()
    {
        await using var host = await GrpcHost.StartAsync();
        using var source = new CancellationTokenSource();
        using var call = host.Client().ClientStream();

        await call.RequestStream.WriteAsync(new EchoRequest { Text = "a" }, source.Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal("a", (await call.ResponseAsync.Soon()).Text);
    }

    [Fact]
    public async Task Many_calls_share_one_channel()
    {
        await using var host = await GrpcHost.StartAsync();
        var client = host.Client();

        var texts = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i => (await client.UnaryAsync(new EchoRequest { Text = $"{i}" }).Soon()).Text));

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), texts);
    }

    private static async Task<List<string>> TextsAsync(IAsyncStreamReader<EchoResponse> responses)
    {
        var texts = new List<string>();
        await foreach (var response in responses.ReadAllAsync())
        {
            texts.Add(response.Text);
        }

        return texts;
    }
}
