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
    private CommitResult result = new CommitResult.NotFound();

    public Task<CommitResult> Answer => answer.Task;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        var tenant = batch.Tenant(command.Access.TenantId);
        var hmac = tenant.Keys.RequestHmac(command.Access.Rpc, command.RequestBytes.Span);
        if (session.Receipts.Find(-tenant.Row, command.RequestId) is { } known)
        {
            result = CryptographicOperations.FixedTimeEquals(known.Hmac, hmac) ? new CommitResult.NotFound() : new CommitResult.RequestIdReused();
        }
        else if (session.Handles.Find(tenant, tenant.Keys.HandleHmac(handle)) is { } stream && session.Streams.Identity(stream) is { IsLiving: true } identity)
        {
            matched = new CommandWork(command with { PathwayId = identity.PathwayId.ToString(), Creates = false }, decide, CancellationToken.None);
            matched.Execute(session, batch);
            return;
        }
        else
        {
            batch.Write(tenant, command.RequestId, new StoredReceipt(hmac, []));
        }

        batch.Write(Accesses.Entry(command.Access, batch.RecordTime, "", AccessOutcome.Denied));
    }

    public override void Complete()
    {
        if (matched is null)
        {
            answer.TrySetResult(result);
        }
        else
        {
            matched.Complete();
            answer.TrySetFromTask(matched.Answer);
        }
    }

    public override void CompleteFull(Session session) => answer.TrySetResult(new CommitResult.StoreFull());

    public override void CompleteLatched(Exception error) => answer.TrySetResult(new CommitResult.OutcomeUnknown());
}
