using Forlop.Contracts.V1;
using Forlop.Pathways;
using NodaTime;

namespace Forlop.Storage;

/// <summary>
/// The one place that remembers. Every answer that shows or changes a pathway is given only after its access entry is
/// durable; every receipt only after its events are.
/// </summary>
public interface IPathwayStore : IExchangeStore, IAsyncDisposable
{
    /// <summary>
    /// Decides and commits. <paramref name="decide"/> is pure, runs on the writer against the state at that point of the
    /// batch, and may be called again; what it throws fails this command alone.
    /// </summary>
    Task<CommitResult> CommitAsync(Command command, Func<IPathwayReader, Decision> decide, CancellationToken cancellation = default);

    /// <summary>
    /// For what needs the whole history, which takes as long as that is: <paramref name="decide"/> runs on the caller's own time against the
    /// pathway as it was a moment ago, and the writer only commits. When the pathway has moved meanwhile it is asked again, a few
    /// times, and at last on the writer: so it ends however much happens.
    /// </summary>
    Task<CommitResult> CommitAheadAsync(Command command, Func<Pathway, IReadOnlyList<HistoryEntry>, Decision> decide, CancellationToken cancellation = default);

    /// <summary>Gives children other references, all of them in one commit or none; an event in each pathway says so.</summary>
    Task<CommitResult> RebindAsync(RebindCommand command, CancellationToken cancellation = default);

    /// <summary>Null when the tenant has no such pathway. The access entry is written either way.</summary>
    Task<Pathway?> GetAsync(Access access, string pathwayId, CancellationToken cancellation = default);

    Task<Page<Pathway>> ListAsync(Access access, PageRequest page, bool openOnly, CancellationToken cancellation = default);

    /// <summary>Oldest first. Null when the tenant has no such pathway.</summary>
    Task<Page<HistoryEntry>?> HistoryAsync(Access access, string pathwayId, PageRequest page, CancellationToken cancellation = default);

    /// <summary>Open tasks by due date, those without one last.</summary>
    Task<Page<WorklistTask>> TasksAsync(Access access, TaskFilter filter, PageRequest page, CancellationToken cancellation = default);

    /// <summary>Everything of the tenant after the cursor, then everything new, until cancelled. At least once, in commit order.</summary>
    IAsyncEnumerable<Followed> FollowAsync(Access access, string cursor, CancellationToken cancellation = default);

    /// <summary>
    /// Deadlines of any tenant that are running although their day is before <paramref name="today"/>, and birthdays that
    /// have come and that nobody has marked, oldest first and after <paramref name="after"/>.
    /// </summary>
    Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(LocalDate today, int limit, DueDeadline? after = null, CancellationToken cancellation = default);

    /// <summary>The pathway and engagement that a reply code of the tenant stands for, or null. The access entry is written either way.</summary>
    Task<(string PathwayId, Engagement Engagement)?> FindByReplyCodeAsync(Access access, string replyCode, CancellationToken cancellation = default);

    /// <summary>
    /// Enters the settings of the access's tenant as a new version, in their canonical form. What its newest version holds already is
    /// not entered again: then that one is the answer.
    /// </summary>
    Task<SettingsEntry> RecordSettingsAsync(Access access, string content, CancellationToken cancellation = default);

    /// <summary>Every version of every tenant's settings, oldest first: they are few, and whoever decides needs them at hand.</summary>
    Task<IReadOnlyList<SettingsEntry>> SettingsAsync(CancellationToken cancellation = default);

    /// <summary>Enters an attempt that read and changed nothing, such as a denied one.</summary>
    Task RecordAccessAsync(Access access, AccessOutcome outcome, CancellationToken cancellation = default);

    /// <summary>Checks every row, the chain, the sealed heads, and the state against a replay.</summary>
    Task<VerifyLogResponse> VerifyAsync(CancellationToken cancellation = default);

    /// <summary>Completes with the error when the store has latched; the process then has to end (exit code 6).</summary>
    Task<Exception> Faulted { get; }
}
