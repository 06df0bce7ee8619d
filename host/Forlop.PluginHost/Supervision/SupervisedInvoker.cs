using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>What a client of a plugin calls through. It outlives every instance: each call goes to the one that runs now.</summary>
internal sealed class SupervisedInvoker(Supervisor supervisor) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var taken = supervisor.Take(options.Deadline);
        var call = taken.Instance.Invoker.AsyncUnaryCall(method, host, options, request);
        return new(taken.WatchAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, Both(call.Dispose, taken));
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var taken = supervisor.Take(options.Deadline);
        var call = taken.Instance.Invoker.AsyncServerStreamingCall(method, host, options, request);
        return new(taken.Watch(call.ResponseStream), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, Both(call.Dispose, taken));
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var taken = supervisor.Take(options.Deadline);
        var call = taken.Instance.Invoker.AsyncClientStreamingCall(method, host, options);
        return new(call.RequestStream, taken.WatchAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, Both(call.Dispose, taken));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var taken = supervisor.Take(options.Deadline);
        var call = taken.Instance.Invoker.AsyncDuplexStreamingCall(method, host, options);
        return new(call.RequestStream, taken.Watch(call.ResponseStream), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, Both(call.Dispose, taken));
    }

    private static Action Both(Action dispose, CallInHand taken) => () =>
    {
        dispose();
        taken.End(StatusCode.Cancelled);
    };
}
