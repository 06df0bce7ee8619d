namespace Forlop.Storage.Sqlite;

/// <summary>From many callers to the one writer, in the order in which they came.</summary>
internal sealed class WorkQueue
{
    /// <summary>So many share a commit at most: the last of them must not wait long for the first.</summary>
    public const int LongestBatch = 512;

    private static readonly TimeSpan Linger = TimeSpan.FromMicroseconds(200);

    private readonly object gate = new();
    private readonly Queue<Work> waiting = new();
    private bool closed;

    /// <summary>False when the store is closed.</summary>
    public bool TryAdd(Work work)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            waiting.Enqueue(work);
            if (waiting.Count == 1)
            {
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>Waits for work. Empty when the queue is closed and done.</summary>
    /// <param name="before">How many there were last time. After several, others are likely on their way: it pays to wait a moment.</param>
    public IReadOnlyList<Work> Take(int before)
    {
        if (before > 1)
        {
            Gather(before);
        }

        lock (gate)
        {
            while (waiting.Count == 0 && !closed)
            {
                Monitor.Wait(gate);
            }

            var batch = new List<Work>(Math.Min(waiting.Count, LongestBatch));
            while (batch.Count < LongestBatch && waiting.TryDequeue(out var work))
            {
                batch.Add(work);
            }

            return batch;
        }
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    // By the real clock whatever clock the store was given: a moment that a test holds still would never end.
    // Yields rather than sleeps: the shortest sleep of an operating system is longer than this whole moment.
    private void Gather(int expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Count() < expected && TimeProvider.System.GetElapsedTime(start) < Linger)
        {
            Thread.Yield();
        }
    }

    private int Count()
    {
        lock (gate)
        {
            return closed ? int.MaxValue : waiting.Count;
        }
    }
}
