using Forlop.Storage.Chain;

namespace Forlop.Storage.Sqlite.Tables;

/// <param name="Previous">The position of the same pathway's event before; 0 at the first.</param>
internal sealed record EventRow(long Position, long Stream, long Previous, long Version, byte[] Hash, byte[] Payload);

internal sealed record AccessRow(long Position, long Tenant, byte[] Hash, byte[] Payload);

internal sealed record CommitRow(long Number, long RecordTime, byte[] Digest, byte[] Previous, byte[] Hash);

/// <summary>The append-only log: nothing here is ever changed or removed.</summary>
internal sealed class LogTables(Database database)
{
    private readonly Statement addEvent = database.Prepare("INSERT INTO events (position, stream, previous, version, hash, payload) VALUES (?, ?, ?, ?, ?, ?)");
    private readonly Statement addAccess = database.Prepare("INSERT INTO access (position, tenant, hash, payload) VALUES (?, ?, ?, ?)");
    private readonly Statement addCommit = database.Prepare("INSERT INTO commits (commit_no, record_time, digest, prev_hash, hash) VALUES (?, ?, ?, ?, ?)");
    private readonly Statement findEvent = database.Prepare("SELECT position, stream, previous, version, hash, payload FROM events WHERE position = ?");
    private readonly Statement step = database.Prepare("SELECT previous, version FROM events WHERE position = ?");
    private readonly Statement events = database.Prepare("SELECT position, stream, previous, version, hash, payload FROM events WHERE position > ? AND position < ? ORDER BY position LIMIT ?");
    private readonly Statement accesses = database.Prepare("SELECT position, tenant, hash, payload FROM access WHERE position > ? AND position < ? ORDER BY position LIMIT ?");
    private readonly Statement commits = database.Prepare("SELECT commit_no, record_time, digest, prev_hash, hash FROM commits WHERE commit_no > ? ORDER BY commit_no LIMIT ?");
    private readonly Statement hashOf = database.Prepare("SELECT hash FROM commits WHERE commit_no = ?");
    private readonly Statement last = database.Prepare("SELECT commit_no, hash FROM commits ORDER BY commit_no DESC LIMIT 1");

    public void Add(EventRow row) =>
        addEvent.Bind(row.Position).Bind(row.Stream).Bind(row.Previous).Bind(row.Version).Bind(row.Hash).Bind(row.Payload).Run();

    public void Add(AccessRow row) => addAccess.Bind(row.Position).Bind(row.Tenant).Bind(row.Hash).Bind(row.Payload).Run();

    public void Add(CommitRow row) =>
        addCommit.Bind(row.Number).Bind(row.RecordTime).Bind(row.Digest).Bind(row.Previous).Bind(row.Hash).Run();

    public ChainHead Head()
    {
        using var row = last.Read();
        return row.Next() ? new ChainHead(row.Number(0), row.Blob(1)) : ChainHead.Genesis;
    }

    /// <summary>Whether the chain went through here.</summary>
    public bool Holds(ChainHead head)
    {
        using var row = hashOf.Bind(head.Commit).Read();
        return head.Commit == 0 || (row.Next() && row.Blob(0).AsSpan().SequenceEqual(head.Hash));
    }

    public EventRow? Event(long position)
    {
        using var row = findEvent.Bind(position).Read();
        return row.Next() ? Event(row) : null;
    }

    /// <summary>What a walk back needs, without the payload.</summary>
    public (long Previous, long Version)? Step(long position)
    {
        using var row = step.Bind(position).Read();
        return row.Next() ? (row.Number(0), row.Number(1)) : null;
    }

    public List<EventRow> Events(long after, long before, int limit)
    {
        using var rows = events.Bind(after).Bind(before).Bind(limit).Read();
        var result = new List<EventRow>();
        while (rows.Next())
        {
            result.Add(Event(rows));
        }

        return result;
    }

    public List<AccessRow> Accesses(long after, long before, int limit)
    {
        using var rows = accesses.Bind(after).Bind(before).Bind(limit).Read();
        var result = new List<AccessRow>();
        while (rows.Next())
        {
            result.Add(new AccessRow(rows.Number(0), rows.Number(1), rows.Blob(2), rows.Blob(3)));
        }

        return result;
    }

    public List<CommitRow> Commits(long after, int limit)
    {
        using var rows = commits.Bind(after).Bind(limit).Read();
        var result = new List<CommitRow>();
        while (rows.Next())
        {
            result.Add(new CommitRow(rows.Number(0), rows.Number(1), rows.Blob(2), rows.Blob(3), rows.Blob(4)));
        }

        return result;
    }

    private static EventRow Event(Statement.Rows row) =>
        new(row.Number(0), row.Number(1), row.Number(2), row.Number(3), row.Blob(4), row.Blob(5));
}
