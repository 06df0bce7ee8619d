using Forlop.Contracts.V1;
using Google.Protobuf;

namespace Forlop.Storage.Sqlite.Tables;

/// <summary>One version of a service's settings. Nothing of a person is in it, so nothing is sealed.</summary>
internal sealed record SettingsRow(long Position, long Tenant, int Version, byte[] Hash, byte[] Payload)
{
    /// <exception cref="StoreException">4: it was changed.</exception>
    public SettingsEntry Open()
    {
        try
        {
            return SettingsEntry.Parser.ParseFrom(Payload);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new StoreException(4, "A version of a service's settings is damaged. Run audit verify, then restore a backup.", e);
        }
    }
}

/// <summary>Append-only, like the rest of the log.</summary>
internal sealed class SettingsTable(Database database)
{
    private const string Columns = "SELECT position, tenant, version, hash, payload FROM settings";

    private readonly Statement insert = database.Prepare("INSERT INTO settings (position, tenant, version, hash, payload) VALUES (?, ?, ?, ?, ?)");
    private readonly Statement newest = database.Prepare($"{Columns} WHERE tenant = ? ORDER BY version DESC LIMIT 1");
    private readonly Statement slice = database.Prepare($"{Columns} WHERE position > ? AND position < ? ORDER BY position LIMIT ?");

    public void Add(SettingsRow row) =>
        insert.Bind(row.Position).Bind(row.Tenant).Bind(row.Version).Bind(row.Hash).Bind(row.Payload).Run();

    public SettingsRow? Newest(Tenant tenant)
    {
        using var rows = newest.Bind(tenant.Row).Read();
        return rows.Next() ? Row(rows) : null;
    }

    public List<SettingsRow> Rows(long after, long before, int limit)
    {
        using var rows = slice.Bind(after).Bind(before).Bind(limit).Read();
        var result = new List<SettingsRow>();
        while (rows.Next())
        {
            result.Add(Row(rows));
        }

        return result;
    }

    private static SettingsRow Row(Statement.Rows row) => new(row.Number(0), row.Number(1), (int)row.Number(2), row.Blob(3), row.Blob(4));
}
