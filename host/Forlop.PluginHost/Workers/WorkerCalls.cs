using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.PluginHost.Workers;

/// <summary>What every call to a worker carries and every reply of one is held against, as within the process: the secret, and text that is UTF-8.</summary>
internal sealed class WorkerCalls(WorkerSecret secret) : Interceptor
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Sealed(context));

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Sealed(context));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Sealed(context));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Sealed(context));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Sealed(context));

    private ClientInterceptorContext<TRequest, TResponse> Sealed<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        // The caller's metadata stays the caller's.
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? [])
            headers.Add(entry);
        headers.Add(WorkerSecret.Key, secret.Bytes);
        var method = context.Method;
        var replies = Marshallers.Create(method.ResponseMarshaller.ContextualSerializer, reply => Payload.Read(method.ResponseMarshaller, reply.PayloadAsNewBuffer()));
        return new(new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name, method.RequestMarshaller, replies), context.Host, context.Options.WithHeaders(headers));
    }
}
