using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Rules;
using Forlop.Storage.Sqlite.Tables;
using Google.Protobuf;

namespace Forlop.Storage.Sqlite;

/// <summary>Other references for many children: everything is looked at first, then everything is written, in one commit.</summary>
internal sealed class RebindWork(RebindCommand command, CancellationToken cancellation) : Work
{
    private readonly TaskCompletionSource<CommitResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommitResult? result;
    private Exception? error;

    public Task<CommitResult> Answer => answer.Task;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        var tenant = batch.Tenant(command.Access.TenantId);
        var hmac = tenant.Keys.RequestHmac(command.Access.Rpc, command.RequestBytes.Span);
        List<StoredPathway> found;
        try
        {
            result = Look(session, tenant, hmac, out found);
        }
        catch (Exception e) when (e is not SqliteFault)
        {
            error = e;
            return;
        }

        // From here on a fault is one of ours. It must not leave half of them written: the batch goes with it.
        result ??= Write(session, batch, tenant, hmac, found);
        var outcome = result is CommitResult.Committed ? AccessOutcome.Answered : result is CommitResult.NotFound ? AccessOutcome.Denied : AccessOutcome.Refused;
        batch.Write(Accesses.Entry(command.Access, batch.RecordTime, "", outcome));
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

    private CommitResult? Look(Session session, Tenant tenant, byte[] hmac, out List<StoredPathway> found)
    {
        found = [];
        if (session.Receipts.Find(-tenant.Row, command.RequestId) is { } stored)
        {
            return CryptographicOperations.FixedTimeEquals(stored.Hmac, hmac)
                ? new CommitResult.Committed(Receipt.Parser.ParseFrom(stored.Bytes), IsRepeat: true)
                : new CommitResult.RequestIdReused();
        }

        foreach (var binding in command.Bindings)
        {
            if (!Guid.TryParse(binding.PathwayId, out var id) || found.Exists(other => other.Row.PathwayId == id) || session.Find(tenant, id) is not { } pathway || pathway.State.ChildReference != binding.OldReference)
            {
                return new CommitResult.NotFound();
            }

            found.Add(pathway);
        }

        // Each of them keeps the id as well, beside those of its own commands.
        if (found.Exists(pathway => session.Receipts.Find(pathway.Row.Stream, command.RequestId) is not null))
        {
            return new CommitResult.RequestIdReused();
        }

        // As it will be once all are written: the pathways of one child have one reference, so they go together, and two children
        // never have one. What one gives up another may take, unless a pathway that is not among these keeps it, open or ended.
        var moving = found.Select(pathway => pathway.Row.PathwayId).ToHashSet();
        var (children, references) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < command.Bindings.Count; i++)
        {
            var (before, after) = (command.Bindings[i].OldReference, command.Bindings[i].NewReference);
            var isAnothers = !children.TryAdd(after, before) && children[after] != before;
            if (isAnothers || (before != after && IsKept(after)))
            {
                return new CommitResult.Refused(Refusals.Malformed($"bindings[{i}].new_reference", "reference-taken"));
            }

            var isTorn = !references.TryAdd(before, after) && references[before] != after;
            if (isTorn || (before != after && IsKept(before)))
            {
                return new CommitResult.Refused(Refusals.Malformed($"bindings[{i}].old_reference", "reference-left"));
            }
        }

        return null;

        bool IsKept(string reference) => session.Streams.OfChild(tenant, tenant.Keys.ChildHmac(reference)).Exists(id => !moving.Contains(id));
    }

    private CommitResult.Committed Write(Session session, Batch batch, Tenant tenant, byte[] hmac, List<StoredPathway> found)
    {
        var hashes = new List<byte[]>();
        var first = "";
        GiveUpWanted(session, batch, found);
        for (var i = 0; i < found.Count; i++)
        {
            var entry = command.Occurred.Clone();
            entry.ChildReferenceRebound = new ChildReferenceRebound { ChildReference = command.Bindings[i].NewReference };
            var one = new Command(command.Access, found[i].Row.PathwayId.ToString(), Creates: false, command.RequestId, command.RequestBytes, ExpectedVersion: null);
            var prepared = new CommandPreparation(session, batch, one, tenant, found[i].Row.PathwayId).Prepare(found[i], new Decision.Accepted([entry]), found[i].Row.Stream, hmac);
            batch.Write(prepared);
            batch.Write(Accesses.Entry(command.Access, batch.RecordTime, prepared.Answer.PathwayId, AccessOutcome.Answered));
            hashes.AddRange(prepared.Events.Select(row => row.Hash));
            first = first.Length > 0 ? first : prepared.Answer.FirstEventId;
        }

        var receipt = new Receipt
        {
            Stage = Stage.Committed,
            FirstEventId = first,
            EventCount = hashes.Count,
            CommitNumber = batch.Number,
            EventDigest = UnsafeByteOperations.UnsafeWrap(session.Hash.EventDigest(hashes)),
        };
        session.Receipts.Add(-tenant.Row, command.RequestId, new StoredReceipt(hmac, receipt.ToByteArray()));
        return new CommitResult.Committed(receipt, IsRepeat: false);
    }

    // No two open pathways have one reference, not even between two rows: what another one takes is given up first.
    private void GiveUpWanted(Session session, Batch batch, List<StoredPathway> found)
    {
        var wanted = command.Bindings.Where(binding => binding.NewReference != binding.OldReference).Select(binding => binding.NewReference).ToHashSet(StringComparer.Ordinal);
        var given = found.Where(pathway => pathway.Row.IsOpen && wanted.Contains(pathway.State.ChildReference)).ToList();
        if (given.Count > 0)
        {
            batch.Note(() => given.ForEach(pathway => session.Streams.GiveUpChild(pathway.Row.Stream)));
        }
    }
}
