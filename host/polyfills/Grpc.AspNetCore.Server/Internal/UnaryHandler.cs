using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class UnaryHandler<TService, TRequest, TResponse> : CallHandler<TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    public delegate Task<TResponse> Invoke(TService service, TRequest request, ServerCallContext context);

    private readonly Activator<TService> services;
    private readonly Invoke invoke;
    private readonly UnaryServerMethod<TRequest, TResponse> chain;

    public UnaryHandler(Method<TRequest, TResponse> method, CallSettings settings, Activator<TService> services, Invoke invoke)
        : base(method, settings)
    {
        this.services = services;
        this.invoke = invoke;
        chain = InterceptorChain.Wrap<UnaryServerMethod<TRequest, TResponse>>(settings, CallServiceAsync, (interceptors, next) => async (request, context) =>
        {
            await using var lease = interceptors.Rent(context.GetHttpContext());
            return await lease.Instance.UnaryServerHandler(request, context, next);
        });
    }

    protected override bool StreamsRequest => false;

    protected override async Task InvokeAsync(HttpCallContext call)
    {
        // Read before anything of the service exists: a message that is refused costs nothing more.
        var request = await call.ReadSingleAsync(Method.RequestMarshaller) ?? throw Errors.Incomplete();
        var response = await chain(request, call) ?? throw NoMessage();
        await call.TryWriteAsync(Method.ResponseMarshaller, response, call.WriteOptions);
    }

    internal static RpcException NoMessage() => new(new Status(StatusCode.Cancelled, "No message returned from method."));

    private Task<TResponse> CallServiceAsync(TRequest request, ServerCallContext context)
    {
        var lease = services.Rent(context.GetHttpContext());
        return lease.MustBeDisposed ? CallAndDisposeAsync(lease, request, context) : invoke(lease.Instance, request, context);
    }

    private async Task<TResponse> CallAndDisposeAsync(Activator<TService>.Lease lease, TRequest request, ServerCallContext context)
    {
        await using (lease)
        {
            return await invoke(lease.Instance, request, context);
        }
    }
}
