using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class ServerStreamingHandler<TService, TRequest, TResponse> : CallHandler<TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    public delegate Task Invoke(TService service, TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context);

    private readonly Activator<TService> services;
    private readonly Invoke invoke;
    private readonly ServerStreamingServerMethod<TRequest, TResponse> chain;

    public ServerStreamingHandler(Method<TRequest, TResponse> method, CallSettings settings, Activator<TService> services, Invoke invoke)
        : base(method, settings)
    {
        this.services = services;
        this.invoke = invoke;
        chain = InterceptorChain.Wrap<ServerStreamingServerMethod<TRequest, TResponse>>(settings, CallServiceAsync, (interceptors, next) => async (request, responses, context) =>
        {
            await using var lease = interceptors.Rent(context.GetHttpContext());
            await lease.Instance.ServerStreamingServerHandler(request, responses, context, next);
        });
    }

    protected override bool StreamsRequest => false;

    protected override async Task InvokeAsync(HttpCallContext call)
    {
        var request = await call.ReadSingleAsync(Method.RequestMarshaller) ?? throw Errors.Incomplete();
        await chain(request, new StreamWriter<TResponse>(call, Method.ResponseMarshaller), call);
    }

    private Task CallServiceAsync(TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context)
    {
        var lease = services.Rent(context.GetHttpContext());
        return lease.MustBeDisposed ? CallAndDisposeAsync(lease, request, responses, context) : invoke(lease.Instance, request, responses, context);
    }

    private async Task CallAndDisposeAsync(Activator<TService>.Lease lease, TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context)
    {
        await using (lease)
        {
            await invoke(lease.Instance, request, responses, context);
        }
    }
}
