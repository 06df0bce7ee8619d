using System.Collections.Frozen;
using System.Security.Cryptography;
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

    // Sealed and written within one batch: its mates wait for it.
    private const int LargestDocument = 32 * 1024 * 1024;

    private static readonly FrozenDictionary<HistoryEntry.PayloadOneofCase, string> Counters = HistoryEntry.Descriptor.Oneofs
        .Single(oneof => !oneof.IsSynthetic).Fields
        .ToFrozenDictionary(field => (HistoryEntry.PayloadOneofCase)field.FieldNumber, field => $"event.{field.Name}");

    public PreparedCommand Prepare(StoredPathway? previous, Decision.Accepted decision, long scope, byte[] hmac)
    {
        if (decision.Events.Count == 0)
        {
            throw new InvalidOperationException("An accepted decision has at least one event.");
        }

        var wrappedKey = previous?.Row.WrappedKey ?? tenant.Keys.NewPathwayKey(pathwayId);
        var key = previous?.Key ?? tenant.Keys.PathwayKey(pathwayId, wrappedKey);
        using var cipher = Seal.Cipher(key);
        var stream = previous?.Row.Stream ?? session.NewestStream + 1;
        var state = previous?.State.Clone() ?? new Pathway();
        var rows = new List<EventRow>(decision.Events.Count);
        var counted = new List<string>(decision.Events.Count + 1);
        var codes = new List<byte[]>();
        foreach (var entry in PathwayFold.Apply(state, decision, decided => Complete(decided, (previous?.Row.Version ?? 0) + rows.Count + 1, batch.NextEvent(rows.Count))))
        {
            var position = batch.NextEvent(rows.Count);
            counted.Add(Counter(entry));
            if (entry.EngagementPrepared is { Engagement.ReplyCode: { Length: > 0 } code })
            {
                codes.Add(tenant.Keys.ReplyCodeHmac(code));
            }

            var payload = Payloads.Close(entry, cipher, tenant, pathwayId);
            var hash = session.Hash.Event(position, tenant.Id, pathwayId, entry.Version, payload);
            rows.Add(new EventRow(position, stream, rows.Count > 0 ? rows[^1].Position : previous?.Row.Head ?? 0, entry.Version, hash, payload));
        }

        var row = Row(previous, state, stream, rows[^1], wrappedKey, cipher);
        if (row.IsOpen != (previous?.Row.IsOpen ?? false))
        {
            counted.Add(row.IsOpen ? CounterTable.Opened : CounterTable.Closed);
        }

        var answer = Receipt(state, decision, rows);
        var receipt = new StoredReceipt(hmac, answer.ToByteArray());
        return receipt.Bytes.Length <= LongestReceipt
            ? new(previous, new(row, state, key), rows, scope, command.RequestId, receipt, answer, counted, codes, Pieces(state, cipher))
            : throw new InvalidOperationException($"A receipt has {receipt.Bytes.Length} bytes; {LongestReceipt} are promised.");
    }

    public static string Counter(HistoryEntry entry) => Counters.GetValueOrDefault(entry.PayloadCase, "event.none");

    private HistoryEntry Complete(HistoryEntry decided, long version, long position)
    {
        var entry = decided.Clone();
        entry.EventId = Chain.Position.EventId(session.Writer, position);
        entry.PathwayId = pathwayId.ToString();
        entry.Version = version;
        entry.RecordTime = batch.RecordTime;
        entry.Actor = command.Access.Actor;
        entry.SettingsVersion = command.SettingsVersion;
        return entry;
    }

    private StreamRow Row(StoredPathway? previous, Pathway state, long stream, EventRow last, byte[] wrappedKey, AesGcm cipher)
    {
        var isOpen = !PathwayDefinition.HasEnded(state.State);
        var isSameChild = previous is not null && string.Equals(previous.State.ChildReference, state.ChildReference, StringComparison.Ordinal);
        var child = isSameChild ? previous!.Row.ChildHmac : tenant.Keys.ChildHmac(state.ChildReference);
        var isFoundAsBefore = isSameChild && previous!.Row.IsOpen;
        if (isOpen && !isFoundAsBefore && session.FindOpen(tenant, child) is { } other && other.Row.PathwayId != pathwayId)
        {
            throw new InvalidOperationException("The child has another open pathway in this service; the decision should have been refused.");
        }

        // Most commands leave the tasks as they are: then the rows of before stand for both.
        var index = IndexRows.Of(state);
        index = previous is not null && index.InOrderAs(previous.Row.Index) ? previous.Row.Index : index;
        var snapshot = Payloads.Close(state, cipher, tenant, pathwayId, last.Version);
        return new StreamRow(stream, tenant, pathwayId, last.Version, isOpen, child, last.Position, wrappedKey, index.Encoded, snapshot) { Index = index };
    }

    private List<DocumentPiece> Pieces(Pathway state, AesGcm cipher)
    {
        if (command.Document is not { } document)
        {
            return [];
        }

        if (document.Content.Length > LargestDocument)
        {
            throw new InvalidOperationException($"A document has {document.Content.Length} bytes; {LargestDocument} are the most.");
        }

        if (!state.Filings.Any(filing => filing.FilingId == document.FilingId.ToString() && filing.SizeBytes == document.Content.Length))
        {
            throw new InvalidOperationException("A command brings a document of which its decision says nothing.");
        }

        var pieces = new List<DocumentPiece>();
        for (var start = 0; start < document.Content.Length; start += Payloads.LargestPiece)
        {
            var plain = document.Content.Span[start..Math.Min(start + Payloads.LargestPiece, document.Content.Length)];
            pieces.Add(new(document.FilingId, pieces.Count, Payloads.Close(plain, cipher, tenant, pathwayId, document.FilingId, pieces.Count)));
        }

        return pieces;
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
