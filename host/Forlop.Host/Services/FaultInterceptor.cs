using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using Forlop.Storage;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.Host.Services;

/// <summary>
/// What goes wrong becomes a status here and nowhere else. Of a fault of ours the log gets type and place: a message could
/// hold what a caller sent.
/// </summary>
internal sealed partial class FaultInterceptor(ILogger<FaultInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Translate(fault, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Translate(fault, context);
        }
    }

    private RpcException Translate(Exception fault, ServerCallContext context)
    {
        switch (fault)
        {
            case CursorInvalidException:
                return RefusalStatus.Of(Refusals.Of(RefusalReason.CursorInvalid));
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "The caller gave up."));
            case OperationCanceledException or ObjectDisposedException:
                return RefusalStatus.Of(Refusals.Of(RefusalReason.Stopping, retryCanHelp: true));
            case StoreException:
                LogFault(logger, context.Method, fault.GetType().FullName!, fault.StackTrace ?? "");
                return RefusalStatus.Of(Refusals.Of(RefusalReason.StoreFaulted, retryCanHelp: true));
            default:
                LogFault(logger, context.Method, fault.GetType().FullName!, fault.StackTrace ?? "");
                return new RpcException(new Status(StatusCode.Internal, "The sidecar made a mistake; its log says where. Nothing was acknowledged."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed with {Type}\n{Place}")]
    private static partial void LogFault(ILogger logger, string method, string type, string place);
}
