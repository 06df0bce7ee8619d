using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class DuplexStreamingHandler<TService, TRequest, TResponse> : CallHandler<TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    public delegate Task Invoke(TService service, IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context);

    private readonly Activator<TService> services;
    private readonly Invoke invoke;
    private readonly DuplexStreamingServerMethod<TRequest, TResponse> chain;

    public DuplexStreamingHandler(Method<TRequest, TResponse> method, CallSettings settings, Activator<TService> services, Invoke invoke)
        : base(method, settings)
    {
        this.services = services;
        this.invoke = invoke;
        chain = InterceptorChain.Wrap<DuplexStreamingServerMethod<TRequest, TResponse>>(settings, CallServiceAsync, (interceptors, next) => async (requests, responses, context) =>
        {
            await using var lease = interceptors.Rent(context.GetHttpContext());
            await lease.Instance.DuplexStreamingServerHandler(requests, responses, context, next);
        });
    }

    protected override bool StreamsRequest => true;

    protected override Task InvokeAsync(HttpCallContext call) =>
        chain(new StreamReader<TRequest>(call, Method.RequestMarshaller), new StreamWriter<TResponse>(call, Method.ResponseMarshaller), call);

    private Task CallServiceAsync(IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context)
    {
        var lease = services.Rent(context.GetHttpContext());
        return lease.MustBeDisposed ? CallAndDisposeAsync(lease, requests, responses, context) : invoke(lease.Instance, requests, responses, context);
    }

    private async Task CallAndDisposeAsync(Activator<TService>.Lease lease, IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context)
    {
        await using (lease)
        {
            await invoke(lease.Instance, requests, responses, context);
        }
    }
}
