namespace Grpc.Net.Wire;

/// <summary>Calls back once when the deadline has passed, also for deadlines further away than one timer can wait.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly DateTime deadline;
    private readonly Action passed;
    private readonly ITimer timer;

    public DeadlineTimer(DateTime deadline, Action passed)
    {
        this.deadline = deadline;
        this.passed = passed;
        timer = TimeProvider.System.CreateTimer(static state => ((DeadlineTimer)state!).Check(), this, System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
        Wait(Remaining());
    }

    /// <summary>Now plus a timeout that a stranger chose: it may lie past the end of time.</summary>
    public static DateTime After(TimeSpan timeout)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return timeout >= DateTime.MaxValue - now ? DateTime.MaxValue : now + timeout;
    }

    public void Dispose() => timer.Dispose();

    private TimeSpan Remaining() => deadline - TimeProvider.System.GetUtcNow().UtcDateTime;

    private void Check()
    {
        // A timer may fire a little early by the wall clock.
        var remaining = Remaining();
        if (remaining > TimeSpan.Zero)
        {
            Wait(remaining);
        }
        else
        {
            passed();
        }
    }

    private void Wait(TimeSpan remaining)
    {
        var wait = remaining < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(remaining <= TimeSpan.Zero ? 0 : 1) : remaining;
        timer.Change(wait < LongestWait ? wait : LongestWait, System.Threading.Timeout.InfiniteTimeSpan);
    }
}
