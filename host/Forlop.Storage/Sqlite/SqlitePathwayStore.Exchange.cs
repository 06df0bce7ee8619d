using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

// What goes out and comes in.
public sealed partial class SqlitePathwayStore
{
    public Task<IReadOnlyList<OpenFiling>> OpenFilingsAsync(string tenantId, int limit, OpenFiling? after = null, CancellationToken cancellation = default) =>
        reads.SliceAsync<IReadOnlyList<OpenFiling>>(s => Reads.OpenFilings(s, tenantId, after, Math.Clamp(limit, 1, LargestPage)), cancellation);

    public Task OfferFilingAsync(Access access, OpenFiling filing, CancellationToken cancellation = default) => NoteAsync(
        access.TenantId,
        (session, batch, tenant) =>
        {
            batch.Note(() => session.Documents.Offer(tenant, filing.Stream, filing.FilingId, access.CallerId));
            return filing.PathwayId;
        },
        access,
        cancellation);

    public Task TakeBackFilingAsync(string tenantId, OpenFiling filing, CancellationToken cancellation = default) => NoteAsync(
        tenantId,
        (session, batch, tenant) =>
        {
            batch.Note(() => session.Documents.TakeBack(tenant, filing.Stream, filing.FilingId));
            return filing.PathwayId;
        },
        access: null,
        cancellation);

    public async Task<byte[]?> DocumentPieceAsync(string tenantId, string pathwayId, Guid filingId, int piece, CancellationToken cancellation = default)
    {
        var found = await reads.SliceAsync(s => Reads.Row(s, tenantId, pathwayId) is { } row ? (Row: row, Piece: s.Documents.Find(row.Stream, filingId, piece)) : default, cancellation);
        return found.Piece is { } sealedPiece ? Payloads.Open(sealedPiece, found.Row, filingId, piece) : null;
    }

    public Task<bool> EnterHandleAsync(Access access, string pathwayId, string handle, CancellationToken cancellation = default) => NoteAsync(
        access.TenantId,
        (session, batch, tenant) =>
        {
            if (Reads.Row(session, tenant.Id, pathwayId) is not { } row)
            {
                return null;
            }

            batch.Note(() => session.Handles.Add(tenant, tenant.Keys.HandleHmac(handle), row.Stream));
            return pathwayId;
        },
        access,
        cancellation);

    public Task<CommitResult> ReceiveAsync(Command command, string handle, Func<IPathwayReader, Decision> decide, CancellationToken cancellation = default)
    {
        var work = new ReceiveWork(command, handle, decide, cancellation);
        writer.Add(work);
        return work.Answer;
    }

    public Task<NextEvents> EventsAsync(string tenantId, string cursor, CancellationToken cancellation = default) => reads.EventsAsync(tenantId, cursor, cancellation);

    public string EndCursor(string tenantId) => reads.EndCursor(tenantId);

    public Task<(Pathway Pathway, IReadOnlyList<HistoryEntry> Events)?> PathwayAfterAsync(string tenantId, string pathwayId, long version, int most, CancellationToken cancellation = default) =>
        reads.PathwayAfterAsync(tenantId, pathwayId, version, Math.Clamp(most, 1, LargestPage), cancellation);

    public Task NewEventsAsync(CancellationToken cancellation) => writer.NewEvents.Next().WaitAsync(cancellation);

    public async Task<DeliveryProgress> DeliveryAsync(string tenantId, string pluginId, CancellationToken cancellation = default)
    {
        var (cursor, held) = await reads.SliceAsync(
            s => s.Tenants.Find(tenantId) is { } tenant
                ? (s.Deliveries.Cursor(tenant, pluginId), s.Deliveries.Held(tenant, pluginId).Select(held => (Stream: s.Streams.Identity(held.Stream), held.SinceOn)).ToList())
                : ("", []),
            cancellation);
        return new(cursor, held.Where(one => one.Stream is { IsLiving: true }).ToDictionary(one => one.Stream!.PathwayId.ToString(), one => one.SinceOn));
    }

    public Task RecordDeliveryAsync(string tenantId, string pluginId, DeliveryStep step, CancellationToken cancellation = default) => NoteAsync(
        tenantId,
        (session, batch, tenant) =>
        {
            batch.Note(() =>
            {
                foreach (var row in step.HeldBack.Select(pathway => Reads.Row(session, tenantId, pathway)).OfType<StreamRow>())
                {
                    session.Deliveries.Hold(tenant, pluginId, row.Stream, Day.Format(Day.Of(batch.RecordTime)));
                }

                foreach (var row in step.Caught.Select(pathway => Reads.Row(session, tenantId, pathway)).OfType<StreamRow>())
                {
                    session.Deliveries.Release(tenant, pluginId, row.Stream);
                }

                if (step.Cursor is { } cursor)
                {
                    session.Deliveries.Set(tenant, pluginId, cursor);
                }
            });
            return "";
        },
        access: null,
        cancellation);

    public Task<IReadOnlyList<string>> PathwayIdsAsync(string tenantId, string afterPathwayId, int most, CancellationToken cancellation = default) => reads.SliceAsync<IReadOnlyList<string>>(
        s => s.Tenants.Find(tenantId) is { } tenant ? [.. s.Streams.IdsAfter(tenant, afterPathwayId.Length > 0 ? Guid.Parse(afterPathwayId) : Guid.Empty, most).Select(id => id.ToString())] : [],
        cancellation);

    public Task<IReadOnlyList<Counterpart>> CounterpartsAsync(string tenantId, CancellationToken cancellation = default) =>
        reads.SliceAsync<IReadOnlyList<Counterpart>>(s => s.Tenants.Find(tenantId) is { } tenant ? s.Counterparts.Of(tenant) : [], cancellation);

    public Task RecordCounterpartAsync(string tenantId, Counterpart counterpart, CancellationToken cancellation = default) => NoteAsync(
        tenantId,
        (session, batch, tenant) =>
        {
            batch.Note(() => session.Counterparts.Set(tenant, counterpart));
            return "";
        },
        access: null,
        cancellation);

    public Task ForgetCounterpartAsync(string tenantId, string pluginId, CancellationToken cancellation = default) => NoteAsync(
        tenantId,
        (session, batch, tenant) =>
        {
            batch.Note(() => session.Counterparts.Remove(tenant, pluginId));
            return "";
        },
        access: null,
        cancellation);

    private Task<bool> NoteAsync(string tenantId, Func<Session, Batch, Tenant, string?> write, Access? access, CancellationToken cancellation)
    {
        var work = new NoteWork(tenantId, write, access, cancellation);
        writer.Add(work);
        return work.Answer;
    }
}
