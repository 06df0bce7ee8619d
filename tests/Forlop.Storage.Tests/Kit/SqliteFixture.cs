using Forlop.Storage.Sqlite;

namespace Forlop.Storage.Tests.Kit;

/// <summary>A SQLite store in a folder of its own, with its key beside and not inside.</summary>
public sealed class SqliteFixture : StoreFixture
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("forlop-store-");

    public SqliteFixture() => Options = new SqliteStoreOptions
    {
        Directory = Path.Combine(root.FullName, "data"),
        KeyFile = Path.Combine(root.FullName, "key", "master.key"),
        Calendar = Calendar,
        Clock = Clock,
    };

    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch);

    public SqliteStoreOptions Options { get; set; }

    public string Database => Path.Combine(Options.Directory, "forlop.db");

    public string Root => root.FullName;

    public override async ValueTask DisposeAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        root.Delete(recursive: true);
    }

    /// <summary>Ends the store and does something to its file with a connection of its own.</summary>
    internal async Task CloseAndAsync(Action<Database> tamper)
    {
        await Store.DisposeAsync();
        using var database = Sqlite.Database.Open(Database);
        tamper(database);
    }

    protected override Task<IPathwayStore> OpenAsync() => Task.FromResult<IPathwayStore>(SqlitePathwayStore.Open(Options));
}
