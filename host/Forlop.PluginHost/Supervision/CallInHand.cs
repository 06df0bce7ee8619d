using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>One call that was let through to an instance, from its start to the one end that it has.</summary>
internal sealed class CallInHand(InstanceInUse from, string rpc, DateTimeOffset began, bool hasOwnDeadline, CancellationToken caller, Action<CallInHand, StatusCode> ended)
{
    private static readonly Status Cut = new(StatusCode.Unavailable, "The plugin ended while it had the call in hand.");

    private readonly TaskCompletionSource<StatusCode> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool left;

    public InstanceInUse From => from;

    /// <summary>As <see cref="LastCalls.NameOf"/>.</summary>
    public string Rpc => rpc;

    public DateTimeOffset Began => began;

    /// <summary>How it ended for its caller.</summary>
    public StatusCode Told { get; private set; }

    /// <summary>The caller gave the plugin less time than the host would have; that it was too little is not the plugin's fault.</summary>
    public bool HasOwnDeadline => hasOwnDeadline;

    public Task<StatusCode> Outcome => outcome.Task;

    public void End(StatusCode code)
    {
        var said = code == StatusCode.DeadlineExceeded && hasOwnDeadline ? StatusCode.Cancelled : code;
        if (!outcome.TrySetResult(said))
            return;
        Told = code;
        ended(this, said);
    }

    /// <summary>Begins the call itself. One whose instance ended since it was let through finds nobody.</summary>
    public T Start<T>(Func<CallInvoker, T> start)
    {
        try
        {
            return start(from.Instance.Invoker);
        }
        catch (ObjectDisposedException)
        {
            End(StatusCode.Unavailable);
            throw new RpcException(Cut);
        }
        catch (Exception)
        {
            End(StatusCode.Internal);
            throw;
        }
    }

    /// <summary>The caller wants no more of it.</summary>
    public void Leave(Action dispose)
    {
        Volatile.Write(ref left, true);
        dispose();
        End(StatusCode.Cancelled);
    }

    /// <summary>
    /// A worker that is ended takes its channel with it, and the channel calls that a cancellation. Only the caller cancels: whatever
    /// else ends a call so, the plugin was not there to finish it.
    /// </summary>
    public Status InTruth(Status status) =>
        status.StatusCode == StatusCode.Cancelled && !caller.IsCancellationRequested && !Volatile.Read(ref left) ? Cut : status;

    /// <summary>The reply, once the end is noted.</summary>
    public async Task<T> WatchAsync<T>(Task<T> reply)
    {
        try
        {
            var answer = await reply;
            End(StatusCode.OK);
            return answer;
        }
        catch (RpcException e)
        {
            var told = InTruth(e.Status);
            End(told.StatusCode);
            if (told.StatusCode != e.StatusCode)
                throw new RpcException(told, e.Trailers);
            throw;
        }
        catch (Exception)
        {
            End(StatusCode.Internal);
            throw;
        }
    }

    public IAsyncStreamReader<T> Watch<T>(IAsyncStreamReader<T> replies) => new Reader<T>(replies, this);

    private sealed class Reader<T>(IAsyncStreamReader<T> replies, CallInHand call) : IAsyncStreamReader<T>
    {
        public T Current => replies.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                var more = await replies.MoveNext(cancellationToken);
                if (!more)
                    call.End(StatusCode.OK);
                return more;
            }
            catch (RpcException e)
            {
                var told = cancellationToken.IsCancellationRequested ? e.Status : call.InTruth(e.Status);
                call.End(told.StatusCode);
                if (told.StatusCode != e.StatusCode)
                    throw new RpcException(told, e.Trailers);
                throw;
            }
            catch (OperationCanceledException)
            {
                call.End(StatusCode.Cancelled);
                throw;
            }
        }
    }
}
