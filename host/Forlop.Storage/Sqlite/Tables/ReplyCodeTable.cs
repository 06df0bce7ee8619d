namespace Forlop.Storage.Sqlite.Tables;

/// <summary>Which pathway the slip of a letter belongs to. The code itself stands in the pathway alone.</summary>
internal sealed class ReplyCodeTable(Database database)
{
    private readonly Statement add = database.Prepare("INSERT OR REPLACE INTO reply_codes (tenant, code_hmac, stream) VALUES (?, ?, ?)");
    private readonly Statement find = database.Prepare("SELECT stream FROM reply_codes WHERE tenant = ? AND code_hmac = ?");

    public void Add(Tenant tenant, byte[] code, long stream) => add.Bind(tenant.Row).Bind(code).Bind(stream).Run();

    public long? Find(Tenant tenant, byte[] code)
    {
        using var row = find.Bind(tenant.Row).Bind(code).Read();
        return row.Next() ? row.Number(0) : null;
    }
}
