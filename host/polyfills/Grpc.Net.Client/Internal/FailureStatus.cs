using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>What an exception of the transport says of how the call ended.</summary>
internal static class FailureStatus
{
    public static Status Of(Exception exception)
    {
        if (exception is RpcException known)
        {
            return known.Status;
        }

        var otherwise = StatusCode.Internal;
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (CodeOf(inner) is { } code)
            {
                return new Status(code, Describe(exception), exception);
            }

            // A connection that could not be made, or broke, whatever lies beneath.
            otherwise = inner is IOException and not HttpIOException ? StatusCode.Unavailable : otherwise;
        }

        return new Status(otherwise, Describe(exception), exception);
    }

    private static StatusCode? CodeOf(Exception exception) => exception switch
    {
        HttpProtocolException reset => CodeOf(reset.ErrorCode),
        OperationCanceledException => StatusCode.Cancelled,
        SocketException => StatusCode.Unavailable,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded } => StatusCode.Unavailable,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => StatusCode.Unavailable,
        IOException { InnerException: null } and not HttpIOException => StatusCode.Unavailable,
        _ => null,
    };

    // The error codes of HTTP/2 (RFC 9113 §7), as the gRPC protocol reads them.
    private static StatusCode CodeOf(long errorCode) => errorCode switch
    {
        0 /* NO_ERROR: a connection that was told goodbye as it began, by a server that stops; of a stream no gRPC server says it */ => StatusCode.Unavailable,
        7 /* REFUSED_STREAM */ => StatusCode.Unavailable,
        8 /* CANCEL */ => StatusCode.Cancelled,
        11 /* ENHANCE_YOUR_CALM */ => StatusCode.ResourceExhausted,
        12 /* INADEQUATE_SECURITY */ => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static string Describe(Exception exception) => exception.InnerException is { } inner && inner.Message != exception.Message
        ? $"{exception.GetType().Name}: {exception.Message} {Describe(inner)}"
        : $"{exception.GetType().Name}: {exception.Message}";
}
