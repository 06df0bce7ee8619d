using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>One call that was let through to an instance, from its start to the one end that it has.</summary>
internal sealed class CallInHand(PluginInstance instance, bool hasOwnDeadline, Action<CallInHand, StatusCode> ended)
{
    private readonly TaskCompletionSource<StatusCode> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PluginInstance Instance => instance;

    /// <summary>The caller gave the plugin less time than the host would have; that it was too little is not the plugin's fault.</summary>
    public bool HasOwnDeadline => hasOwnDeadline;

    public Task<StatusCode> Outcome => outcome.Task;

    public void End(StatusCode code)
    {
        var said = code == StatusCode.DeadlineExceeded && hasOwnDeadline ? StatusCode.Cancelled : code;
        if (outcome.TrySetResult(said))
            ended(this, said);
    }

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
            End(e.StatusCode);
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
                call.End(e.StatusCode);
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
