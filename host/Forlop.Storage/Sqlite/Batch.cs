using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite.Tables;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Forlop.Storage.Sqlite;

/// <summary>One transaction, one commit of the chain, one fsync: for however many commands and reads were waiting.</summary>
internal sealed class Batch
{
    private readonly Session session;
    private readonly Dictionary<(long Tenant, Guid Id), StoredPathway> changed = [];
    private readonly Dictionary<(long Tenant, string Name), long> counts = [];
    private readonly List<byte[]> events = [];
    private readonly List<byte[]> accesses = [];
    private readonly List<byte[]> settings = [];
    private readonly long milliseconds;
    private bool begun;

    public Batch(Session session)
    {
        this.session = session;
        Number = session.Head.Commit + 1;
        milliseconds = session.Options.Calendar.GetUtcNow().ToUnixTimeMilliseconds();
        RecordTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    public long Number { get; }

    /// <summary>One for the whole commit.</summary>
    public Timestamp RecordTime { get; }

    public bool HasEvents => events.Count > 0;

    public long NextEvent(int ahead) => Position.Of(Number, events.Count + ahead);

    /// <summary>Writes a tenant that is met for the first time.</summary>
    public Tenant Tenant(string tenantId)
    {
        if (session.Tenants.Find(tenantId) is { } known)
        {
            return known;
        }

        Begin();
        return session.Tenants.FindOrAdd(tenantId);
    }

    public StoredPathway? Changed(Tenant tenant, Guid pathwayId) => changed.GetValueOrDefault((tenant.Row, pathwayId));

    /// <summary>Everything of one accepted command. From here on only SQLite can fail.</summary>
    public void Write(PreparedCommand command)
    {
        Begin();
        var (row, previous) = (command.Next.Row, command.Previous?.Row);
        session.Streams.Write(row, previous);
        session.NewestStream = Math.Max(session.NewestStream, row.Stream);
        foreach (var entry in command.Events)
        {
            session.Log.Add(entry);
            events.Add(entry.Hash);
        }

        foreach (var code in command.ReplyCodes)
        {
            session.ReplyCodes.Add(row.Tenant, code, row.Stream);
        }

        session.Receipts.Add(command.Scope, command.RequestId, command.Receipt);
        session.Work.Write(row.Tenant, row.Stream, row.Index, previous?.Index ?? IndexRows.None);
        session.Documents.Write(row.Tenant, row.Stream, row.Index, previous?.Index ?? IndexRows.None);
        foreach (var piece in command.Document)
        {
            session.Documents.Add(row.Stream, piece);
        }

        foreach (var name in command.Counted)
        {
            counts[(row.Tenant.Row, name)] = counts.GetValueOrDefault((row.Tenant.Row, name)) + 1;
        }

        changed[(row.Tenant.Row, row.PathwayId)] = command.Next;
    }

    /// <summary>That a request was seen, and nothing of it.</summary>
    public void Write(Tenant tenant, Guid requestId, StoredReceipt receipt)
    {
        Begin();
        session.Receipts.Add(-tenant.Row, requestId, receipt);
    }

    /// <summary>What is no part of the log: it can be lost to a repeat, never to a gap.</summary>
    public void Note(Action write)
    {
        Begin();
        write();
    }

    public void Write(AccessEntry entry)
    {
        Begin();
        var tenant = entry.TenantId.Length == 0 ? 0 : Tenant(entry.TenantId).Row;
        var position = Position.Of(Number, accesses.Count);
        var payload = entry.ToByteArray();
        var hash = session.Hash.Access(position, entry.TenantId, payload);
        session.Log.Add(new AccessRow(position, tenant, hash, payload));
        accesses.Add(hash);
    }

    public void Write(SettingsEntry entry)
    {
        Begin();
        var position = Position.Of(Number, settings.Count);
        var payload = entry.ToByteArray();
        var hash = session.Hash.Settings(position, entry.TenantId, entry.Version, payload);
        session.Settings.Add(new SettingsRow(position, Tenant(entry.TenantId).Row, entry.Version, hash, payload));
        settings.Add(hash);
    }

    /// <summary>Returns when everything is durable.</summary>
    public void Commit()
    {
        if (session.WaitingAccesses.Count > 0)
        {
            Begin();
        }

        if (!begun)
        {
            session.Committed(session.Head, []);
            return;
        }

        foreach (var ((tenant, name), count) in counts)
        {
            session.Counters.Add(tenant, name, count);
        }

        var digest = session.Hash.Digest(events, accesses, settings);
        var hash = session.Hash.Commit(Number, milliseconds, digest, session.Head.Hash);
        session.Log.Add(new CommitRow(Number, milliseconds, digest, session.Head.Hash, hash));
        session.Options.BeforeCommit?.Invoke();
        session.Database.Execute("COMMIT");
        session.WaitingAccesses.Clear();
        session.Committed(new ChainHead(Number, hash), changed.Values);
    }

    public void RollBack()
    {
        if (session.Database.InTransaction)
        {
            session.Database.Execute("ROLLBACK");
        }

        session.RolledBack();
    }

    private void Begin()
    {
        if (begun)
        {
            return;
        }

        session.Database.Execute("BEGIN IMMEDIATE");
        begun = true;
        foreach (var waiting in session.WaitingAccesses)
        {
            Write(waiting);
        }
    }
}
