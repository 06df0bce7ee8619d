namespace Forlop.Storage.Sqlite.Tables;

/// <summary>A pathway as it is stored: everything sealed that is personal.</summary>
/// <param name="Head">The position of its latest event.</param>
internal sealed record StreamRow(
    long Stream,
    Tenant Tenant,
    Guid PathwayId,
    long Version,
    bool IsOpen,
    byte[] ChildHmac,
    long Head,
    byte[] WrappedKey,
    byte[] StoredIndex,
    byte[] Snapshot)
{
    private IndexRows? index;

    /// <summary>Read when it is asked for, since most who read a row do not: one that is damaged keeps only its own pathway.</summary>
    /// <exception cref="StoreException">4: it cannot be read.</exception>
    public IndexRows Index
    {
        get => index ??= IndexRows.Decode(StoredIndex);
        init => index = value;
    }
}

internal sealed record StreamIdentity(Tenant Tenant, Guid PathwayId, bool IsLiving);

internal sealed class StreamTable(Database database, TenantTable tenants)
{
    private const string Columns = "SELECT stream, tenant, stream_id, version, is_open, child_hmac, head, wrapped_key, index_rows, snapshot FROM streams";

    // A pathway whose key was lawfully destroyed is no pathway any more.
    private const string Living = "wrapped_key IS NOT NULL";

    private readonly Statement byId = database.Prepare($"{Columns} WHERE tenant = ? AND stream_id = ? AND {Living}");
    private readonly Statement byChild = database.Prepare($"{Columns} WHERE tenant = ? AND child_hmac = ? AND is_open = 1 AND {Living}");

    // Two, because either index holds its own half.
    private readonly Statement ofChild = database.Prepare(
        $"SELECT stream_id FROM streams WHERE tenant = ? AND child_hmac = ? AND is_open = 1 AND {Living} UNION ALL SELECT stream_id FROM streams WHERE tenant = ? AND child_hmac = ? AND is_open = 0 AND {Living}");

    private readonly Statement giveUpChild = database.Prepare("UPDATE streams SET child_hmac = ? WHERE stream = ?");
    private readonly Statement byRow = database.Prepare($"{Columns} WHERE stream = ? AND {Living}");
    private readonly Statement page = database.Prepare($"{Columns} WHERE tenant = ? AND stream_id < ? AND {Living} ORDER BY stream_id DESC LIMIT ?");
    private readonly Statement openPage = database.Prepare($"{Columns} WHERE tenant = ? AND stream_id < ? AND is_open = 1 AND {Living} ORDER BY stream_id DESC LIMIT ?");
    private readonly Statement after = database.Prepare($"{Columns} WHERE stream > ? AND {Living} ORDER BY stream LIMIT ?");
    private readonly Statement idsAfter = database.Prepare($"SELECT stream_id FROM streams WHERE tenant = ? AND stream_id > ? AND {Living} ORDER BY stream_id LIMIT ?");
    private readonly Statement identity = database.Prepare("SELECT tenant, stream_id, wrapped_key IS NOT NULL FROM streams WHERE stream = ?");
    private readonly Statement newest = database.Prepare("SELECT coalesce(max(stream), 0) FROM streams");

    private readonly Statement insert = database.Prepare(
        "INSERT INTO streams (version, head, index_rows, snapshot, is_open, child_hmac, stream, tenant, stream_id, wrapped_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    // Two, because SQLite rewrites an index entry whenever its column is named, changed or not.
    private readonly Statement update = database.Prepare("UPDATE streams SET version = ?, head = ?, index_rows = ?, snapshot = ? WHERE stream = ?");
    private readonly Statement updateIndexed = database.Prepare(
        "UPDATE streams SET version = ?, head = ?, index_rows = ?, snapshot = ?, is_open = ?, child_hmac = ? WHERE stream = ?");

    public StreamRow? Find(Tenant tenant, Guid pathwayId) => First(byId.Bind(tenant.Row).Bind(pathwayId));

    public StreamRow? FindOpen(Tenant tenant, byte[] childHmac) => First(byChild.Bind(tenant.Row).Bind(childHmac));

    /// <summary>Every pathway with that reference, open or ended.</summary>
    public List<Guid> OfChild(Tenant tenant, byte[] childHmac)
    {
        using var rows = ofChild.Bind(tenant.Row).Bind(childHmac).Bind(tenant.Row).Bind(childHmac).Read();
        var found = new List<Guid>();
        while (rows.Next())
        {
            found.Add(rows.Id(0));
        }

        return found;
    }

    /// <summary>Frees its reference for another pathway, until the same transaction gives it a new one.</summary>
    public void GiveUpChild(long stream) => giveUpChild.Bind(BitConverter.GetBytes(stream)).Bind(stream).Run();

    public StreamRow? Find(long stream) => First(byRow.Bind(stream));

    /// <summary>Newest first, from before an id.</summary>
    public List<StreamRow> Before(Tenant tenant, Guid pathwayId, bool openOnly, int limit) =>
        All((openOnly ? openPage : page).Bind(tenant.Row).Bind(pathwayId).Bind(limit));

    public List<StreamRow> After(long stream, int limit) => All(after.Bind(stream).Bind(limit));

    /// <summary>Rising, from after an id.</summary>
    public List<Guid> IdsAfter(Tenant tenant, Guid pathwayId, int limit)
    {
        using var rows = idsAfter.Bind(tenant.Row).Bind(pathwayId).Bind(limit).Read();
        var result = new List<Guid>();
        while (rows.Next())
        {
            result.Add(rows.Id(0));
        }

        return result;
    }

    /// <summary>Whose events these are; also of a pathway whose key was destroyed, which is then not living.</summary>
    public StreamIdentity? Identity(long stream)
    {
        using var row = identity.Bind(stream).Read();
        return row.Next() && tenants.Find(row.Number(0)) is { } tenant ? new(tenant, row.Id(1), row.Number(2) == 1) : null;
    }

    public long Newest()
    {
        using var row = newest.Read();
        return row.Next() ? row.Number(0) : 0;
    }

    public void Write(StreamRow row, StreamRow? previous)
    {
        if (previous is null)
        {
            Common(insert, row).Bind(row.IsOpen ? 1 : 0).Bind(row.ChildHmac)
                .Bind(row.Stream).Bind(row.Tenant.Row).Bind(row.PathwayId).Bind(row.WrappedKey).Run();
        }
        else if (previous.IsOpen != row.IsOpen || !previous.ChildHmac.AsSpan().SequenceEqual(row.ChildHmac))
        {
            Common(updateIndexed, row).Bind(row.IsOpen ? 1 : 0).Bind(row.ChildHmac).Bind(row.Stream).Run();
        }
        else
        {
            Common(update, row).Bind(row.Stream).Run();
        }
    }

    private static Statement Common(Statement statement, StreamRow row) =>
        statement.Bind(row.Version).Bind(row.Head).Bind(row.StoredIndex).Bind(row.Snapshot);

    private StreamRow? First(Statement statement)
    {
        using var rows = statement.Read();
        return rows.Next() ? Row(rows) : null;
    }

    private List<StreamRow> All(Statement statement)
    {
        using var rows = statement.Read();
        var result = new List<StreamRow>();
        while (rows.Next())
        {
            result.Add(Row(rows));
        }

        return result;
    }

    private StreamRow Row(Statement.Rows row) => new(
        row.Number(0),
        tenants.Find(row.Number(1)) ?? throw new StoreException(4, "A pathway belongs to a service that the store does not have. Run audit verify, then restore a backup."),
        row.Id(2),
        row.Number(3),
        row.Number(4) == 1,
        row.Blob(5),
        row.Number(6),
        row.Blob(7),
        row.Blob(8),
        row.Blob(9));
}
