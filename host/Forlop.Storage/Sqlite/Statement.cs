using SQLitePCL;

namespace Forlop.Storage.Sqlite;

/// <summary>A prepared statement: bind in order, then <see cref="Run"/> it or <see cref="Read"/> its rows.</summary>
internal sealed class Statement : IDisposable
{
    private readonly Database database;
    private readonly sqlite3_stmt handle;
    private int bound;

    public Statement(Database database, sqlite3_stmt handle) => (this.database, this.handle) = (database, handle);

    public Statement Bind(long value) => Bound(raw.sqlite3_bind_int64(handle, ++bound, value));

    public Statement Bind(string value) => Bound(raw.sqlite3_bind_text(handle, ++bound, value));

    public Statement Bind(ReadOnlySpan<byte> value) => Bound(raw.sqlite3_bind_blob(handle, ++bound, value));

    public Statement Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _); // in this order the ids of version 7 sort by age
        return Bind(bytes);
    }

    public void Run()
    {
        using var rows = Read();
        while (rows.Next())
        {
        }
    }

    public Rows Read()
    {
        bound = 0;
        return new Rows(this);
    }

    public void Dispose() => handle.Dispose();

    private Statement Bound(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            bound = 0;
            database.Check(code);
        }

        return this;
    }

    /// <summary>What a read sees until it is disposed; until then no commit can finish.</summary>
    internal readonly ref struct Rows(Statement statement)
    {
        public bool Next() => raw.sqlite3_step(statement.handle) switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            var code => throw statement.database.Fault(code),
        };

        public long Number(int column) => raw.sqlite3_column_int64(statement.handle, column);

        public string Text(int column) => raw.sqlite3_column_text(statement.handle, column).utf8_to_string() ?? "";

        public bool IsNull(int column) => raw.sqlite3_column_type(statement.handle, column) == raw.SQLITE_NULL;

        public byte[] Blob(int column) => raw.sqlite3_column_blob(statement.handle, column).ToArray();

        public Guid Id(int column)
        {
            var bytes = raw.sqlite3_column_blob(statement.handle, column);
            return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw statement.database.Fault(raw.SQLITE_CORRUPT);
        }

        // The step has already thrown what there was to say; the reset only repeats it.
        public void Dispose() => _ = raw.sqlite3_reset(statement.handle);
    }
}
