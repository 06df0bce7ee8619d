using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>What a client of a plugin calls through. It outlives every instance: each call goes to the one that runs now.</summary>
internal sealed class SupervisedInvoker(Supervisor supervisor) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var taken = supervisor.Take(method, options);
        var call = taken.Start(invoker => invoker.AsyncUnaryCall(method, host, options, request));
        return new(taken.WatchAsync(call.ResponseAsync), call.ResponseHeadersAsync, () => taken.InTruth(call.GetStatus()), call.GetTrailers, () => taken.Leave(call.Dispose));
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var taken = supervisor.Take(method, options);
        var call = taken.Start(invoker => invoker.AsyncServerStreamingCall(method, host, options, request));
        return new(taken.Watch(call.ResponseStream), call.ResponseHeadersAsync, () => taken.InTruth(call.GetStatus()), call.GetTrailers, () => taken.Leave(call.Dispose));
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var taken = supervisor.Take(method, options);
        var call = taken.Start(invoker => invoker.AsyncClientStreamingCall(method, host, options));
        return new(call.RequestStream, taken.WatchAsync(call.ResponseAsync), call.ResponseHeadersAsync, () => taken.InTruth(call.GetStatus()), call.GetTrailers, () => taken.Leave(call.Dispose));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var taken = supervisor.Take(method, options);
        var call = taken.Start(invoker => invoker.AsyncDuplexStreamingCall(method, host, options));
        return new(call.RequestStream, taken.Watch(call.ResponseStream), call.ResponseHeadersAsync, () => taken.InTruth(call.GetStatus()), call.GetTrailers, () => taken.Leave(call.Dispose));
    }
}
