namespace Forlop.Storage.Sqlite.Tables;

/// <summary>The archives and fagsystems that a tenant has had.</summary>
internal sealed class CounterpartTable(Database database)
{
    private readonly Statement set = database.Prepare("INSERT OR REPLACE INTO counterparts (tenant, plugin_id, kind, since_on, compared_on, strangers) VALUES (?, ?, ?, ?, ?, ?)");
    private readonly Statement remove = database.Prepare("DELETE FROM counterparts WHERE tenant = ? AND plugin_id = ?");
    private readonly Statement all = database.Prepare("SELECT plugin_id, kind, since_on, compared_on, strangers FROM counterparts WHERE tenant = ? ORDER BY plugin_id");

    public void Set(Tenant tenant, Counterpart counterpart) =>
        set.Bind(tenant.Row).Bind(counterpart.PluginId).Bind(counterpart.Kind).Bind(counterpart.SinceOn).Bind(counterpart.ComparedOn).Bind(counterpart.Strangers).Run();

    public void Remove(Tenant tenant, string pluginId) => remove.Bind(tenant.Row).Bind(pluginId).Run();

    public List<Counterpart> Of(Tenant tenant)
    {
        using var rows = all.Bind(tenant.Row).Read();
        var result = new List<Counterpart>();
        while (rows.Next())
        {
            result.Add(new(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), (int)rows.Number(4)));
        }

        return result;
    }
}
