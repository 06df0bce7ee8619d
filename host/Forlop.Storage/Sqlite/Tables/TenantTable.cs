using System.Security.Cryptography;
using Forlop.Storage.Sealing;

namespace Forlop.Storage.Sqlite.Tables;

/// <summary>A service that owns pathways, with its keys.</summary>
internal sealed record Tenant(long Row, TenantKeys Keys)
{
    public string Id => Keys.TenantId;
}

internal sealed class TenantTable(Database database, Guid storeId, MasterKey master)
{
    private readonly Dictionary<string, Tenant> byId = [];
    private readonly Dictionary<long, Tenant> byRow = [];
    private readonly Statement find = database.Prepare("SELECT tenant, tenant_id, wrapped_key FROM tenants WHERE tenant_id = ?");
    private readonly Statement findRow = database.Prepare("SELECT tenant, tenant_id, wrapped_key FROM tenants WHERE tenant = ?");
    private readonly Statement all = database.Prepare("SELECT tenant FROM tenants ORDER BY tenant");
    private readonly Statement insert = database.Prepare("INSERT INTO tenants (tenant_id, wrapped_key) VALUES (?, ?)");

    public Tenant? Find(string tenantId) =>
        tenantId.Length == 0 ? null : byId.TryGetValue(tenantId, out var known) ? known : Load(find.Bind(tenantId));

    public Tenant? Find(long row) => byRow.TryGetValue(row, out var known) ? known : Load(findRow.Bind(row));

    /// <summary>Writes: only inside a transaction.</summary>
    public Tenant FindOrAdd(string tenantId)
    {
        if (Find(tenantId) is { } known)
        {
            return known;
        }

        insert.Bind(tenantId).Bind(master.NewTenantKey(storeId, tenantId)).Run();
        return Find(tenantId)!;
    }

    public List<long> Rows()
    {
        using var rows = all.Read();
        var result = new List<long>();
        while (rows.Next())
        {
            result.Add(rows.Number(0));
        }

        return result;
    }

    /// <summary>After a rollback: some may not be stored after all.</summary>
    public void Forget()
    {
        byId.Clear();
        byRow.Clear();
    }

    private Tenant Open(Statement.Rows row)
    {
        try
        {
            return new Tenant(row.Number(0), master.Tenant(storeId, row.Text(1), row.Blob(2)));
        }
        catch (CryptographicException e)
        {
            throw new StoreException(4, "The key of a service is damaged or was changed. Restore a backup.", e);
        }
    }

    private Tenant? Load(Statement statement)
    {
        using var row = statement.Read();
        if (!row.Next())
        {
            return null;
        }

        var tenant = Open(row);
        byId[tenant.Id] = tenant;
        byRow[tenant.Row] = tenant;
        return tenant;
    }
}
