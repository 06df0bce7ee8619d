namespace Forlop.PluginHost;

/// <summary>Tells whoever waits that the state of some plugin may be another. Ask for <see cref="Next"/> first and look then, and none is missed.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Completes at the next change.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Raise() => Interlocked.Exchange(ref next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
