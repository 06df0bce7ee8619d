using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>An interceptor of a channel stands before every kind of call, and may change what is sent and what comes.</summary>
public sealed class ClientInterceptorTests
{
    [Fact]
    public async Task Every_kind_of_call_passes_its_interceptor_and_carries_the_metadata_that_was_added()
    {
        var tokens = new List<string?>();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) => Noted(context, () => new EchoResponse()),
            ClientStream = (_, context) => Noted(context, () => new EchoResponse()),
            ServerStream = (_, _, context) => Noted(context, () => true),
            Duplex = (_, _, context) => Noted(context, () => true),
        });
        var witness = new Witness();
        var client = new Protos.EchoService.EchoServiceClient(host.Channel().Intercept(witness).Intercept(headers =>
        {
            headers.Add("token", "t");
            return headers;
        }));

        client.Unary(new EchoRequest());
        await client.UnaryAsync(new EchoRequest()).Soon();
        using var upload = client.ClientStream();
        await upload.ResponseAsync.Soon();
        using var download = client.ServerStream(new EchoRequest());
        Assert.False(await download.ResponseStream.MoveNext(CancellationToken.None).Soon());
        using var duplex = client.Duplex();
        Assert.False(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());

        Assert.Equal(["blocking Unary", "Unary", "ClientStreaming", "ServerStreaming", "DuplexStreaming"], witness.Seen);
        Assert.Equal(Enumerable.Repeat("t", 5), tokens);

        Task<T> Noted<T>(ServerCallContext context, Func<T> answer)
        {
            tokens.Add(context.RequestHeaders.GetValue("token"));
            return Task.FromResult(answer());
        }
    }

    [Fact]
    public async Task An_interceptor_may_change_the_request_the_options_and_the_reply()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (request, context) => Task.FromResult(new EchoResponse { Text = $"{request.Text} {context.Deadline < DateTime.MaxValue}" }),
        });
        var client = new Protos.EchoService.EchoServiceClient(host.Channel().Intercept(new Changer()));

        Assert.Equal("changed True, seen", (await client.UnaryAsync(new EchoRequest { Text = "original" }).Soon()).Text);
    }

    [Fact]
    public async Task An_interceptor_may_answer_without_the_server()
    {
        await using var silent = new SilentServer();
        using var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(silent.Address);
        var client = new Protos.EchoService.EchoServiceClient(channel.Intercept(new Answerer()));

        Assert.Equal("by itself", (await client.UnaryAsync(new EchoRequest()).Soon()).Text);
    }

    private sealed class Witness : Interceptor
    {
        public List<string> Seen { get; } = [];

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add($"blocking {context.Method.Type}");
            return continuation(request, context);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add($"{context.Method.Type}");
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add($"{context.Method.Type}");
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add($"{context.Method.Type}");
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add($"{context.Method.Type}");
            return continuation(context);
        }
    }

    private sealed class Changer : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var options = context.Options.WithDeadline(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
            var call = continuation((TRequest)(object)new EchoRequest { Text = "changed" }, new(context.Method, context.Host, options));
            return new(SeenAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private static async Task<TResponse> SeenAsync<TResponse>(Task<TResponse> response)
        {
            var message = await response;
            ((EchoResponse)(object)message!).Text += ", seen";
            return message;
        }
    }

    private sealed class Answerer : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            new(Task.FromResult((TResponse)(object)new EchoResponse { Text = "by itself" }), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
