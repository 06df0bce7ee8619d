using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.PluginHost;

/// <summary>
/// What the host does to every call, so that no one who holds a client can forget it: fields, deadline, answer. Whoever examines a
/// plugin looks at its answers as they are, and <paramref name="judges"/> is false.
/// </summary>
internal sealed class CallGuard(string pluginId, IReadOnlySet<string> granted, TimeSpan patience, TimeProvider clock, bool judges = true) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(Granted(request), InTime(context));
        return new AsyncUnaryCall<TResponse>(CheckedAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        Checked(continuation(Granted(request), InTime(context)));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(InTime(context));
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            new Writer<TRequest>(call.RequestStream, this), CheckedAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(Granted(request), InTime(context));
        return new AsyncServerStreamingCall<TResponse>(new Reader<TResponse>(call.ResponseStream, this), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(InTime(context));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new Writer<TRequest>(call.RequestStream, this), new Reader<TResponse>(call.ResponseStream, this), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private TRequest Granted<TRequest>(TRequest request)
        where TRequest : class => request is IMessage message ? (TRequest)FieldGate.Pass(message, granted) : request;

    private ClientInterceptorContext<TRequest, TResponse> InTime<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        var latest = clock.GetUtcNow().UtcDateTime + patience;
        var deadline = context.Options.Deadline is { } asked && asked < latest ? asked : latest;
        return new(context.Method, context.Host, context.Options.WithDeadline(deadline));
    }

    private async Task<TResponse> CheckedAsync<TResponse>(Task<TResponse> response) => Checked(await response);

    private TResponse Checked<TResponse>(TResponse response) =>
        judges && AnswerCheck.Broken(response) is { } broken
            ? throw new RpcException(new Status(StatusCode.Internal, $"Plugin '{pluginId}' broke the contract: {broken}."))
            : response;

    private sealed class Writer<T>(IClientStreamWriter<T> inner, CallGuard guard) : IClientStreamWriter<T>
        where T : class
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => inner.WriteAsync(guard.Granted(message));

        public Task CompleteAsync() => inner.CompleteAsync();
    }

    private sealed class Reader<T>(IAsyncStreamReader<T> inner, CallGuard guard) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var more = await inner.MoveNext(cancellationToken);
            if (more)
                guard.Checked(inner.Current);
            return more;
        }
    }
}
