using SQLitePCL;

namespace Forlop.Storage.Sqlite;

/// <summary>One SQLite connection. It belongs to one thread at a time, and SQLite is told so (NOMUTEX).</summary>
internal sealed class Database : IDisposable
{
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, which the wrapper does not name
    private readonly sqlite3 handle;
    private readonly List<Statement> prepared = [];

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => this.handle = handle;

    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public static Database Open(string path)
    {
        var code = raw.sqlite3_open_v2(
            path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            database.Check(raw.sqlite3_extended_result_codes(handle, 1));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        var result = new Statement(this, statement);
        prepared.Add(result);
        return result;
    }

    /// <summary>For statements that are run once; no values of callers belong in <paramref name="sql"/>.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    public long Number(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var once));
        using var statement = new Statement(this, once);
        using var rows = statement.Read();
        return First(rows, static row => row.Number(0), 0);
    }

    public string Text(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var once));
        using var statement = new Statement(this, once);
        using var rows = statement.Read();
        return First(rows, static row => row.Text(0), "");
    }

    /// <summary>Pages written to the WAL since it was last asked.</summary>
    public int PagesWritten()
    {
        Check(raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1));
        return pages;
    }

    /// <summary>Copies what the WAL holds into the database file. Throws when a sync fails, which SQLite's own would not.</summary>
    public void Checkpoint() => Check(raw.sqlite3_wal_checkpoint_v2(handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _));

    /// <summary>After a failed write nothing more may be written through this connection, not even by closing it.</summary>
    public void LeaveWalAlone() => raw.sqlite3_db_config(handle, NoCheckpointOnClose, 1, out _);

    public void Dispose()
    {
        foreach (var statement in prepared)
        {
            statement.Dispose();
        }

        handle.Dispose();
    }

    // To the end: a pragma that changes the file gives its row first and commits afterwards, and only the last step says that this failed.
    private static T First<T>(Statement.Rows rows, Func<Statement.Rows, T> read, T none)
    {
        var first = none;
        for (var isFirst = true; rows.Next(); isFirst = false)
        {
            first = isFirst ? read(rows) : first;
        }

        return first;
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Fault(code);
        }
    }

    internal SqliteFault Fault(int code) => new(code, raw.sqlite3_errmsg(handle).utf8_to_string());
}
