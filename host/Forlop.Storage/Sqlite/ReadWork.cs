using Forlop.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace Forlop.Storage.Sqlite;

/// <summary>One slice of a read: short, so that no command waits for it, and answered only when its access entry is durable.</summary>
/// <param name="read">Copies rows; what can be done with them elsewhere is not done here.</param>
/// <param name="access">Null for what nobody outside asked for, and for the later slices of what somebody did.</param>
internal sealed class ReadWork<T>(
    Func<Session, T> read, Access? access, Func<T, (string PathwayId, AccessOutcome Outcome)> entered, CancellationToken cancellation) : Work
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;
    private Exception? error;

    public Task<T> Answer => answer.Task;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        if (Read(session, batch.RecordTime) is { } entry)
        {
            batch.Write(entry);
        }
    }

    public override void Complete()
    {
        if (error is null)
        {
            answer.TrySetResult(result!);
        }
        else
        {
            answer.TrySetException(error);
        }
    }

    // Again, because what was read may have been rolled back. Reads go on while there is no room; the entry waits.
    public override void CompleteFull(Session session)
    {
        var now = session.Options.Calendar.GetUtcNow();
        if (Read(session, Timestamp.FromDateTimeOffset(now)) is { } entry)
        {
            if (session.WaitingAccesses.Count < session.Options.WaitingAccessEntries)
            {
                session.WaitingAccesses.Enqueue(entry);
            }
            else
            {
                error = new StoreException(7, "The disk is full and too many access entries wait for room: nothing more may be shown. Make room.");
            }
        }

        Complete();
    }

    public override void CompleteLatched(Exception error) =>
        answer.TrySetException(new StoreException(6, "The store stopped because the disk failed. End the process and look at the disk.", error));

    // A read that fails harms nobody else, whatever it met; a failed write would, and comes out of the batch itself.
    private AccessEntry? Read(Session session, Timestamp time)
    {
        error = null;
        try
        {
            result = read(session);
            return Entry(time);
        }
        catch (Exception e)
        {
            error = e is SqliteFault ? new StoreException(4, "A row cannot be read. Run audit verify, then restore a backup.", e) : e;
            return null;
        }
    }

    private AccessEntry? Entry(Timestamp time)
    {
        if (access is null)
        {
            return null;
        }

        var (pathwayId, outcome) = entered(result!);
        return Accesses.Entry(access, time, pathwayId, outcome);
    }
}
