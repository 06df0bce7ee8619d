using Forlop.Contracts.V1;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>Enters something that is no event: how far a plugin is, or what a handle stands for.</summary>
/// <param name="write">Answers which pathway it concerned; null when nothing was entered because there is no such pathway.</param>
/// <param name="access">Null for what nobody outside asked for.</param>
internal sealed class NoteWork(string tenantId, Func<Session, Batch, Tenant, string?> write, Access? access, CancellationToken cancellation) : Work
{
    private readonly TaskCompletionSource<bool> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isDone;
    private Exception? error;

    public Task<bool> Answer => answer.Task;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        string? pathway;
        try
        {
            pathway = write(session, batch, batch.Tenant(tenantId));
        }
        catch (Exception e) when (e is not SqliteFault)
        {
            error = e; // a damaged row is no reason to harm those in the same batch
            return;
        }

        isDone = pathway is not null;
        if (access is not null)
        {
            batch.Write(Accesses.Entry(access, batch.RecordTime, pathway ?? "", isDone ? AccessOutcome.Answered : AccessOutcome.Denied));
        }
    }

    public override void Complete()
    {
        if (error is null)
        {
            answer.TrySetResult(isDone);
        }
        else
        {
            answer.TrySetException(error);
        }
    }

    public override void CompleteFull(Session session) => answer.TrySetException(new StoreException(6, "The disk is full: nothing was entered. Make room."));

    public override void CompleteLatched(Exception error) =>
        answer.TrySetException(new StoreException(6, "The store stopped because the disk failed. End the process and look at the disk.", error));
}
