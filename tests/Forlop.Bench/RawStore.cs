using SQLitePCL;

namespace Forlop.Bench;

/// <summary>
/// Group commit of the same tables and bytes without us: a copy of the sidecar's own file, and the rows that its last
/// command wrote, written again and again through SQLite's C interface from one thread.
/// </summary>
internal sealed class RawStore : IDisposable
{
    private const int PagesBeforeCheckpoint = 2_000; // as the store does
    private readonly sqlite3 handle;
    private readonly sqlite3_stmt addEvent, addAccess, addCommit, addReceipt, update, count;
    private readonly long[] streams;
    private readonly byte[] hash, payload, access, digest, hmac, receipt, index, snapshot;
    private long commit, version;
    private int next, pages;

    static RawStore() => Batteries_V2.Init();

    public RawStore(string file)
    {
        Check(raw.sqlite3_open_v2(file, out handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null));
        Run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0");
        (commit, version) = (Number("SELECT max(commit_no) FROM commits"), 1_000);
        (hash, payload) = (Blob("SELECT hash FROM events ORDER BY position DESC LIMIT 1"), Blob("SELECT payload FROM events ORDER BY position DESC LIMIT 1"));
        (access, digest) = (Blob("SELECT payload FROM access ORDER BY position DESC LIMIT 1"), Blob("SELECT digest FROM commits ORDER BY commit_no DESC LIMIT 1"));
        const string LastReceipt = "FROM receipts WHERE scope = (SELECT stream FROM events ORDER BY position DESC LIMIT 1) ORDER BY request_id DESC LIMIT 1";
        (hmac, receipt) = (Blob($"SELECT hmac {LastReceipt}"), Blob($"SELECT receipt {LastReceipt}"));
        const string LastStream = "FROM streams WHERE stream = (SELECT stream FROM events ORDER BY position DESC LIMIT 1)";
        (index, snapshot) = (Blob($"SELECT index_rows {LastStream}"), Blob($"SELECT snapshot {LastStream}"));
        streams = new long[Number("SELECT max(stream) FROM streams")];
        for (var i = 0; i < streams.Length; i++)
        {
            streams[i] = i + 1;
        }

        addEvent = Prepare("INSERT INTO events (position, stream, previous, version, hash, payload) VALUES (?, ?, ?, ?, ?, ?)");
        addAccess = Prepare("INSERT INTO access (position, tenant, hash, payload) VALUES (?, ?, ?, ?)");
        addCommit = Prepare("INSERT INTO commits (commit_no, record_time, digest, prev_hash, hash) VALUES (?, ?, ?, ?, ?)");
        addReceipt = Prepare("INSERT INTO receipts (scope, request_id, hmac, receipt) VALUES (?, ?, ?, ?)");
        update = Prepare("UPDATE streams SET version = ?, head = ?, index_rows = ?, snapshot = ? WHERE stream = ?");
        count = Prepare("INSERT INTO counters (tenant, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value");
    }

    /// <summary>Commands a second, with so many in each commit.</summary>
    public double Measure(int inCommit, TimeSpan length)
    {
        var began = TimeProvider.System.GetTimestamp();
        var commands = 0;
        while (TimeProvider.System.GetElapsedTime(began) < length)
        {
            Commit(inCommit);
            commands += inCommit;
        }

        return commands / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { addEvent, addAccess, addCommit, addReceipt, update, count })
        {
            statement.Dispose();
        }

        handle.Dispose();
    }

    private void Commit(int commands)
    {
        Run("BEGIN IMMEDIATE");
        commit++;
        for (var i = 0; i < commands; i++)
        {
            var (position, stream) = ((commit << 20) | (uint)i, streams[next++ % streams.Length]);
            Step(update, ++version, position, index, snapshot, stream);
            Step(addEvent, position, stream, position - 1, version, hash, payload);
            Step(addReceipt, stream, Guid.CreateVersion7().ToByteArray(bigEndian: true), hmac, receipt);
            Step(addAccess, position, 1L, hash, access);
        }

        Step(count, 1L, "event.participation_recorded", (long)commands);
        Step(addCommit, commit, 1_768_291_200_000, digest, hash, hash);
        Run("COMMIT");
        Check(raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1));
        if ((pages += written) >= PagesBeforeCheckpoint)
        {
            pages = 0;
            Check(raw.sqlite3_wal_checkpoint_v2(handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _));
        }
    }

    private void Step(sqlite3_stmt statement, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Check(values[i] switch
            {
                long number => raw.sqlite3_bind_int64(statement, i + 1, number),
                byte[] bytes => raw.sqlite3_bind_blob(statement, i + 1, bytes),
                string text => raw.sqlite3_bind_text(statement, i + 1, text),
                _ => raw.SQLITE_MISUSE,
            });
        }

        Check(raw.sqlite3_step(statement), raw.SQLITE_DONE);
        Check(raw.sqlite3_reset(statement));
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private long Number(string sql) => First(sql, statement => raw.sqlite3_column_int64(statement, 0));

    private byte[] Blob(string sql) => First(sql, statement => raw.sqlite3_column_blob(statement, 0).ToArray());

    private T First<T>(string sql, Func<sqlite3_stmt, T> read)
    {
        using var statement = Prepare(sql);
        Check(raw.sqlite3_step(statement), raw.SQLITE_ROW);
        return read(statement);
    }

    private void Run(string sql) => Check(raw.sqlite3_exec(handle, sql));

    private void Check(int code, int expected = raw.SQLITE_OK)
    {
        if (code != expected)
        {
            throw new InvalidOperationException($"SQLite {code}: {raw.sqlite3_errmsg(handle).utf8_to_string()}");
        }
    }
}
