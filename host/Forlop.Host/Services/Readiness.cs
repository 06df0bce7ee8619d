namespace Forlop.Host.Services;

/// <summary>Whether the sidecar serves. That goes one way: a store that has failed and a stop are both the end of the process.</summary>
internal sealed class Readiness
{
    private readonly Task storeFaulted;
    private readonly CancellationToken stopping;

    public Readiness(Task storeFaulted, CancellationToken stopping)
    {
        (this.storeFaulted, this.stopping) = (storeFaulted, stopping);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stopping.Register(stopped.SetResult);
        Ended = Task.WhenAny(storeFaulted, stopped.Task);
    }

    public bool IsServing => !storeFaulted.IsCompleted && !stopping.IsCancellationRequested;

    /// <summary>Completes when it serves no more.</summary>
    public Task Ended { get; }
}
