using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>One command: stored receipt, expected version, decision, rows; in this order.</summary>
internal sealed class CommandWork(Command command, Func<IPathwayReader, Decision> decide, CancellationToken cancellation) : Work
{
    private readonly TaskCompletionSource<CommitResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommitResult? result;
    private Exception? error;
    private PreparedCommand? prepared;

    /// <summary>The version of the pathway that the decision was made for beforehand; null for one that is made now.</summary>
    public long? DecidedOn { get; init; }

    /// <summary>The pathway is no longer what the decision was made for: nothing was done, and the answer is none.</summary>
    public bool HasMoved { get; private set; }

    public Task<CommitResult> Answer => answer.Task;

    /// <summary>What a repeat is answered with; null when nothing was committed now.</summary>
    public StoredReceipt? Stored => prepared?.Receipt;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        AccessEntry entered;
        try
        {
            result = Decide(session, batch, batch.Tenant(command.Access.TenantId));
            if (HasMoved)
            {
                return;
            }

            entered = Accesses.Entry(command.Access, batch.RecordTime, Named(), Outcome());
        }
        catch (Exception e) when (e is not SqliteFault)
        {
            error = e; // the caller's own; its batch mates never learn of it
            return;
        }

        if (prepared is not null)
        {
            batch.Write(prepared);
        }

        batch.Write(entered);
    }

    public override void Complete()
    {
        if (error is not null)
        {
            answer.TrySetException(error);
        }
        else
        {
            answer.TrySetResult(result!);
        }
    }

    public override void CompleteFull(Session session) => answer.TrySetResult(new CommitResult.StoreFull());

    public override void CompleteLatched(Exception error) => answer.TrySetResult(new CommitResult.OutcomeUnknown());

    private CommitResult Decide(Session session, Batch batch, Tenant tenant)
    {
        var known = Guid.TryParse(command.PathwayId, out var pathwayId);
        var current = !known || command.Creates ? null : session.Find(tenant, pathwayId);
        if (current is null && !command.Creates)
        {
            return new CommitResult.NotFound();
        }

        var scope = current?.Row.Stream ?? -tenant.Row;
        var hmac = tenant.Keys.RequestHmac(command.Access.Rpc, command.RequestBytes.Span);
        if (session.Receipts.Find(scope, command.RequestId) is { } stored)
        {
            return CryptographicOperations.FixedTimeEquals(stored.Hmac, hmac)
                ? new CommitResult.Committed(Receipt.Parser.ParseFrom(stored.Bytes), IsRepeat: true)
                : new CommitResult.RequestIdReused();
        }

        if (current is not null && command.ExpectedVersion is { } expected && expected != current.Row.Version)
        {
            return new CommitResult.VersionMismatch(current.State.Clone());
        }

        if (DecidedOn is { } decidedOn && decidedOn != current?.Row.Version)
        {
            HasMoved = true;
            return new CommitResult.OutcomeUnknown();
        }

        var decision = decide(new Reader(session, tenant, current));
        if (decision is Decision.Refused refused)
        {
            return new CommitResult.Refused(refused.Refusal);
        }

        if (command.Creates && (!known || session.Find(tenant, pathwayId) is not null))
        {
            throw new InvalidOperationException("A creating command needs the id of a pathway that does not exist.");
        }

        prepared = new CommandPreparation(session, batch, command, tenant, pathwayId)
            .Prepare(current, (Decision.Accepted)decision, scope, hmac);
        return new CommitResult.Committed(prepared.Answer, IsRepeat: false);
    }

    // The log says which pathway somebody saw, also when it was another than the one they meant to make.
    private string Named() => result switch
    {
        CommitResult.Committed committed => committed.Receipt.PathwayId,
        CommitResult.Refused refused when command.Creates => refused.Refusal.ExistingPathwayId,
        CommitResult.Refused or CommitResult.VersionMismatch => command.PathwayId,
        CommitResult.RequestIdReused when !command.Creates => command.PathwayId,
        _ => "",
    };

    private AccessOutcome Outcome() => result switch
    {
        CommitResult.Committed => AccessOutcome.Answered,
        CommitResult.NotFound => AccessOutcome.Denied,
        _ => AccessOutcome.Refused,
    };

    private sealed class Reader(Session session, Tenant tenant, StoredPathway? current) : IPathwayReader
    {
        public Pathway? Pathway => current?.State;

        public IReadOnlyList<HistoryEntry> History()
        {
            var entries = new List<HistoryEntry>();
            if (current is null)
            {
                return entries;
            }

            using var cipher = Seal.Cipher(current.Key);
            for (var at = current.Row.Head; at > 0;)
            {
                var row = session.Log.Event(at) ?? throw new StoreException(4, "A pathway's history has a gap. Run audit verify, then restore a backup.");
                entries.Add(Payloads.Open(row, current.Row, session.Writer, cipher));
                at = row.Previous;
            }

            entries.Reverse();
            return entries;
        }

        public Pathway? OpenPathwayOf(string childReference) =>
            session.FindOpen(tenant, tenant.Keys.ChildHmac(childReference))?.State;
    }
}
