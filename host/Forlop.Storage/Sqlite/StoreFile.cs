using System.Text;
using Forlop.Storage.Sealing;

namespace Forlop.Storage.Sqlite;

/// <summary>The database file: opened, locked, known to be ours, whole, and of the newest schema.</summary>
/// <param name="IsNew">It was made just now: neither key nor sealed heads can be expected to be there from before.</param>
internal sealed record StoreFile(Database Database, Guid StoreId, int Writer, MasterKey Key, bool IsNew)
{
    private const int ThisWriter = 1;

    public static StoreFile Open(SqliteStoreOptions options)
    {
        var path = PathOf(options);
        Database? database = null;
        try
        {
            if (options.ForInspection && !File.Exists(path))
            {
                throw new StoreException(2, $"There is no store in {options.Directory}. Name its folder with --data.");
            }

            PrivateFiles.CreateFolder(options.Directory);
            if (!File.Exists(path))
            {
                PrivateFiles.Open(path, FileMode.OpenOrCreate).Dispose(); // SQLite gives its other files the same mode
            }

            database = Database.Open(path);
            Lock(database);
            WriteAgain(path + "-wal");
            var file = Prepare(database, path, options);
            DiskSync.NameOf(path); // and of its log: SQLite syncs the folder too, and says nothing when that fails
            return file;
        }
        catch (Exception e)
        {
            database?.Dispose();
            throw e as StoreException ?? Explain(e, options);
        }
    }

    private static string PathOf(SqliteStoreOptions options) => Path.Combine(options.Directory, "forlop.db");

    private static void Lock(Database database)
    {
        database.Execute("PRAGMA locking_mode = EXCLUSIVE");
        if (!string.Equals(database.Text("PRAGMA journal_mode = WAL"), "wal", StringComparison.Ordinal))
        {
            throw new StoreException(2, "The file system cannot carry a write-ahead log. Put the data on a local disk.");
        }

        database.Execute("BEGIN IMMEDIATE; COMMIT"); // takes the lock, and EXCLUSIVE keeps it
        database.Execute("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0");
        RequireFullSync(database);
    }

    // After a failed sync the kernel calls pages clean that never reached the disk, and no later sync writes them: what SQLite
    // has just read from the log would be gone with a power cut, and every commit behind it. Written again it is there as it was read.
    private static void WriteAgain(string log)
    {
        if (!File.Exists(log))
        {
            return;
        }

        using var file = File.OpenHandle(log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[1 << 20];
        for (long at = 0; RandomAccess.Read(file, buffer, at) is > 0 and var read; at += read)
        {
            RandomAccess.Write(file, buffer.AsSpan(0, read), at);
        }

        DiskSync.Content(file, log);
    }

    /// <summary>With NORMAL, 1,224 of 1,735 simulated power cuts lost acknowledged events; with FULL none of 2,030.</summary>
    internal static void RequireFullSync(Database database)
    {
        if (database.Number("PRAGMA synchronous") != 2)
        {
            throw new StoreException(6, "SQLite does not sync fully: what is acknowledged could be lost in a power cut. Use the SQLite library that comes with the program.");
        }
    }

    private static StoreFile Prepare(Database database, string path, SqliteStoreOptions options)
    {
        var schema = (int)database.Number("PRAGMA user_version");
        var newest = options.Steps[^1].Version;
        var isNew = schema == 0 && database.Number("SELECT count(*) FROM sqlite_master") == 0;
        if (!isNew && database.Number("PRAGMA application_id") != Schema.ApplicationId)
        {
            throw new StoreException(4, $"{path} is an SQLite file of something else. Name the folder of the store, or an empty one.");
        }

        if (isNew && (options.MustExist || options.ForInspection))
        {
            throw new StoreException(4, $"{path} is gone or empty, although its folder has been in use. Restore a backup, or empty the folder to begin anew.");
        }

        if (schema > newest)
        {
            throw new StoreException(5, $"{path} has schema {schema}; this program knows {newest}. Run the newer release, or restore the backup from before it.");
        }

        var key = MasterKey.LoadOrCreate(options.KeyFile, options.Directory, isNew);
        if (isNew)
        {
            var storeId = Guid.CreateVersion7();
            database.Execute("BEGIN IMMEDIATE");
            Apply(database, options.Steps);
            var set = database.Prepare("INSERT INTO meta (name, value) VALUES (?, ?)");
            set.Bind("store_id").Bind(storeId).Run();
            set.Bind("writer").Bind(ThisWriter).Run();
            set.Bind("key_check").Bind(key.Check(storeId)).Run();
            database.Execute($"PRAGMA application_id = {Schema.ApplicationId}; COMMIT");
            return new StoreFile(database, storeId, ThisWriter, key, IsNew: true);
        }

        var file = Read(database, key);
        Migrate(database, path, schema, options.Steps);
        return file;
    }

    private static StoreFile Read(Database database, MasterKey key)
    {
        var get = database.Prepare("SELECT value FROM meta WHERE name = ?");
        using var id = get.Bind("store_id").Read();
        var storeId = id.Next() ? id.Id(0) : throw new StoreException(4, "The store does not know its own id. Restore a backup.");
        id.Dispose();
        using var writer = get.Bind("writer").Read();
        var number = writer.Next() ? (int)writer.Number(0) : ThisWriter;
        writer.Dispose();
        using var check = get.Bind("key_check").Read();
        return check.Next() && check.Blob(0).AsSpan().SequenceEqual(key.Check(storeId))
            ? new StoreFile(database, storeId, number, key, IsNew: false)
            : throw new StoreException(2, $"{key.Path} is not the key that this store was made with. Put back that one, or name it with --key.");
    }

    private static void Migrate(Database database, string path, int schema, IReadOnlyList<SchemaStep> steps)
    {
        var missing = steps.Where(s => s.Version > schema).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        BackUp(database, $"{path}.schema-{schema}.backup");
        foreach (var step in missing)
        {
            database.Execute("BEGIN IMMEDIATE");
            Apply(database, [step]);
            database.Execute("COMMIT");
        }
    }

    // Under another name until it is whole: a backup that a crash cut short must not pass for one.
    private static void BackUp(Database database, string backup)
    {
        var unfinished = backup + ".new";
        File.Delete(unfinished);
        using (var into = database.Prepare("VACUUM INTO ?"))
        {
            into.Bind(unfinished).Run();
        }

        using (var file = File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            DiskSync.Content(file, unfinished); // SQLite does not sync what it vacuums into
        }

        File.Move(unfinished, backup, overwrite: true);
        DiskSync.NameOf(backup);
    }

    private static void Apply(Database database, IEnumerable<SchemaStep> steps)
    {
        foreach (var step in steps)
        {
            database.Execute(step.Sql);
            database.Execute($"PRAGMA user_version = {step.Version}");
        }
    }

    public static StoreException Explain(Exception e, SqliteStoreOptions options) => e switch
    {
        SqliteFault { IsLocked: true } => new(3, $"{PathOf(options)} is in use by another sidecar. Stop that one, or give this one a folder of its own with --data.", e),
        SqliteFault { IsCorrupt: true } => new(4, $"{PathOf(options)} is damaged or is no store. Restore a backup.", e),
        UnauthorizedAccessException => new(2, $"{e.Message} Both the data folder and the folder of the key must be writable.", e),
        _ => new(6, $"{PathOf(options)} cannot be opened: {e.Message}", e),
    };
}
