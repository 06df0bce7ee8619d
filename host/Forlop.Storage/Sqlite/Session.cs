using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>What the writer thread works with, and nobody else: connection, statements, hot states, the end of the chain.</summary>
internal sealed class Session : IDisposable
{
    private readonly HotPathways hot;
    private Batch? batch;

    public Session(StoreFile file, SqliteStoreOptions options)
    {
        Database = file.Database;
        StoreId = file.StoreId;
        Writer = file.Writer;
        Options = options;
        Tenants = new TenantTable(Database, StoreId, file.Key);
        Streams = new StreamTable(Database, Tenants);
        Log = new LogTables(Database);
        Settings = new SettingsTable(Database);
        Receipts = new ReceiptTable(Database);
        Work = new WorkTables(Database);
        Counters = new CounterTable(Database);
        ReplyCodes = new ReplyCodeTable(Database);
        Documents = new DocumentTable(Database);
        Handles = new HandleTable(Database);
        Deliveries = new DeliveryTable(Database);
        Counterparts = new CounterpartTable(Database);
        hot = new HotPathways(options.HotPathways);
        Head = Log.Head();
        NewestStream = Streams.Newest();
    }

    public Database Database { get; }

    public Guid StoreId { get; }

    public int Writer { get; }

    public SqliteStoreOptions Options { get; }

    public TenantTable Tenants { get; }

    public StreamTable Streams { get; }

    public LogTables Log { get; }

    public SettingsTable Settings { get; }

    public ReceiptTable Receipts { get; }

    public WorkTables Work { get; }

    public CounterTable Counters { get; }

    public ReplyCodeTable ReplyCodes { get; }

    public DocumentTable Documents { get; }

    public HandleTable Handles { get; }

    public DeliveryTable Deliveries { get; }

    public CounterpartTable Counterparts { get; }

    public ChainHash Hash { get; } = new();

    public ChainHead Head { get; private set; }

    public long NewestStream { get; set; }

    /// <summary>Read, but not yet entered in the log because the disk is full.</summary>
    public Queue<AccessEntry> WaitingAccesses { get; } = new();

    public Batch Begin() => batch = new Batch(this);

    /// <summary>As it stands at this point of the batch.</summary>
    public StoredPathway? Find(Tenant tenant, Guid pathwayId) =>
        batch?.Changed(tenant, pathwayId)
        ?? hot.Find(tenant.Row, pathwayId)
        ?? Keep(Streams.Find(tenant, pathwayId));

    public StoredPathway? FindOpen(Tenant tenant, byte[] childHmac) =>
        Streams.FindOpen(tenant, childHmac) is { } row ? Find(tenant, row.PathwayId) : null;

    public void Committed(ChainHead head, IEnumerable<StoredPathway> changed)
    {
        foreach (var pathway in changed)
        {
            hot.Keep(pathway);
        }

        Head = head;
        batch = null;
    }

    public void RolledBack()
    {
        batch = null;
        Tenants.Forget();
        NewestStream = Streams.Newest();
    }

    public void Dispose()
    {
        Database.Dispose();
    }

    // A row that this batch wrote is found among the changed ones first: what is kept here was committed before.
    private StoredPathway? Keep(StreamRow? row)
    {
        if (row is null)
        {
            return null;
        }

        var pathway = Payloads.Open(row);
        hot.Keep(pathway);
        return pathway;
    }
}
