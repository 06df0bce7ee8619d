using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite.Tables;
using NodaTime;

namespace Forlop.Storage.Sqlite;

/// <summary>The store in one SQLite file. README.md in the folder above explains its format.</summary>
public sealed partial class SqlitePathwayStore : IPathwayStore
{
    private const int LargestPage = 200;

    // A pathway that moves under each of these is written to all the time: then its writer waits.
    private const int TriesAhead = 3;

    private readonly Writer writer;
    private readonly Reads reads;
    private readonly HeadSeals seals;
    private readonly Func<Verification> verification;

    private SqlitePathwayStore(StoreFile file, Session session, HeadsFile heads, SqliteStoreOptions options)
    {
        writer = new Writer(session);
        reads = new Reads(writer, file.StoreId, file.Writer, options.LeftOut);
        seals = new HeadSeals(heads, () => writer.Head, options.Calendar, options.Clock, seals: !options.ForInspection);
        verification = () => new Verification(reads, seals, file.Writer);
    }

    public Task<Exception> Faulted => writer.Faulted;

    /// <exception cref="StoreException">With the code that the process should end with.</exception>
    public static SqlitePathwayStore Open(SqliteStoreOptions options)
    {
        var file = StoreFile.Open(options);
        try
        {
            var session = new Session(file, options);
            var now = options.Calendar.GetUtcNow().ToUnixTimeMilliseconds();

            // A first start that was killed between making the store and sealing it left nothing that could have been taken away.
            var isNew = file.IsNew || session.Head.Commit == 0;
            var heads = HeadsFile.Load(file.Key, file.StoreId, session.Log.Holds, session.Head, isNew, now);
            if (!options.ForInspection)
            {
                heads.Write(session.Head, now); // before anything is served: who cannot seal must not serve
            }

            return new SqlitePathwayStore(file, session, heads, options);
        }
        catch (Exception e)
        {
            file.Database.Dispose();
            throw e as StoreException ?? StoreFile.Explain(e, options);
        }
    }

    public async Task<CommitResult> CommitAsync(Command command, Func<IPathwayReader, Decision> decide, CancellationToken cancellation = default)
    {
        return (await CommitAsync(command, decide, decidedOn: null, cancellation))!;
    }

    public async Task<CommitResult> CommitAheadAsync(Command command, Func<Pathway, IReadOnlyList<HistoryEntry>, Decision> decide, CancellationToken cancellation = default)
    {
        for (var tries = 0; tries < TriesAhead && await WholeAsync(command, cancellation) is var (pathway, history); tries++)
        {
            var decision = decide(pathway.State, history);
            if (await CommitAsync(command, _ => decision, pathway.Row.Version, cancellation) is { } result)
            {
                return result;
            }
        }

        return await CommitAsync(command, reader => decide(reader.Pathway!, reader.History()), cancellation);
    }

    public Task<CommitResult> RebindAsync(RebindCommand command, CancellationToken cancellation = default)
    {
        var work = new RebindWork(command, cancellation);
        writer.Add(work);
        return work.Answer;
    }

    public async Task<Pathway?> GetAsync(Access access, string pathwayId, CancellationToken cancellation = default)
    {
        var found = await reads.SliceAsync(s => Reads.Find(s, access, pathwayId), access, f => Reads.Entered(f?.Row), cancellation);
        return found?.State.Clone(); // the writer's own copy is shared by every reader
    }

    public async Task<Page<Pathway>> ListAsync(Access access, PageRequest page, bool openOnly, CancellationToken cancellation = default)
    {
        var rows = await reads.ListAsync(access, page with { Size = Bounded(page.Size) }, openOnly, cancellation);
        return new([.. rows.Items.Select(reads.Readable).OfType<StoredPathway>().Select(found => found.State)], rows.NextToken);
    }

    public Task<Page<HistoryEntry>?> HistoryAsync(Access access, string pathwayId, PageRequest page, CancellationToken cancellation = default) =>
        reads.HistoryAsync(access, pathwayId, page with { Size = Bounded(page.Size) }, cancellation);

    public Task<Page<WorklistTask>> TasksAsync(Access access, TaskFilter filter, PageRequest page, CancellationToken cancellation = default) =>
        reads.TasksAsync(access, filter, page with { Size = Bounded(page.Size) }, cancellation);

    public IAsyncEnumerable<Followed> FollowAsync(Access access, string cursor, CancellationToken cancellation = default) =>
        reads.FollowAsync(access, cursor, cancellation);

    public async Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(LocalDate today, int limit, DueDeadline? after = null, CancellationToken cancellation = default) =>
        await reads.DueAsync(today, Math.Clamp(limit, 1, LargestPage), after, cancellation);

    public async Task<(string PathwayId, Engagement Engagement)?> FindByReplyCodeAsync(Access access, string replyCode, CancellationToken cancellation = default)
    {
        var found = await reads.SliceAsync(s => Reads.FindByReplyCode(s, access, replyCode), access, f => Reads.Entered(f?.Row), cancellation);
        return found is not null && found.State.Engagements.FirstOrDefault(engagement => engagement.ReplyCode == replyCode) is { } engagement
            ? (found.Row.PathwayId.ToString(), engagement.Clone())
            : null;
    }

    public Task<SettingsEntry> RecordSettingsAsync(Access access, string content, CancellationToken cancellation = default)
    {
        if (access.TenantId.Length == 0)
        {
            throw new ArgumentException("Settings are a tenant's.", nameof(access));
        }

        var work = new SettingsWork(access, content, cancellation);
        writer.Add(work);
        return work.Answer;
    }

    public Task<IReadOnlyList<SettingsEntry>> SettingsAsync(CancellationToken cancellation = default) => reads.SettingsAsync(cancellation);

    public Task RecordAccessAsync(Access access, AccessOutcome outcome, CancellationToken cancellation = default) =>
        reads.SliceAsync(_ => true, access, _ => (access.PathwayId, outcome), cancellation);

    public Task<VerifyLogResponse> VerifyAsync(CancellationToken cancellation = default) =>
        verification().RunAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await writer.EndAsync();
        await seals.DisposeAsync();
        if (writer.LostAccesses > 0)
        {
            throw new StoreException(7, $"The disk is full: {writer.LostAccesses} access entries could not be written.");
        }

        if (seals.State() is { Failed: true } state)
        {
            throw new StoreException(6, $"The end of the log could not be sealed beside the key: what came after commit {state.Newest?.Head.Commit ?? 0} is protected by the chain alone until the next start. Nothing is lost. Look at the folder of the key.");
        }
    }

    /// <summary>For tests, which make the disk seem full.</summary>
    internal Task OnWriterAsync(Action<Database> act) => reads.SliceAsync(
        s =>
        {
            act(s.Database);
            return true;
        },
        CancellationToken.None);

    // Null when the pathway is not there, or the store has latched: the command itself is answered with that.
    private async Task<(StoredPathway Pathway, IReadOnlyList<HistoryEntry> History)?> WholeAsync(Command command, CancellationToken cancellation)
    {
        try
        {
            return await reads.WholeAsync(command.Access, command.PathwayId, cancellation);
        }
        catch (StoreException e) when (e.ExitCode == 6)
        {
            return null;
        }
    }

    // Null when it was decided beforehand, and the pathway has moved since.
    private async Task<CommitResult?> CommitAsync(Command command, Func<IPathwayReader, Decision> decide, long? decidedOn, CancellationToken cancellation)
    {
        if (command.Access.TenantId.Length == 0)
        {
            throw new ArgumentException("A command is given in the name of a tenant.", nameof(command));
        }

        var work = new CommandWork(command, decide, cancellation) { DecidedOn = decidedOn };
        writer.Add(work);
        var result = await work.Answer;
        return work.HasMoved ? null : result;
    }

    private static int Bounded(int size) => size <= 0 ? 50 : Math.Min(size, LargestPage);
}
