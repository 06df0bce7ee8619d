using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Call of {Method} failed with an exception that its handler did not catch.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Call of {Method} ended with {StatusCode}.")]
    public static partial void CallRefused(ILogger logger, string method, StatusCode statusCode);

    [LoggerMessage(3, LogLevel.Debug, "Call of {Method} was given up by its caller.")]
    public static partial void CallAbandoned(ILogger logger, string method, Exception exception);

    [LoggerMessage(4, LogLevel.Debug, "Call of {Method} passed its deadline.")]
    public static partial void DeadlinePassed(ILogger logger, string method);

    [LoggerMessage(5, LogLevel.Debug, "Call of {Method} came with a grpc-timeout that is none; it runs without a deadline.")]
    public static partial void TimeoutIgnored(ILogger logger, string method);

    [LoggerMessage(6, LogLevel.Error, "What waited on the cancellation token of {Method} threw when it was raised.")]
    public static partial void CancellationCallbackFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "Call of {Method} set a trailer that HTTP cannot carry.")]
    public static partial void TrailerRefused(ILogger logger, string method, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "A request was not gRPC: {Reason}")]
    public static partial void NotGrpc(ILogger logger, string reason);
}
