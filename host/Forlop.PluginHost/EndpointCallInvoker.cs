using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>Lets a generated client speak to an endpoint in this process.</summary>
internal sealed class EndpointCallInvoker(EndpointLease lease, TimeProvider clock) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = StartOne(method, options, request);
        return new AsyncUnaryCall<TResponse>(call.SingleAsync(), NoHeaders, () => call.Status, () => call.Trailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = StartOne(method, options, request);
        return new AsyncServerStreamingCall<TResponse>(call, NoHeaders, () => call.Status, () => call.Trailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Start(method, options);
        return new AsyncClientStreamingCall<TRequest, TResponse>(call, call.SingleAsync(), NoHeaders, () => call.Status, () => call.Trailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Start(method, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(call, call, NoHeaders, () => call.Status, () => call.Trailers, call.Dispose);
    }

    // The boundary has trailing metadata alone.
    private static Task<Metadata> NoHeaders => Task.FromResult(new Metadata());

    private EndpointCall<TRequest, TResponse> StartOne<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var call = Start(method, options);
        // A fresh call has room for one request, so this has happened when it returns; a call that is refused says so in its status.
        _ = call.WriteAsync(request);
        _ = call.CompleteAsync();
        return call;
    }

    private EndpointCall<TRequest, TResponse> Start<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options)
        where TRequest : class
        where TResponse : class => new(method, options, lease, clock);
}
