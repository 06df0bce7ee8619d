namespace Forlop.Storage.Sqlite;

/// <summary>From many callers to the one writer, in the order in which they came.</summary>
internal sealed class WorkQueue
{
    /// <summary>So many share a commit at most: the last of them must not wait long for the first.</summary>
    public const int LongestBatch = 512;

    // Whoever was answered is likely to come again at once. The shortest wait that the runtime offers, and mostly cut short.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(1);

    private readonly object gate = new();
    private readonly Queue<Work> waiting = new();
    private int wakeAt = 1;
    private bool closed;

    /// <summary>What came while the writer was busy.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

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
            if (waiting.Count == wakeAt)
            {
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>Waits for work. Empty when the queue is closed and done.</summary>
    /// <param name="expected">
    /// How many are likely on their way: it pays to wait a moment for all of them, since they then share one sync. The wait
    /// sleeps and does not spin: on a small machine those on their way need the processor.
    /// </param>
    public IReadOnlyList<Work> Take(int expected)
    {
        lock (gate)
        {
            expected = Math.Min(expected, LongestBatch);
            if (expected > 1 && waiting.Count < expected && !closed)
            {
                wakeAt = expected;
                Monitor.Wait(gate, Linger);
                wakeAt = 1;
            }

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
}
