namespace Forlop.Storage.Sqlite.Tables;

/// <summary>Indicators, kept in the commit that changes them, so that a statistic never has to count the log.</summary>
internal sealed class CounterTable(Database database)
{
    public const string Opened = "opened";
    public const string Closed = "closed";

    private readonly Statement add = database.Prepare("INSERT INTO counters (tenant, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value");
    private readonly Statement all = database.Prepare("SELECT tenant, name, value FROM counters");

    public void Add(long tenant, string name, long count) => add.Bind(tenant).Bind(name).Bind(count).Run();

    public Dictionary<(long Tenant, string Name), long> All()
    {
        using var rows = all.Read();
        var result = new Dictionary<(long, string), long>();
        while (rows.Next())
        {
            result[(rows.Number(0), rows.Text(1))] = rows.Number(2);
        }

        return result;
    }
}
