using System.Runtime.CompilerServices;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Decisions;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite.Tables;
using NodaTime;

namespace Forlop.Storage.Sqlite;

/// <summary>
/// What is read, in slices that the writer can do between two batches. A slice copies sealed rows; decrypting, folding
/// and rendering happen here, on the caller's own thread.
/// </summary>
internal sealed partial class Reads(Writer writer, Guid storeId, int writerId, Action<string> leftOut)
{
    // As many index rows, hops or events as take the writer about a millisecond.
    private const int Slice = 500;

    private static readonly Guid AfterEveryId = new([.. Enumerable.Repeat((byte)0xff, 16)]);

    public Task<T> SliceAsync<T>(Func<Session, T> read, CancellationToken cancellation) =>
        SliceAsync(read, access: null, static _ => default, cancellation);

    public Task<T> SliceAsync<T>(
        Func<Session, T> read, Access? access, Func<T, (string PathwayId, AccessOutcome Outcome)> entered, CancellationToken cancellation)
    {
        var work = new ReadWork<T>(read, access, entered, cancellation);
        writer.Add(work);
        return work.Answer;
    }

    public static StoredPathway? Find(Session session, Access access, string pathwayId) =>
        Find(session, access.TenantId, pathwayId);

    public static StoredPathway? FindByReplyCode(Session session, Access access, string replyCode) =>
        session.Tenants.Find(access.TenantId) is { } tenant
        && session.ReplyCodes.Find(tenant, tenant.Keys.ReplyCodeHmac(replyCode)) is { } stream
        && session.Streams.Find(stream) is { } row
            ? session.Find(tenant, row.PathwayId)
            : null;

    public static (string PathwayId, AccessOutcome Outcome) Entered(StreamRow? found) =>
        found is null ? ("", AccessOutcome.Denied) : (found.PathwayId.ToString(), AccessOutcome.Answered);

    public async Task<List<DueDeadline>> DueAsync(LocalDate today, int limit, DueDeadline? after, CancellationToken cancellation)
    {
        var due = new List<DueDeadline>();
        var key = after is null ? null : new FoundTimer(after.Stream, new TimerRow(after.StoredDay, after.DeadlineId));
        for (var more = true; more && due.Count == 0;)
        {
            var from = key;
            var rows = await SliceAsync(s => Timers(s, from, IndexRows.Number(today), limit), cancellation);
            due.AddRange(from row in rows
                         where IsDue(row.Timer, row.Stream, today)
                         select new DueDeadline(row.Stream.Tenant.Id, row.Stream.PathwayId.ToString(), row.Timer.Row.DeadlineId, IndexRows.Date(row.Timer.Row.DueOn))
                         {
                             Stream = row.Timer.Stream,
                             StoredDay = row.Timer.Row.DueOn,
                         });
            more = rows.Count == limit;
            key = rows.Count > 0 ? rows[^1].Timer : key;
        }

        return due;
    }

    public async Task<Page<StreamRow>> ListAsync(Access access, PageRequest page, bool openOnly, CancellationToken cancellation)
    {
        var list = $"{access.TenantId}/pathways/{openOnly}";
        var before = page.Token.Length == 0
            ? AfterEveryId
            : PageToken.Read(storeId, list, page.Token, r => new Guid(r.ReadBytes(16), bigEndian: true));
        var rows = await SliceAsync(
            s => s.Tenants.Find(access.TenantId) is { } tenant ? s.Streams.Before(tenant, before, openOnly, page.Size + 1) : [],
            access, _ => ("", AccessOutcome.Answered), cancellation);
        return Cut(rows, page.Size, last => PageToken.Write(storeId, list, w => w.Write(last.PathwayId.ToByteArray(bigEndian: true))));
    }

    public async Task<Page<HistoryEntry>?> HistoryAsync(Access access, string pathwayId, PageRequest page, CancellationToken cancellation)
    {
        var list = $"{access.TenantId}/history/{pathwayId}";
        var after = page.Token.Length == 0 ? 0 : PageToken.Read(storeId, list, page.Token, r => r.ReadInt64());
        var found = await SliceAsync(s => Find(s, access, pathwayId)?.Row, access, Entered, cancellation);
        if (found is null)
        {
            return null;
        }

        var positions = await WalkBackAsync(found.Head, after, cancellation);
        var wanted = positions.Take(page.Size).ToList();
        var rows = await EventsAsync(wanted, cancellation);
        var next = positions.Count > page.Size ? PageToken.Write(storeId, list, w => w.Write(after + page.Size)) : "";
        return new([.. rows.Select(r => Payloads.Open(r, found, writerId))], next);
    }

    public async Task<Page<WorklistTask>> TasksAsync(Access access, TaskFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var list = $"{access.TenantId}/tasks/{filter.AssignedTo}/{filter.Unit}/{filter.OverdueOnly}";
        var after = page.Token.Length == 0
            ? default
            : PageToken.Read(storeId, list, page.Token, r => new TaskKey(r.ReadInt32(), r.ReadInt64(), r.ReadInt32(), r.ReadString()));
        var found = new List<FoundTask>();
        var streams = new Dictionary<long, StreamRow>();
        var first = access;
        for (var more = true; more && found.Count <= page.Size; first = null)
        {
            var rows = await SliceAsync(s => TasksAfter(s, access, after with { Subject = after.Subject ?? "" }), first, _ => ("", AccessOutcome.Answered), cancellation);
            more = rows.Count == Slice;
            after = rows.Count > 0 ? rows[^1].Key : after;
            found.AddRange(rows.Where(r => Fits(r.Row, filter)));
        }

        var result = Cut(found, page.Size, last => PageToken.Write(storeId, list, w => Write(w, last.Key)));
        foreach (var some in result.Items.Select(t => t.Stream).Distinct().Chunk(Slice / 10))
        {
            foreach (var row in await SliceAsync(s => some.Select(s.Streams.Find).OfType<StreamRow>().ToList(), cancellation))
            {
                streams[row.Stream] = row;
            }
        }

        return new([.. Rendered(result.Items, streams, filter)], result.NextToken);
    }

    public async IAsyncEnumerable<Followed> FollowAsync(
        Access access, string cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var list = $"{access.TenantId}/follow";
        var after = cursor.Length == 0 ? 0 : PageToken.Read(storeId, list, cursor, r => r.ReadInt64());
        if (after < 0 || Position.CommitOf(after) > writer.Head.Commit)
        {
            throw new CursorInvalidException();
        }

        await SliceAsync(_ => true, access, _ => ("", AccessOutcome.Answered), cancellation);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var news = writer.NewEvents.Next();
            var slice = await SliceAsync(s => Events(s, access.TenantId, after), cancellation);
            foreach (var (row, stream) in slice.Own)
            {
                if (Readable(stream, () => Payloads.Open(row, stream, writerId)) is { } entry)
                {
                    yield return new(entry, PageToken.Write(storeId, list, w => w.Write(row.Position)));
                }
            }

            after = slice.Last;
            if (!slice.More)
            {
                await news.WaitAsync(cancellation);
            }
        }
    }

    /// <summary>Null when it is damaged: whoever reads a list or a stream gets the others.</summary>
    public StoredPathway? Readable(StreamRow stream) => Readable(stream, () => Payloads.Open(stream));

    private T? Readable<T>(StreamRow stream, Func<T> open)
        where T : class
    {
        try
        {
            return open();
        }
        catch (StoreException damaged) when (damaged.ExitCode == 4)
        {
            leftOut(stream.PathwayId.ToString());
            return null;
        }
    }

    private static (List<(EventRow Row, StreamRow Stream)> Own, long Last, bool More) Events(Session session, string tenantId, long after)
    {
        var rows = session.Log.Events(after, long.MaxValue, Slice / 5);
        var streams = rows.Select(r => r.Stream).Distinct().ToDictionary(s => s, session.Streams.Find);
        var own = from row in rows
                  let stream = streams[row.Stream]
                  where stream is not null && string.Equals(stream.Tenant.Id, tenantId, StringComparison.Ordinal)
                  select (row, stream);
        return (own.ToList(), rows.Count > 0 ? rows[^1].Position : after, rows.Count == Slice / 5);
    }

    private static List<(FoundTimer Timer, StreamRow Stream)> Timers(Session session, FoundTimer? after, int before, int limit) =>
        [.. from timer in session.Work.TimersAfter(after, limit)
            where timer.Row.DueOn < before
            let stream = session.Streams.Find(timer.Stream)
            where stream is not null
            select (timer, stream)];

    // A row tells only the month of a birthday: whether the day has come is known once the pathway is opened, which happens on
    // the caller's own thread. One that cannot be opened is due, so that whoever acts on it finds that out.
    private static bool IsDue(FoundTimer timer, StreamRow stream, LocalDate today)
    {
        if (!timer.Row.DeadlineId.StartsWith(ClockDecisions.AgePrefix, StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            return ClockDecisions.DueBy(Payloads.Open(stream).State, today).Any(due => due.Id == timer.Row.DeadlineId);
        }
        catch (StoreException)
        {
            return true;
        }
    }

    private static List<FoundTask> TasksAfter(Session session, Access access, TaskKey after) =>
        session.Tenants.Find(access.TenantId) is { } tenant ? session.Work.TasksAfter(tenant, after, Slice) : [];

    private static bool Fits(TaskRow row, TaskFilter filter) =>
        (filter.AssignedTo is null || string.Equals(row.AssignedTo, filter.AssignedTo, StringComparison.Ordinal))
        && (filter.Unit is null || string.Equals(row.Unit, filter.Unit, StringComparison.Ordinal))
        && (!filter.OverdueOnly || row.DueOn < IndexRows.Number(filter.Today));

    // A task that was done between the two slices is simply left out.
    private IEnumerable<WorklistTask> Rendered(
        IEnumerable<FoundTask> found, Dictionary<long, StreamRow> streams, TaskFilter filter)
    {
        var tasks = streams.Values.Select(Readable).OfType<StoredPathway>().ToDictionary(s => s.Row.Stream, s => Worklist.TasksOf(s.State, filter.Today, filter.Settings));
        return from f in found
               where tasks.ContainsKey(f.Stream)
               let task = tasks[f.Stream].FirstOrDefault(t =>
                   (int)t.Kind == f.Row.Kind && string.Equals(t.SubjectId, f.Row.Subject, StringComparison.Ordinal)
                   && IndexRows.Number(t.DueOn) == f.Row.DueOn)
               where task is not null
               select task;
    }

    public async Task<IReadOnlyList<SettingsEntry>> SettingsAsync(CancellationToken cancellation)
    {
        var entries = new List<SettingsEntry>();
        await foreach (var row in AllAsync(0L, (s, after) => s.Settings.Rows(after, long.MaxValue, Slice / 5), r => r.Position, Slice / 5, cancellation))
        {
            entries.Add(row.Open());
        }

        return entries;
    }

    /// <summary>A whole table in its order, slice by slice.</summary>
    public async IAsyncEnumerable<T> AllAsync<T, TKey>(
        TKey from, Func<Session, TKey, List<T>> read, Func<T, TKey> key, int size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (after, more) = (from, true); more;)
        {
            var start = after;
            var rows = await SliceAsync(s => read(s, start), cancellation);
            foreach (var row in rows)
            {
                yield return row;
                after = key(row);
            }

            more = rows.Count == size;
        }
    }

    public Task<List<EventRow>> EventsAsync(IEnumerable<long> positions, CancellationToken cancellation) =>
        SliceAsync(s => positions.Select(p => s.Log.Event(p) ?? throw Broken()).ToList(), cancellation);

    /// <summary>Positions of a pathway's events after a version, oldest first.</summary>
    public async Task<List<long>> WalkBackAsync(long head, long afterVersion, CancellationToken cancellation)
    {
        var positions = new List<long>();
        for (var at = head; at > 0;)
        {
            var from = at;
            at = await SliceAsync(s => Hop(s, from, afterVersion, positions), cancellation);
        }

        positions.Reverse();
        return positions;
    }

    private static long Hop(Session session, long from, long afterVersion, List<long> positions)
    {
        for (var hops = 0; from > 0 && hops < Slice; hops++)
        {
            var (previous, version) = session.Log.Step(from) ?? throw Broken();
            if (version <= afterVersion)
            {
                return 0;
            }

            positions.Add(from);
            from = previous < from ? previous : throw Broken();
        }

        return from;
    }

    private static Page<T> Cut<T>(List<T> rows, int size, Func<T, string> token) =>
        rows.Count > size ? new(rows[..size], token(rows[size - 1])) : new(rows, "");

    private static void Write(BinaryWriter writer, TaskKey key)
    {
        writer.Write(key.DueOn);
        writer.Write(key.Stream);
        writer.Write(key.Kind);
        writer.Write(key.Subject);
    }

    private static StoreException Broken() =>
        new(4, "A pathway's history has a gap. Run audit verify, then restore a backup.");
}
