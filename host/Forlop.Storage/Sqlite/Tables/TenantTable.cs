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

    /// <summary>After a rollback: some may not be stored after all.</summary>
    public void Forget()
    {
        byId.Clear();
        byRow.Clear();
    }

    private Tenant? Load(Statement statement)
    {
        using var row = statement.Read();
        if (!row.Next())
        {
            return null;
        }

        var tenant = new Tenant(row.Number(0), master.Tenant(storeId, row.Text(1), row.Blob(2)));
        byId[tenant.Id] = tenant;
        byRow[tenant.Row] = tenant;
        return tenant;
    }
}
