using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Machines;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>Replays every pathway and compares it with what is stored of it: the state, and the rows that it is found by.</summary>
internal sealed class StateVerification(Reads reads, int writer, Findings findings)
{
    private const int Slice = 20;

    /// <summary>Events up to the commit where the verification began that some pathway reached from its head.</summary>
    public long Reached { get; private set; }

    /// <param name="newest">The newest pathway when the verification began: new ones may come faster than old ones are replayed.</param>
    public async Task RunAsync(long last, long newest, CancellationToken cancellation)
    {
        var streams = reads.AllAsync(
            0L, (s, after) => s.Streams.After(after, Slice).FindAll(r => r.Stream <= newest).ConvertAll(r => (Row: r, Missing: Missing(s, r))), f => f.Row.Stream, Slice, cancellation);
        await foreach (var (row, missing) in streams)
        {
            var name = $"Pathway {row.PathwayId}";
            findings.AddUnless(missing == 0, $"{name} lacks {missing} of its rows among tasks, timers and open filings.");
            await findings.GuardAsync($"{name}, or its history,", () => ReplayAsync(name, row, last, cancellation));
        }

        await StrayTasksAsync(cancellation);
        await StrayTimersAsync(cancellation);
    }

    private async Task ReplayAsync(string name, StreamRow row, long last, CancellationToken cancellation)
    {
        var positions = await reads.WalkBackAsync(row.Head, afterVersion: 0, cancellation);
        Reached += positions.Count(p => Position.CommitOf(p) <= last);
        var state = new Pathway();
        foreach (var some in positions.Chunk(Slice * 5))
        {
            foreach (var entry in await reads.EventsAsync(some, cancellation))
            {
                findings.AddUnless(entry.Stream == row.Stream && entry.Version == state.Version + 1, $"{name} has a history that is not one line of versions.");
                PathwayFold.Apply(state, Payloads.Open(entry, row, writer));
            }
        }

        findings.AddUnless(row.Version == state.Version, $"{name} is stored with version {row.Version}; its history gives {state.Version}.");
        findings.AddUnless(Payloads.Open(row).State.Equals(state), $"{name} is stored in another state than its history gives.");
        findings.AddUnless(
            row.IsOpen != PathwayDefinition.HasEnded(state.State) && row.ChildHmac.AsSpan().SequenceEqual(row.Tenant.Keys.ChildHmac(state.ChildReference)),
            $"{name} is not found under its child, or is wrongly counted as open or ended.");
        findings.AddUnless(row.Index.SameAs(IndexRows.Of(state)), $"{name} has other tasks, timers or open filings than its history gives.");
    }

    private static int Missing(Session session, StreamRow row) => Readable(row) is not { } index
        ? 0
        : index.Tasks.Count(t => !session.Work.Has(row.Tenant, new FoundTask(row.Stream, t)))
        + index.Timers.Count(t => !session.Work.Has(new FoundTimer(row.Stream, t)))
        + index.Filings.Count(filing => !session.Documents.IsOpen(row.Tenant, row.Stream, filing));

    // Null when it cannot be read: the pathway that it is of is named for that.
    private static IndexRows? Readable(StreamRow row)
    {
        try
        {
            return row.Index;
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static bool Has(StreamRow? row, Func<IndexRows, bool> has) => row is not null && (Readable(row) is not { } index || has(index));

    private async Task StrayTasksAsync(CancellationToken cancellation)
    {
        foreach (var tenant in await reads.SliceAsync(s => s.Tenants.Rows().ConvertAll(r => s.Tenants.Find(r)!), cancellation))
        {
            var tasks = reads.AllAsync(
                new TaskKey(0, 0, 0, ""),
                (s, after) => s.Work.TasksAfter(tenant, after, Slice).ConvertAll(t => (Task: t, Known: Has(s.Streams.Find(t.Stream), index => index.Tasks.Contains(t.Row)))),
                t => t.Task.Key, Slice, cancellation);
            await foreach (var (_, known) in tasks)
            {
                findings.AddUnless(known, "There is a task that no pathway has.");
            }
        }
    }

    private async Task StrayTimersAsync(CancellationToken cancellation)
    {
        var timers = reads.AllAsync(
            (FoundTimer?)null,
            (s, after) => s.Work.TimersAfter(after, Slice).ConvertAll(t => (Timer: t, Known: Has(s.Streams.Find(t.Stream), index => index.Timers.Contains(t.Row)))),
            t => t.Timer, Slice, cancellation);
        await foreach (var (_, known) in timers)
        {
            findings.AddUnless(known, "There is a timer that no pathway has.");
        }
    }
}
