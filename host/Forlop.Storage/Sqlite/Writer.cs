using Forlop.Storage.Chain;

namespace Forlop.Storage.Sqlite;

/// <summary>The one thread that touches the database. Whatever waits becomes one batch, one transaction, one fsync.</summary>
internal sealed class Writer
{
    private readonly Session session;
    private readonly WorkQueue queue = new();
    private readonly TaskCompletionSource<Exception> faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? latched;
    private int pages;

    public Writer(Session session)
    {
        this.session = session;
        Head = session.Head;
        new Thread(Run) { Name = "forlop-writer", IsBackground = true }.Start();
    }

    /// <summary>The newest durable commit; read by any thread.</summary>
    public ChainHead Head { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    public CommitSignal NewEvents { get; } = new();

    public Task<Exception> Faulted => faulted.Task;

    /// <summary>Access entries that could not be written before the end.</summary>
    public int LostAccesses { get; private set; }

    public void Add(Work work)
    {
        if (!queue.TryAdd(work))
        {
            work.CompleteLatched(Volatile.Read(ref latched) ?? throw new ObjectDisposedException(nameof(SqlitePathwayStore)));
        }
    }

    /// <summary>Finishes what waits, then lets go of the file.</summary>
    public Task EndAsync()
    {
        queue.Close();
        return ended.Task;
    }

    private void Run()
    {
        Exception? error = null;
        var expected = 0;
        while (error is null)
        {
            var batch = queue.Take(expected);
            if (batch.Count == 0)
            {
                break;
            }

            error = Run(batch);

            // Those who were just answered, and those who came meanwhile.
            expected = batch.Count + queue.Count;
        }

        End(error);
    }

    private Exception? Run(IReadOnlyList<Work> waiting)
    {
        var works = waiting.Where(w => !w.Abandon()).ToList();
        try
        {
            var batch = session.Begin();
            try
            {
                foreach (var work in works)
                {
                    work.Execute(session, batch);
                }

                batch.Commit();
            }
            catch (SqliteFault fault) when (fault.IsFull)
            {
                batch.RollBack();
                works.ForEach(w => w.CompleteFull(session));
                return null;
            }

            Head = session.Head;
            works.ForEach(w => w.Complete());
            if (batch.HasEvents)
            {
                NewEvents.Pulse();
            }

            Checkpoint();
            return null;
        }
        catch (Exception e)
        {
            // Whatever it was, nobody knows what reached the disk: after a failed sync the kernel may report success the
            // second time without having written. Only a restart, which reads the file anew, can tell.
            Latch(e, works);
            return e;
        }
    }

    // Ours and not SQLite's automatic one, which ignores a failed sync and would later overwrite the WAL all the same.
    private void Checkpoint()
    {
        pages += session.Database.PagesWritten();
        if (pages < session.Options.PagesBeforeCheckpoint)
        {
            return;
        }

        try
        {
            session.Database.Checkpoint();
        }
        catch (SqliteFault fault) when (fault.IsFull)
        {
            // The WAL still holds everything: the count stays, and so the next batch tries again.
            return;
        }

        pages = 0;
    }

    private void Latch(Exception error, IEnumerable<Work> works)
    {
        Volatile.Write(ref latched, error);
        queue.Close();
        foreach (var work in works)
        {
            work.CompleteLatched(error);
        }

        for (var rest = queue.Take(expected: 0); rest.Count > 0; rest = queue.Take(expected: 0))
        {
            foreach (var work in rest)
            {
                work.CompleteLatched(error);
            }
        }

        NewEvents.Pulse();
        faulted.TrySetResult(error);
    }

    private void End(Exception? error)
    {
        if (error is null && session.WaitingAccesses.Count > 0)
        {
            error = Run([]);
        }

        if (error is not null)
        {
            session.Database.LeaveWalAlone();
        }

        LostAccesses = session.WaitingAccesses.Count;
        session.Dispose();
        NewEvents.Pulse();
        ended.SetResult();
    }
}
