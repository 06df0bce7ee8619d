using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Machines;
using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite.Tables;
using Google.Protobuf;

namespace Forlop.Storage.Sqlite;

/// <summary>
/// Turns an accepted decision into rows. It writes nothing: whatever is wrong with the decision fails here, where it
/// harms no other command of the batch.
/// </summary>
internal sealed class CommandPreparation(Session session, Batch batch, Command command, Tenant tenant, Guid pathwayId)
{
    private const int LongestReceipt = 300;

    public PreparedCommand Prepare(StoredPathway? previous, Decision.Accepted decision, long scope, byte[] hmac)
    {
        if (decision.Events.Count == 0)
        {
            throw new InvalidOperationException("An accepted decision has at least one event.");
        }

        var wrappedKey = previous?.Row.WrappedKey ?? tenant.Keys.NewPathwayKey(pathwayId);
        var key = tenant.Keys.PathwayKey(pathwayId, wrappedKey);
        var stream = previous?.Row.Stream ?? session.NewestStream + 1;
        var state = previous?.State.Clone() ?? new Pathway();
        var rows = new List<EventRow>(decision.Events.Count);
        var counted = new List<string>(decision.Events.Count + 1);
        foreach (var decided in decision.Events)
        {
            var position = batch.NextEvent(rows.Count);
            var entry = Complete(decided, (previous?.Row.Version ?? 0) + rows.Count + 1, position);
            PathwayFold.Apply(state, entry);
            var payload = Payloads.Close(entry, key, tenant, pathwayId);
            var hash = session.Hash.Event(position, tenant.Id, pathwayId, entry.Version, payload);
            rows.Add(new EventRow(position, stream, rows.Count > 0 ? rows[^1].Position : previous?.Row.Head ?? 0, entry.Version, hash, payload));
            counted.Add(Counter(entry));
        }

        var row = Row(previous?.Row, state, stream, rows[^1], wrappedKey, key);
        if (row.IsOpen != (previous?.Row.IsOpen ?? false))
        {
            counted.Add(row.IsOpen ? CounterTable.Opened : CounterTable.Closed);
        }

        var receipt = new StoredReceipt(hmac, Receipt(state, decision, rows).ToByteArray());
        return receipt.Bytes.Length <= LongestReceipt
            ? new(previous, new(row, state), rows, scope, command.RequestId, receipt, counted)
            : throw new InvalidOperationException($"A receipt has {receipt.Bytes.Length} bytes; {LongestReceipt} are promised.");
    }

    public static string Counter(HistoryEntry entry) =>
        $"event.{HistoryEntry.Descriptor.FindFieldByNumber((int)entry.PayloadCase)?.Name ?? "none"}";

    private HistoryEntry Complete(HistoryEntry decided, long version, long position)
    {
        var entry = decided.Clone();
        entry.EventId = Chain.Position.EventId(session.Writer, position);
        entry.PathwayId = pathwayId.ToString();
        entry.Version = version;
        entry.RecordTime = batch.RecordTime;
        entry.Actor = command.Access.Actor;
        return entry;
    }

    private StreamRow Row(StreamRow? previous, Pathway state, long stream, EventRow last, byte[] wrappedKey, byte[] key)
    {
        var isOpen = !PathwayDefinition.HasEnded(state.State);
        var child = tenant.Keys.ChildHmac(state.ChildReference);
        var isFoundAsBefore = previous is { IsOpen: true } && previous.ChildHmac.AsSpan().SequenceEqual(child);
        if (isOpen && !isFoundAsBefore && session.FindOpen(tenant, child) is { } other && other.Row.PathwayId != pathwayId)
        {
            throw new InvalidOperationException("The child has another open pathway in this service; the decision should have been refused.");
        }

        var index = IndexRows.Of(state);
        var snapshot = Payloads.Close(state, key, tenant, pathwayId, last.Version);
        return new StreamRow(stream, tenant, pathwayId, last.Version, isOpen, child, last.Position, wrappedKey, index, snapshot);
    }

    private Receipt Receipt(Pathway state, Decision.Accepted decision, List<EventRow> rows) => new()
    {
        Stage = Stage.Committed,
        PathwayId = pathwayId.ToString(),
        SubjectId = decision.SubjectId,
        Version = rows[^1].Version,
        FirstEventId = Chain.Position.EventId(session.Writer, rows[0].Position),
        EventCount = rows.Count,
        CommitNumber = batch.Number,
        EventDigest = UnsafeByteOperations.UnsafeWrap(session.Hash.EventDigest(rows.Select(r => r.Hash))),
        State = state.State,
    };
}
