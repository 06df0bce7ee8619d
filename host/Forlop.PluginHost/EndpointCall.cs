using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Boundary;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>
/// One call of an endpoint. The caller never waits for the plugin itself: a pump reads the replies on a thread of its own, and
/// when the deadline passes or the caller leaves, the call ends and the pump is left to notice in its own time.
/// </summary>
internal sealed class EndpointCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IClientStreamWriter<TRequest>, IDisposable
    where TRequest : class
    where TResponse : class
{
    private const int LargestFrame = 4 * 1024 * 1024;

    private readonly Method<TRequest, TResponse> method;
    private readonly Channel<ReadOnlyMemory<byte>> requests = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(64) { SingleReader = true });
    private readonly Channel<TResponse> replies = Channel.CreateBounded<TResponse>(new BoundedChannelOptions(64) { SingleWriter = true });
    private readonly TaskCompletionSource<(Status Status, Metadata Trailers)> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource cancel = new();
    private readonly CancellationToken cancelled;
    private readonly CancellationTokenSource? timer;
    private readonly bool asks;
    private readonly CancellationTokenRegistration[] watches = new CancellationTokenRegistration[3];
    private TResponse? current;
    private volatile bool isAbandoned;

    public EndpointCall(Method<TRequest, TResponse> method, CallOptions options, EndpointLease lease, TimeProvider clock)
    {
        this.method = method;
        cancelled = cancel.Token;
        asks = method.ServiceName == PluginLifecycleService.Descriptor.FullName;
        if (lease.TryEnter(asks) is not { } endpoint)
        {
            End(new Status(StatusCode.Unavailable, "The plugin has stopped, or has too many calls in hand."), []);
            return;
        }

        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            var left = deadline.ToUniversalTime() - clock.GetUtcNow().UtcDateTime;
            timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
            watches[0] = timer.Token.Register(() => Abandon(StatusCode.DeadlineExceeded, "The plugin did not answer in time."));
        }

        watches[1] = options.CancellationToken.Register(() => Abandon(StatusCode.Cancelled, "The caller left."));
        watches[2] = lease.Stopping.Register(() => Abandon(StatusCode.Unavailable, "The plugin is stopping."));
        if (ended.Task.IsCompleted)
        {
            LetGo();
            lease.Leave(asks);
            return;
        }

        // The plugin may block the thread that calls it, so that is never the caller's.
        _ = Task.Run(() => PumpAsync(endpoint, options, lease));
    }

    public Status Status => ended.Task.IsCompletedSuccessfully ? ended.Task.Result.Status : throw new InvalidOperationException("The call has not ended.");

    public Metadata Trailers => ended.Task.IsCompletedSuccessfully ? ended.Task.Result.Trailers : throw new InvalidOperationException("The call has not ended.");

    public TResponse Current => current ?? throw new InvalidOperationException("There is no current reply.");

    public WriteOptions? WriteOptions { get; set; }

    public async Task<TResponse> SingleAsync()
    {
        var only = await MoveNext(CancellationToken.None) ? Current : null;
        var more = only is not null && await MoveNext(CancellationToken.None);
        return only is null || more ? throw new RpcException(new Status(StatusCode.Internal, "The plugin gave no reply, or more than one, to a call of one."), Trailers) : only;
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        // What had arrived before a cancelled call ended is not read any more, and what the plugin said before it failed is, as with any gRPC client.
        if (!isAbandoned && await replies.Reader.WaitToReadAsync(cancellationToken) && replies.Reader.TryRead(out current))
            return true;
        current = null;
        var (status, trailers) = await ended.Task;
        return status.StatusCode == StatusCode.OK ? false : throw new RpcException(status, trailers);
    }

    public async Task WriteAsync(TRequest message)
    {
        try
        {
            await requests.Writer.WriteAsync(Payload.Of(method.RequestMarshaller, message), cancelled);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            var (status, trailers) = await ended.Task;
            throw status.StatusCode == StatusCode.OK ? new InvalidOperationException("The call has ended.", e) : new RpcException(status, trailers);
        }
    }

    public Task CompleteAsync()
    {
        requests.Writer.TryComplete();
        return Task.CompletedTask;
    }

    public void Dispose() => Abandon(StatusCode.Cancelled, "The call was disposed.");

    private async Task PumpAsync(IPluginEndpoint endpoint, CallOptions options, EndpointLease lease)
    {
        (Status Status, Metadata Trailers)? said = null;
        var broken = new Status(StatusCode.Internal, "The plugin ended the call without a status.");
        try
        {
            var frames = endpoint.CallAsync(
                method.FullName, Entries(options.Headers), options.Deadline is { } at && at != DateTime.MaxValue ? new DateTimeOffset(at.ToUniversalTime()) : null, Requests(cancelled),
                (code, message, trailers) => said ??= (new Status((StatusCode)code, message), Entries(trailers)), cancelled);
            await foreach (var frame in frames.WithCancellation(cancelled))
            {
                if (frame.Length > LargestFrame)
                    throw new InvalidDataException("A reply of the plugin is larger than 4 MiB.");
                await replies.Writer.WriteAsync(Payload.Read(method.ResponseMarshaller, frame), cancelled);
            }
        }
        catch (Exception)
        {
            // The exception's text may hold something of a person; what is known is that the plugin broke the call.
            said = null;
            broken = new Status(StatusCode.Internal, "The plugin broke off the call, or its reply cannot be read.");
        }
        finally
        {
            // Its place is free by the time that its caller learns that it has ended, and may make the next call.
            lease.Leave(asks);
            End(said?.Status ?? broken, said?.Trailers ?? []);
            LetGo();
            cancel.Dispose();
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Requests([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var frame in requests.Reader.ReadAllAsync(cancellation))
            yield return frame;
    }

    private void Abandon(StatusCode code, string why)
    {
        if (!End(new Status(code, why), []))
            return;
        isAbandoned = true;
        try
        {
            cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pump was through in the meantime.
            return;
        }
        catch (AggregateException)
        {
            // What the plugin had registered on the token failed; the call is over for the caller all the same.
            return;
        }
    }

    private bool End(Status status, Metadata trailers)
    {
        if (!ended.TrySetResult((status, trailers)))
            return false;
        replies.Writer.TryComplete();
        requests.Writer.TryComplete();
        LetGo();
        return true;
    }

    // Also after the constructor and the pump, since a watch may have ended the call before the next was made.
    private void LetGo()
    {
        foreach (var watch in watches)
            watch.Unregister();
        timer?.Dispose();
    }

    private static List<KeyValuePair<string, ReadOnlyMemory<byte>>> Entries(Metadata? metadata) =>
        [.. (metadata ?? []).Select(entry => new KeyValuePair<string, ReadOnlyMemory<byte>>(entry.Key, entry.IsBinary ? entry.ValueBytes : Encoding.ASCII.GetBytes(entry.Value)))];

    private static Metadata Entries(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> entries)
    {
        var metadata = new Metadata();
        foreach (var (key, value) in entries)
        {
            if (key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
                metadata.Add(key, value.ToArray());
            else
                metadata.Add(key, Encoding.ASCII.GetString(value.Span));
        }

        return metadata;
    }
}
