namespace Forlop.Storage.Sqlite.Tables;

/// <summary>How far each plugin has a tenant's events, and of which pathways it has not.</summary>
internal sealed class DeliveryTable(Database database)
{
    private readonly Statement set = database.Prepare("INSERT OR REPLACE INTO deliveries (tenant, plugin_id, cursor) VALUES (?, ?, ?)");
    private readonly Statement find = database.Prepare("SELECT cursor FROM deliveries WHERE tenant = ? AND plugin_id = ?");
    private readonly Statement hold = database.Prepare("INSERT OR IGNORE INTO held_back (tenant, plugin_id, stream, since_on) VALUES (?, ?, ?, ?)");
    private readonly Statement release = database.Prepare("DELETE FROM held_back WHERE tenant = ? AND plugin_id = ? AND stream = ?");
    private readonly Statement held = database.Prepare("SELECT stream, since_on FROM held_back WHERE tenant = ? AND plugin_id = ? ORDER BY stream");

    public string Cursor(Tenant tenant, string pluginId)
    {
        using var row = find.Bind(tenant.Row).Bind(pluginId).Read();
        return row.Next() ? row.Text(0) : "";
    }

    public void Set(Tenant tenant, string pluginId, string cursor) => set.Bind(tenant.Row).Bind(pluginId).Bind(cursor).Run();

    /// <summary>Since that day, when it was not held back before.</summary>
    public void Hold(Tenant tenant, string pluginId, long stream, string sinceOn) => hold.Bind(tenant.Row).Bind(pluginId).Bind(stream).Bind(sinceOn).Run();

    public void Release(Tenant tenant, string pluginId, long stream) => release.Bind(tenant.Row).Bind(pluginId).Bind(stream).Run();

    public List<(long Stream, string SinceOn)> Held(Tenant tenant, string pluginId)
    {
        using var rows = held.Bind(tenant.Row).Bind(pluginId).Read();
        var result = new List<(long, string)>();
        while (rows.Next())
        {
            result.Add((rows.Number(0), rows.Text(1)));
        }

        return result;
    }
}
