using System.Net;
using System.Net.Sockets;
using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>What the client makes of servers that are absent, broken or no gRPC servers at all.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");

        Assert.Equal(StatusCode.Unavailable, (await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode);
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(503, StatusCode.Unavailable)]
    public async Task An_http_status_without_a_grpc_status_is_translated(int http, StatusCode expected)
    {
        Assert.Equal(expected, await AnsweredAsync(context =>
        {
            context.Response.StatusCode = http;
            return Task.CompletedTask;
        }));
    }

    [Theory]
    [InlineData("5", StatusCode.NotFound)]
    [InlineData("77", StatusCode.Unknown)]
    [InlineData("x", StatusCode.Unknown)]
    public async Task A_grpc_status_among_the_headers_outranks_the_http_status(string sent, StatusCode expected)
    {
        Assert.Equal(expected, await AnsweredAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers["grpc-status"] = sent;
            return Task.CompletedTask;
        }));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpc-web")]
    [InlineData(null)]
    public async Task A_reply_of_another_content_type_is_no_grpc_reply(string? contentType)
    {
        Assert.Equal(StatusCode.Cancelled, await AnsweredAsync(context =>
        {
            context.Response.ContentType = contentType;
            return Task.CompletedTask;
        }));
    }

    [Fact]
    public async Task A_reply_without_trailers_has_no_status()
    {
        Assert.Equal(StatusCode.Cancelled, await AnsweredAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(RawClient.Frame(new EchoResponse()));
        }));
    }

    [Fact]
    public async Task An_ok_without_a_message_is_an_error()
    {
        Assert.Equal(StatusCode.Internal, await AnsweredAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.StartAsync();
            context.Response.AppendTrailer("grpc-status", "0");
        }));
    }

    [Fact]
    public async Task A_frame_that_is_cut_off_is_an_error()
    {
        Assert.Equal(StatusCode.Internal, await AnsweredAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(RawClient.Frame(new byte[3], claimedLength: 10));
            context.Response.AppendTrailer("grpc-status", "0");
        }));
    }

    [Fact]
    public async Task Two_replies_to_a_unary_call_are_an_error()
    {
        Assert.Equal(StatusCode.Internal, await AnsweredAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(RawClient.Frame(new EchoResponse()));
            await context.Response.Body.WriteAsync(RawClient.Frame(new EchoResponse()));
            context.Response.AppendTrailer("grpc-status", "0");
        }));
    }

    [Theory]
    [InlineData("gzip", StatusCode.Internal)] // which it is not
    [InlineData("snappy", StatusCode.Unimplemented)]
    [InlineData("identity", StatusCode.Internal)]
    [InlineData(null, StatusCode.Internal)]
    public async Task A_compressed_reply_that_cannot_be_unpacked_is_an_error(string? encoding, StatusCode expected)
    {
        Assert.Equal(expected, await AnsweredAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            if (encoding is not null)
            {
                context.Response.Headers["grpc-encoding"] = encoding;
            }

            await context.Response.Body.WriteAsync(RawClient.Frame(new byte[20], flag: 1));
            context.Response.AppendTrailer("grpc-status", "0");
        }));
    }

    [Theory]
    [InlineData("100%", "100%")]
    [InlineData("%zz %4", "%zz %4")]
    [InlineData("bl%C3%A5", "blå")]
    [InlineData("bl%E5", "bl\uFFFD")]
    public async Task A_status_message_is_read_as_well_as_it_can_be(string sent, string expected)
    {
        await using var host = await GrpcHost.StartAsync<EchoService>(pipeline: app => app.Use((RequestDelegate _) => context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "5";
            context.Response.Headers["grpc-message"] = sent;
            return Task.CompletedTask;
        }));

        var status = await host.Client().UnaryAsync(new EchoRequest()).StatusAsync();

        Assert.Equal((StatusCode.NotFound, expected), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData(1, StatusCode.Internal)] // PROTOCOL_ERROR
    [InlineData(2, StatusCode.Internal)] // INTERNAL_ERROR
    [InlineData(8, StatusCode.Cancelled)] // CANCEL
    [InlineData(11, StatusCode.ResourceExhausted)] // ENHANCE_YOUR_CALM
    [InlineData(12, StatusCode.PermissionDenied)] // INADEQUATE_SECURITY
    public async Task A_reset_of_the_stream_is_translated(int errorCode, StatusCode expected)
    {
        Assert.Equal(expected, await AnsweredAsync(context =>
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
            return Task.CompletedTask;
        }));
    }

    [Fact]
    public async Task Interceptors_of_a_channel_see_its_calls_the_first_one_first()
    {
        var seen = new List<string>();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) => Task.FromResult(new EchoResponse { Text = context.RequestHeaders.GetValue("token") }),
        });
        var invoker = host.Channel()
            .Intercept(headers =>
            {
                headers.Add("token", "t");
                return headers;
            })
            .Intercept(new Witness("first", seen), new Witness("second", seen));
        var client = new Protos.EchoService.EchoServiceClient(invoker);

        Assert.Equal("t", (await client.UnaryAsync(new EchoRequest()).Soon()).Text);
        Assert.Equal("t", client.Unary(new EchoRequest()).Text);

        Assert.Equal(["first", "second", "first blocking", "second blocking"], seen);
    }

    [Fact]
    public void An_address_must_be_http_or_https_and_fit_its_credentials()
    {
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("unix:///tmp/s"));
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("https://localhost", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }));
    }

    [Fact]
    public async Task An_http_client_that_was_lent_is_not_disposed_and_does_not_buffer_streams()
    {
        await using var host = await GrpcHost.StartAsync();
        using var http = new HttpClient();
        using (var channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { HttpClient = http }))
        {
            using var call = new Protos.EchoService.EchoServiceClient(channel).Duplex();
            await call.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).Soon());
        }

        using var again = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { HttpClient = http });
        await new Protos.EchoService.EchoServiceClient(again).UnaryAsync(new EchoRequest()).Soon();
    }

    /// <summary>The status of a call whose answer a plain HTTP endpoint wrote.</summary>
    private static async Task<StatusCode> AnsweredAsync(RequestDelegate answer)
    {
        await using var host = await GrpcHost.StartAsync<EchoService>(pipeline: app => app.Use((RequestDelegate _) => answer));
        return (await host.Client().UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode;
    }

    private sealed class Witness(string name, List<string> seen) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add(name);
            return continuation(request, context);
        }

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} blocking");
            return continuation(request, context);
        }
    }
}
