using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>
/// Finds the pathway that a handle stands for, and then does as any command. Of what stands for none only the request id is kept.
/// </summary>
internal sealed class ReceiveWork(Command command, string handle, Func<IPathwayReader, Decision> decide, CancellationToken cancellation) : Work
{
    private readonly TaskCompletionSource<CommitResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommandWork? matched;
    private Exception? error;
    private CommitResult result = new CommitResult.NotFound();

    public Task<CommitResult> Answer => answer.Task;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        try
        {
            Find(session, batch);
        }
        catch (Exception e) when (e is not SqliteFault)
        {
            error = e; // a damaged row is no reason to harm those in the same batch
        }
    }

    public override void Complete()
    {
        if (error is not null)
        {
            answer.TrySetException(error);
        }
        else if (matched is not null)
        {
            matched.Complete();
            answer.TrySetFromTask(matched.Answer);
        }
        else
        {
            answer.TrySetResult(result);
        }
    }

    public override void CompleteFull(Session session) => answer.TrySetResult(new CommitResult.StoreFull());

    public override void CompleteLatched(Exception error) => answer.TrySetResult(new CommitResult.OutcomeUnknown());

    private void Find(Session session, Batch batch)
    {
        var tenant = batch.Tenant(command.Access.TenantId);
        var hmac = tenant.Keys.RequestHmac(command.Access.Rpc, command.RequestBytes.Span);

        // Kept for the tenant whatever became of it, so that a repeat is answered as it was, also when the handle stands for another by now.
        if (session.Receipts.Find(-tenant.Row, command.RequestId) is { } known)
        {
            result = !CryptographicOperations.FixedTimeEquals(known.Hmac, hmac) ? new CommitResult.RequestIdReused()
                : known.Bytes.Length > 0 ? new CommitResult.Committed(Receipt.Parser.ParseFrom(known.Bytes), IsRepeat: true)
                : new CommitResult.NotFound();
            batch.Write(Accesses.Entry(command.Access, batch.RecordTime, "", result is CommitResult.Committed ? AccessOutcome.Answered : AccessOutcome.Denied));
        }
        else if (session.Handles.Find(tenant, tenant.Keys.HandleHmac(handle)) is { } stream && session.Streams.Identity(stream) is { IsLiving: true } identity)
        {
            matched = new CommandWork(command with { PathwayId = identity.PathwayId.ToString(), Creates = false }, decide, CancellationToken.None);
            matched.Execute(session, batch);
            if (matched.Stored is { } receipt)
            {
                batch.Write(tenant, command.RequestId, receipt);
            }
        }
        else
        {
            batch.Write(tenant, command.RequestId, new StoredReceipt(hmac, []));
            batch.Write(Accesses.Entry(command.Access, batch.RecordTime, "", AccessOutcome.Denied));
        }
    }
}
