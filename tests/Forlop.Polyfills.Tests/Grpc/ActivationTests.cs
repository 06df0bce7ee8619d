using System.Collections.Concurrent;
using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>When services and interceptors are made, by whom, and who disposes them.</summary>
public sealed class ActivationTests
{
    private readonly Diary diary = new();

    [Fact]
    public async Task A_message_is_read_then_interceptors_run_then_the_service_is_made()
    {
        await using var host = await StartAsync(options => options.Interceptors.Add<DiaryInterceptor>("outer"));

        await host.Client().UnaryAsync(new EchoRequest()).Soon();

        Assert.Equal(["outer made", "outer before", "service made", "unary", "service disposed", "outer after", "outer disposed"], diary.Lines);
    }

    [Fact]
    public async Task A_message_that_is_refused_makes_neither_interceptor_nor_service()
    {
        await using var host = await StartAsync(options =>
        {
            options.MaxReceiveMessageSize = 10;
            options.Interceptors.Add<DiaryInterceptor>("outer");
        });

        await host.Client().UnaryAsync(new EchoRequest { Padding = ByteString.CopyFrom(new byte[100]) }).StatusAsync();

        Assert.Empty(diary.Lines);
    }

    [Fact]
    public async Task Global_interceptors_stand_outside_those_of_the_service()
    {
        await using var host = await StartAsync(
            options => options.Interceptors.Add<DiaryInterceptor>("global"),
            services => services.AddGrpc().AddServiceOptions<DiaryService>(options => options.Interceptors.Add<DiaryInterceptor>("own")));

        await host.Client().UnaryAsync(new EchoRequest()).Soon();

        Assert.Equal(["global before", "own before", "own after", "global after"], diary.Lines.Where(line => line.EndsWith("before", StringComparison.Ordinal) || line.EndsWith("after", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_service_that_is_not_registered_is_made_for_each_call_and_disposed_after_it()
    {
        await using var host = await StartAsync();

        await host.Client().UnaryAsync(new EchoRequest()).Soon();
        await host.Client().UnaryAsync(new EchoRequest()).Soon();

        Assert.Equal(["service made", "unary", "service disposed", "service made", "unary", "service disposed"], diary.Lines);
    }

    [Fact]
    public async Task A_registered_singleton_serves_every_call_and_is_left_alone()
    {
        await using (var host = await StartAsync(services: services => services.AddSingleton<DiaryService>()))
        {
            await host.Client().UnaryAsync(new EchoRequest()).Soon();
            await host.Client().UnaryAsync(new EchoRequest()).Soon();
            Assert.Equal(["service made", "unary", "unary"], diary.Lines);
        }

        Assert.Equal("service disposed", diary.Lines.Last());
    }

    [Fact]
    public async Task A_registered_interceptor_is_taken_from_the_container()
    {
        await using var host = await StartAsync(
            options => options.Interceptors.Add<DiaryInterceptor>(),
            services => services.AddSingleton(new DiaryInterceptor(diary, "registered")));

        await host.Client().UnaryAsync(new EchoRequest()).Soon();
        await host.Client().UnaryAsync(new EchoRequest()).Soon();

        Assert.Single(diary.Lines, line => line == "registered made");
        Assert.DoesNotContain("registered disposed", diary.Lines);
    }

    [Fact]
    public async Task Every_kind_of_call_passes_its_interceptor()
    {
        await using var host = await StartAsync(options => options.Interceptors.Add<DiaryInterceptor>("all"));
        var client = host.Client();

        using var upload = client.ClientStream();
        await upload.RequestStream.CompleteAsync();
        await upload.ResponseAsync.Soon();
        using var download = client.ServerStream(new EchoRequest());
        Assert.False(await download.ResponseStream.MoveNext(CancellationToken.None).Soon());
        using var duplex = client.Duplex();
        await duplex.RequestStream.CompleteAsync();
        Assert.False(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());

        Assert.Equal(["client stream", "server stream", "duplex"], diary.Lines.Where(line => line.EndsWith("stream", StringComparison.Ordinal) || line == "duplex"));
        Assert.Equal(3, diary.Lines.Count(line => line == "all before"));
    }

    [Fact]
    public async Task A_constructor_that_throws_fails_the_call_like_a_method_that_throws()
    {
        await using var host = await GrpcHost.StartAsync<BrokenService>();

        Assert.Equal(StatusCode.Unknown, (await host.Client().UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task A_handler_finds_its_http_context()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) => Task.FromResult(new EchoResponse { Text = $"{context.GetHttpContext().Request.Path} {context.Method} {context.Peer[..15]}" }),
        });

        var text = (await host.Client().UnaryAsync(new EchoRequest()).Soon()).Text;

        Assert.Equal("/forlop.polyfills.tests.EchoService/Unary /forlop.polyfills.tests.EchoService/Unary ipv4:127.0.0.1:", text);
    }

    [Fact]
    public async Task A_context_that_an_interceptor_wrapped_still_leads_to_the_service()
    {
        await using var host = await StartAsync(options => options.Interceptors.Add<WrappingInterceptor>());

        await host.Client().UnaryAsync(new EchoRequest()).Soon();

        Assert.Contains("unary", diary.Lines);
    }

    [Fact]
    public void Only_an_interceptor_can_be_added_as_one()
    {
        Assert.Throws<ArgumentException>(() => new GrpcServiceOptions().Interceptors.Add(typeof(string)));
    }

    private Task<GrpcHost> StartAsync(Action<GrpcServiceOptions>? options = null, Action<IServiceCollection>? services = null) =>
        GrpcHost.StartAsync<DiaryService>(options: options, services: collection =>
        {
            collection.AddSingleton(diary);
            services?.Invoke(collection);
        });

    internal sealed class Diary
    {
        private readonly ConcurrentQueue<string> lines = [];

        public IReadOnlyList<string> Lines => [.. lines];

        public void Write(string line) => lines.Enqueue(line);
    }

    // It disposes itself in one of the two ways only: asynchronously, when both are offered.
    internal sealed class DiaryService : Protos.EchoService.EchoServiceBase, IAsyncDisposable, IDisposable
    {
        private readonly Diary diary;

        public DiaryService(Diary diary)
        {
            this.diary = diary;
            diary.Write("service made");
        }

        public override Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context) => Said("unary");

        public override Task<EchoResponse> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context) => Said("client stream");

        public override Task ServerStream(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) => Said("server stream");

        public override Task Duplex(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) => Said("duplex");

        public ValueTask DisposeAsync()
        {
            diary.Write("service disposed");
            return ValueTask.CompletedTask;
        }

        public void Dispose() => diary.Write("service disposed synchronously");

        private Task<EchoResponse> Said(string line)
        {
            diary.Write(line);
            return Task.FromResult(new EchoResponse());
        }
    }

    internal sealed class DiaryInterceptor : Interceptor, IDisposable
    {
        private readonly Diary diary;
        private readonly string name;

        public DiaryInterceptor(Diary diary, string name)
        {
            (this.diary, this.name) = (diary, name);
            diary.Write($"{name} made");
        }

        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            diary.Write($"{name} before");
            var response = await continuation(request, context);
            diary.Write($"{name} after");
            return response;
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            diary.Write($"{name} before");
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            diary.Write($"{name} before");
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            diary.Write($"{name} before");
            return continuation(requestStream, responseStream, context);
        }

        public void Dispose() => diary.Write($"{name} disposed");
    }

    private sealed class WrappingInterceptor : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new Wrapped(context));
    }

    private sealed class Wrapped(ServerCallContext inner) : ServerCallContext
    {
        protected override string MethodCore => inner.Method;

        protected override string HostCore => inner.Host;

        protected override string PeerCore => inner.Peer;

        protected override DateTime DeadlineCore => inner.Deadline;

        protected override Metadata RequestHeadersCore => inner.RequestHeaders;

        protected override CancellationToken CancellationTokenCore => inner.CancellationToken;

        protected override Metadata ResponseTrailersCore => inner.ResponseTrailers;

        protected override Status StatusCore { get => inner.Status; set => inner.Status = value; }

        protected override WriteOptions? WriteOptionsCore { get => inner.WriteOptions; set => inner.WriteOptions = value; }

        protected override AuthContext AuthContextCore => inner.AuthContext;

        protected override IDictionary<object, object> UserStateCore => inner.UserState;

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => inner.WriteResponseHeadersAsync(responseHeaders);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => inner.CreatePropagationToken(options);
    }

    private sealed class BrokenService : Protos.EchoService.EchoServiceBase
    {
        public BrokenService() => throw new InvalidOperationException("broken");
    }
}
