using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>Recomputes the chain from the first commit to the last that was durable when it began.</summary>
internal sealed class LogVerification(Reads reads, int writer, Findings findings)
{
    private const int Slice = 200;

    private readonly ChainHash hash = new();

    public long Commits { get; private set; }

    public long Events { get; private set; }

    public long Accesses { get; private set; }

    public long Settings { get; private set; }

    /// <summary>Events that the pathways must reach by walking back from their heads.</summary>
    public long EventsOfLiving { get; private set; }

    public Dictionary<(long Tenant, string Name), long> Counts { get; } = [];

    public async Task RunAsync(long last, CancellationToken cancellation)
    {
        var before = Position.FirstOf(last + 1);
        await using var events = new Ahead<FoundEvent>(EventsAsync(before, cancellation), e => e.Row.Position);
        await using var accesses = new Ahead<FoundAccess>(AccessesAsync(before, cancellation), a => a.Row.Position);
        await using var settings = new Ahead<FoundSettings>(SettingsAsync(before, cancellation), f => f.Row.Position);
        var previous = ChainHead.Genesis;
        await foreach (var commit in CommitsAsync(last, cancellation))
        {
            Missing(previous.Commit + 1, commit.Number - 1);
            var ownEvents = await events.TakeAsync(commit.Number, p => Stray("Event", p));
            var ownAccesses = await accesses.TakeAsync(commit.Number, p => Stray("Access entry", p));
            var ownSettings = await settings.TakeAsync(commit.Number, p => Stray("Settings entry", p));
            ownEvents.ForEach(Check);
            ownAccesses.ForEach(Check);
            ownSettings.ForEach(Check);
            Check(commit, previous, hash.Digest(ownEvents.Select(e => e.Row.Hash), ownAccesses.Select(a => a.Row.Hash), ownSettings.ConvertAll(f => f.Row.Hash)));
            previous = new ChainHead(commit.Number, commit.Hash);
            Commits++;
        }

        Missing(previous.Commit + 1, last);
        await events.TakeAsync(last + 1, p => Stray("Event", p));
        await accesses.TakeAsync(last + 1, p => Stray("Access entry", p));
        await settings.TakeAsync(last + 1, p => Stray("Settings entry", p));
    }

    private void Missing(long from, long to) =>
        findings.AddUnless(from > to, from == to ? $"Commit {from} is missing." : $"Commits {from} to {to} are missing.");

    private void Stray(string what, long position) =>
        findings.Add($"{what} {Position.EventId(writer, position)} belongs to no commit.");

    private void Check(CommitRow commit, ChainHead previous, byte[] digest)
    {
        findings.AddUnless(commit.Digest.AsSpan().SequenceEqual(digest), $"The rows of commit {commit.Number} do not match its digest: one was removed, added, exchanged or changed.");
        findings.AddUnless(commit.Previous.AsSpan().SequenceEqual(previous.Hash), $"Commit {commit.Number} does not follow on the one before it.");
        findings.AddUnless(
            commit.Hash.AsSpan().SequenceEqual(hash.Commit(commit.Number, commit.RecordTime, commit.Digest, commit.Previous)),
            $"Commit {commit.Number} does not match its hash.");
    }

    private void Check(FoundEvent found)
    {
        Events++;
        var (row, stream) = found;
        var id = Position.EventId(writer, row.Position);
        if (stream is null)
        {
            findings.Add($"Event {id} belongs to a pathway that is not there.");
            return;
        }

        EventsOfLiving += stream.IsLiving ? 1 : 0;
        var expected = hash.Event(row.Position, stream.Tenant.Id, stream.PathwayId, row.Version, row.Payload);
        if (!row.Hash.AsSpan().SequenceEqual(expected))
        {
            findings.Add($"Event {id} does not match its hash.");
            return;
        }

        var name = CommandPreparation.Counter(HistoryEntry.Parser.ParseFrom(row.Payload));
        Counts[(stream.Tenant.Row, name)] = Counts.GetValueOrDefault((stream.Tenant.Row, name)) + 1;
    }

    private void Check(FoundAccess found)
    {
        Accesses++;
        findings.AddUnless(
            found.Row.Hash.AsSpan().SequenceEqual(hash.Access(found.Row.Position, found.TenantId, found.Row.Payload)),
            $"Access entry {Position.EventId(writer, found.Row.Position)} does not match its hash.");
    }

    private void Check(FoundSettings found)
    {
        Settings++;
        var row = found.Row;
        findings.AddUnless(
            row.Hash.AsSpan().SequenceEqual(hash.Settings(row.Position, found.TenantId, row.Version, row.Payload)),
            $"Settings entry {Position.EventId(writer, row.Position)} does not match its hash.");
    }

    private IAsyncEnumerable<CommitRow> CommitsAsync(long last, CancellationToken cancellation) => reads.AllAsync(
        0L, (s, after) => s.Log.Commits(after, Slice).FindAll(c => c.Number <= last), c => c.Number, Slice, cancellation);

    private IAsyncEnumerable<FoundEvent> EventsAsync(long before, CancellationToken cancellation) => reads.AllAsync(
        0L, (s, after) => s.Log.Events(after, before, Slice).ConvertAll(e => new FoundEvent(e, s.Streams.Identity(e.Stream))),
        e => e.Row.Position, Slice, cancellation);

    private IAsyncEnumerable<FoundAccess> AccessesAsync(long before, CancellationToken cancellation) => reads.AllAsync(
        0L, (s, after) => s.Log.Accesses(after, before, Slice).ConvertAll(a => new FoundAccess(a, s.Tenants.Find(a.Tenant)?.Id ?? "")),
        a => a.Row.Position, Slice, cancellation);

    private IAsyncEnumerable<FoundSettings> SettingsAsync(long before, CancellationToken cancellation) => reads.AllAsync(
        0L, (s, after) => s.Settings.Rows(after, before, Slice).ConvertAll(r => new FoundSettings(r, s.Tenants.Find(r.Tenant)?.Id ?? "")),
        f => f.Row.Position, Slice, cancellation);

    private sealed record FoundEvent(EventRow Row, StreamIdentity? Stream);

    private sealed record FoundAccess(AccessRow Row, string TenantId);

    private sealed record FoundSettings(SettingsRow Row, string TenantId);

    /// <summary>Rows in order of position, handed out commit by commit.</summary>
    private sealed class Ahead<T>(IAsyncEnumerable<T> rows, Func<T, long> position) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<T> at = rows.GetAsyncEnumerator();
        private bool begun;
        private bool more;

        public async Task<List<T>> TakeAsync(long commit, Action<long> stray)
        {
            more = begun ? more : await at.MoveNextAsync();
            begun = true;
            var own = new List<T>();
            while (more && Position.CommitOf(position(at.Current)) is var number && number <= commit)
            {
                if (number == commit)
                {
                    own.Add(at.Current);
                }
                else
                {
                    stray(position(at.Current));
                }

                more = await at.MoveNextAsync();
            }

            return own;
        }

        public ValueTask DisposeAsync() => at.DisposeAsync();
    }
}
