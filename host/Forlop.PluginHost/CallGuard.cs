using Forlop.Contracts.Plugin.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.PluginHost;

/// <summary>What the host does to every call, so that no one who holds a client can forget it: fields, deadline, answer.</summary>
internal sealed class CallGuard(string pluginId, IReadOnlySet<string> granted, TimeSpan patience, TimeProvider clock) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(Granted(request), InTime(context));
        return new AsyncUnaryCall<TResponse>(CheckedAsync(call), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        Checked(continuation(Granted(request), InTime(context)));

    private TRequest Granted<TRequest>(TRequest request) =>
        request is RouteRequest route ? (TRequest)(object)FieldGate.Pass(route, granted) : request;

    private ClientInterceptorContext<TRequest, TResponse> InTime<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        var latest = clock.GetUtcNow().UtcDateTime + patience;
        var deadline = context.Options.Deadline is { } asked && asked < latest ? asked : latest;
        return new(context.Method, context.Host, context.Options.WithDeadline(deadline));
    }

    private async Task<TResponse> CheckedAsync<TResponse>(AsyncUnaryCall<TResponse> call) => Checked(await call.ResponseAsync);

    private TResponse Checked<TResponse>(TResponse response) =>
        response is RouteResponse route && AnswerCheck.Broken(route) is { } broken
            ? throw new RpcException(new Status(StatusCode.Internal, $"Plugin '{pluginId}' broke the contract: {broken}."))
            : response;
}
