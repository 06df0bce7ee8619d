namespace Forlop.Storage.Sqlite.Tables;

/// <summary>What somebody outside was given to name a child by, without storing a list of it.</summary>
internal sealed class HandleTable(Database database)
{
    private readonly Statement add = database.Prepare("INSERT OR REPLACE INTO handles (tenant, handle_hmac, stream) VALUES (?, ?, ?)");
    private readonly Statement find = database.Prepare("SELECT stream FROM handles WHERE tenant = ? AND handle_hmac = ?");

    public void Add(Tenant tenant, byte[] handle, long stream) => add.Bind(tenant.Row).Bind(handle).Bind(stream).Run();

    public long? Find(Tenant tenant, byte[] handle)
    {
        using var row = find.Bind(tenant.Row).Bind(handle).Read();
        return row.Next() ? row.Number(0) : null;
    }
}
