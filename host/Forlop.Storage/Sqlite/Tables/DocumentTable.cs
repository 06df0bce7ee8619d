namespace Forlop.Storage.Sqlite.Tables;

internal sealed record DocumentPiece(Guid FilingId, int Number, byte[] Content);

/// <summary>
/// Documents in pieces, sealed with the key of their pathway, and which of them no archive has. The latter follows from the pathways, and
/// which archive was begun to be sent one does not.
/// </summary>
internal sealed class DocumentTable(Database database)
{
    private readonly Statement add = database.Prepare("INSERT INTO documents (stream, filing_id, piece, content) VALUES (?, ?, ?, ?)");
    private readonly Statement find = database.Prepare("SELECT content FROM documents WHERE stream = ? AND filing_id = ? AND piece = ?");
    private readonly Statement addOpen = database.Prepare("INSERT INTO open_filings (tenant, stream, filing_id) VALUES (?, ?, ?)");
    private readonly Statement removeOpen = database.Prepare("DELETE FROM open_filings WHERE tenant = ? AND stream = ? AND filing_id = ?");
    private readonly Statement isOpen = database.Prepare("SELECT 1 FROM open_filings WHERE tenant = ? AND stream = ? AND filing_id = ?");
    private readonly Statement openAfter = database.Prepare(
        "SELECT stream, filing_id, plugin_id FROM open_filings LEFT JOIN offered USING (tenant, stream, filing_id) WHERE tenant = ? AND (stream, filing_id) > (?, ?) ORDER BY stream, filing_id LIMIT ?");

    private readonly Statement offer = database.Prepare("INSERT OR REPLACE INTO offered (tenant, stream, filing_id, plugin_id) VALUES (?, ?, ?, ?)");
    private readonly Statement takeBack = database.Prepare("DELETE FROM offered WHERE tenant = ? AND stream = ? AND filing_id = ?");

    public void Add(long stream, DocumentPiece piece) => add.Bind(stream).Bind(piece.FilingId).Bind(piece.Number).Bind(piece.Content).Run();

    public byte[]? Find(long stream, Guid filingId, int piece)
    {
        using var row = find.Bind(stream).Bind(filingId).Bind(piece).Read();
        return row.Next() ? row.Blob(0) : null;
    }

    public void Write(Tenant tenant, long stream, IndexRows rows, IndexRows previous)
    {
        foreach (var filed in previous.Filings.Except(rows.Filings))
        {
            removeOpen.Bind(tenant.Row).Bind(stream).Bind(filed).Run();
            TakeBack(tenant, stream, filed);
        }

        foreach (var begun in rows.Filings.Except(previous.Filings))
        {
            addOpen.Bind(tenant.Row).Bind(stream).Bind(begun).Run();
        }
    }

    public void Offer(Tenant tenant, long stream, Guid filingId, string pluginId) => offer.Bind(tenant.Row).Bind(stream).Bind(filingId).Bind(pluginId).Run();

    public void TakeBack(Tenant tenant, long stream, Guid filingId) => takeBack.Bind(tenant.Row).Bind(stream).Bind(filingId).Run();

    public bool IsOpen(Tenant tenant, long stream, Guid filingId)
    {
        using var row = isOpen.Bind(tenant.Row).Bind(stream).Bind(filingId).Read();
        return row.Next();
    }

    public List<(long Stream, Guid FilingId, string OfferedTo)> OpenAfter(Tenant tenant, long stream, Guid filingId, int limit)
    {
        using var rows = openAfter.Bind(tenant.Row).Bind(stream).Bind(filingId).Bind(limit).Read();
        var result = new List<(long, Guid, string)>();
        while (rows.Next())
        {
            result.Add((rows.Number(0), rows.Id(1), rows.Text(2)));
        }

        return result;
    }
}
