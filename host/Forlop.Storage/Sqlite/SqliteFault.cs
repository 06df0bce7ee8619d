using SQLitePCL;

namespace Forlop.Storage.Sqlite;

/// <summary>SQLite said no. The message names tables and columns at most, never a value.</summary>
internal sealed class SqliteFault(int code, string message) : Exception($"SQLite {code}: {message}")
{
    private int Primary => code & 0xff;

    /// <summary>Nothing is broken: there is no room.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL;

    public bool IsLocked => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    public bool IsCorrupt => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
