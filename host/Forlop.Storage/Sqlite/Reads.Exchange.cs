using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

// What plugins are given of the store.
internal sealed partial class Reads
{
    public static StreamRow? Row(Session session, string tenantId, string pathwayId) =>
        Guid.TryParse(pathwayId, out var id) && session.Tenants.Find(tenantId) is { } tenant ? session.Streams.Find(tenant, id) : null;

    public static List<OpenFiling> OpenFilings(Session session, string tenantId, OpenFiling? after, int limit) =>
        session.Tenants.Find(tenantId) is not { } tenant
            ? []
            : [.. from row in session.Documents.OpenAfter(tenant, after?.Stream ?? 0, after?.FilingId ?? default, limit)
                  let identity = session.Streams.Identity(row.Stream)
                  where identity is { IsLiving: true }
                  select new OpenFiling(identity.PathwayId.ToString(), row.FilingId) { Stream = row.Stream, OfferedTo = row.OfferedTo }];

    public string EndCursor(string tenantId) => PageToken.Write(storeId, $"{tenantId}/follow", w => w.Write(Position.Of(writer.Head.Commit + 1, 0) - 1));

    public async Task<NextEvents> EventsAsync(string tenantId, string cursor, CancellationToken cancellation)
    {
        var list = $"{tenantId}/follow";
        var after = cursor.Length == 0 ? 0 : PageToken.Read(storeId, list, cursor, r => r.ReadInt64());
        if (after < 0 || Position.CommitOf(after) > writer.Head.Commit)
        {
            throw new CursorInvalidException();
        }

        var slice = await SliceAsync(s => Events(s, tenantId, after), cancellation);
        var last = slice.Last == 0 ? "" : PageToken.Write(storeId, list, w => w.Write(slice.Last));
        var (events, unreadable) = (new List<HistoryEntry>(), new HashSet<string>());
        foreach (var (row, stream) in slice.Own)
        {
            try
            {
                events.Add(Payloads.Open(row, stream, writerId));
            }
            catch (StoreException damaged) when (damaged.ExitCode == 4)
            {
                unreadable.Add(stream.PathwayId.ToString());
            }
        }

        return new(events, last, slice.More) { Unreadable = [.. unreadable] };
    }

    public async Task<(Pathway Pathway, IReadOnlyList<HistoryEntry> Events)?> PathwayAfterAsync(string tenantId, string pathwayId, long version, int most, CancellationToken cancellation)
    {
        if (await SliceAsync(s => Find(s, tenantId, pathwayId), cancellation) is not { } found)
        {
            return null;
        }

        var positions = await WalkBackAsync(found.Row.Head, version, cancellation);
        var rows = await EventsAsync(positions.Take(most), cancellation);
        return (found.State.Clone(), [.. rows.Select(r => Payloads.Open(r, found.Row, writerId))]);
    }

    private static StoredPathway? Find(Session session, string tenantId, string pathwayId) =>
        Guid.TryParse(pathwayId, out var id) && session.Tenants.Find(tenantId) is { } tenant ? session.Find(tenant, id) : null;
}
