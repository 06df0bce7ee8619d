using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class ClientStreamingHandler<TService, TRequest, TResponse> : CallHandler<TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    public delegate Task<TResponse> Invoke(TService service, IAsyncStreamReader<TRequest> requests, ServerCallContext context);

    private readonly Activator<TService> services;
    private readonly Invoke invoke;
    private readonly ClientStreamingServerMethod<TRequest, TResponse> chain;

    public ClientStreamingHandler(Method<TRequest, TResponse> method, CallSettings settings, Activator<TService> services, Invoke invoke)
        : base(method, settings)
    {
        this.services = services;
        this.invoke = invoke;
        chain = InterceptorChain.Wrap<ClientStreamingServerMethod<TRequest, TResponse>>(settings, CallServiceAsync, (interceptors, next) => async (requests, context) =>
        {
            await using var lease = interceptors.Rent(context.GetHttpContext());
            return await lease.Instance.ClientStreamingServerHandler(requests, context, next);
        });
    }

    protected override bool StreamsRequest => true;

    protected override async Task InvokeAsync(HttpCallContext call)
    {
        var requests = new StreamReader<TRequest>(call, Method.RequestMarshaller);
        var response = await chain(requests, call) ?? throw UnaryHandler<TService, TRequest, TResponse>.NoMessage();
        await call.TryWriteAsync(Method.ResponseMarshaller, response, call.WriteOptions);
    }

    private Task<TResponse> CallServiceAsync(IAsyncStreamReader<TRequest> requests, ServerCallContext context)
    {
        var lease = services.Rent(context.GetHttpContext());
        return lease.MustBeDisposed ? CallAndDisposeAsync(lease, requests, context) : invoke(lease.Instance, requests, context);
    }

    private async Task<TResponse> CallAndDisposeAsync(Activator<TService>.Lease lease, IAsyncStreamReader<TRequest> requests, ServerCallContext context)
    {
        await using (lease)
        {
            return await invoke(lease.Instance, requests, context);
        }
    }
}
