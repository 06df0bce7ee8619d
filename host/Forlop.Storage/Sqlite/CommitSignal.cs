namespace Forlop.Storage.Sqlite;

/// <summary>Wakes whoever follows the log. Take <see cref="Next"/> before looking, so that nothing slips between.</summary>
internal sealed class CommitSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? next;

    public Task Next()
    {
        lock (gate)
        {
            return (next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Pulse()
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            (waiting, next) = (next, null);
        }

        waiting?.SetResult();
    }
}
