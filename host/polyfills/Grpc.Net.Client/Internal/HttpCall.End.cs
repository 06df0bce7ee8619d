using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// Trailers, a failure, the caller's token, the deadline and Dispose race to end the call: the first decides the status,
/// and everything that waits on the call then reports that status.
/// </summary>
internal sealed partial class HttpCall<TRequest, TResponse>
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource abort = new();
    private readonly TaskCompletionSource outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Status? ended;
    private Metadata trailers = Metadata.Empty;
    private Wire.DeadlineTimer? timer;
    private CancellationTokenRegistration onToken;
    private CancellationTokenRegistration onClosing;

    public Status GetStatus()
    {
        lock (gate)
        {
            return ended ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");
        }
    }

    public Metadata GetTrailers()
    {
        lock (gate)
        {
            return ended is not null ? trailers : throw new InvalidOperationException("Can't get the call trailers because the call is not complete.");
        }
    }

    public void Dispose() => End(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    private static Status CancelledByCaller() => new(StatusCode.Cancelled, "Call canceled by the client.");

    private static Status DeadlinePassed() => new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private static RpcException NoMessage() => new(new Status(StatusCode.Internal, "The server answered OK without a message."));

    private DateTime Deadline() => options.Deadline switch
    {
        null => DateTime.MaxValue,
        { Kind: DateTimeKind.Utc } utc => utc,
        { } limit when limit == DateTime.MinValue || limit == DateTime.MaxValue => limit,
        _ => throw new InvalidOperationException("A deadline must be in UTC, or be DateTime.MaxValue or DateTime.MinValue."),
    };

    private void WatchForEnd(DateTime deadline)
    {
        onToken = EndWhenCancelled(options.CancellationToken);
        onClosing = channel.Closing.Register(static call => ((HttpCall<TRequest, TResponse>)call!).Dispose(), this);
        if (deadline != DateTime.MaxValue)
        {
            timer = new Wire.DeadlineTimer(deadline, () => End(DeadlinePassed()));
        }

        // It may have ended while the watches were set.
        if (!IsRunning())
        {
            StopWatching();
        }
    }

    private CancellationTokenRegistration EndWhenCancelled(CancellationToken token) =>
        token.Register(static call => ((HttpCall<TRequest, TResponse>)call!).End(CancelledByCaller()), this);

    private void StopWatching()
    {
        timer?.Dispose();
        onToken.Unregister();
        onClosing.Unregister();
    }

    private bool IsRunning()
    {
        lock (gate)
        {
            return ended is null;
        }
    }

    private void EndByTrailers(bool lacksMessage)
    {
        var status = ResponseStatus.OfTrailers(response!);
        End(lacksMessage && status.StatusCode == StatusCode.OK ? NoMessage().Status : status, ResponseStatus.ToMetadata(response!.TrailingHeaders));
    }

    private void End(Status status, Metadata? withTrailers = null)
    {
        HttpResponseMessage? received;
        lock (gate)
        {
            if (ended is not null)
            {
                return;
            }

            ended = status;
            trailers = withTrailers ?? Metadata.Empty;
            received = response;
        }

        StopWatching();
        if (withTrailers is null || !IsRequestComplete)
        {
            abort.Cancel(); // Resets the HTTP/2 stream, which is how the server learns of it.
        }

        content?.Abandon();
        if (responseHeaders.TrySetException(new RpcException(status, trailers)))
        {
            _ = responseHeaders.Task.Exception; // Seen, so that a caller who never asks for the headers is not blamed.
        }

        received?.Dispose();
        outcome.TrySetResult();
    }

    private void ThrowUnlessOk()
    {
        lock (gate)
        {
            if (ended is { } status && status.StatusCode != StatusCode.OK)
            {
                throw new RpcException(status, trailers);
            }
        }
    }

    // The server counts the same deadline down, and may reset the stream a moment before our own timer fires.
    private Status StatusOf(Exception exception)
    {
        var status = FailureStatus.Of(exception);
        return status.StatusCode == StatusCode.Cancelled && exception is not RpcException && Deadline() <= TimeProvider.System.GetUtcNow().UtcDateTime ? DeadlinePassed() : status;
    }

    // A server that ends a call early also refuses the rest of the request. Its status tells more than the broken
    // stream: where someone is reading it, wait for it; a duplex caller reads it himself.
    private async Task ThrowForBrokenRequestAsync(Exception exception)
    {
        if (method.Type == MethodType.ClientStreaming)
        {
            await outcome.Task;
        }
        else if (IsRunning())
        {
            throw new RpcException(StatusOf(exception));
        }
    }
}
