using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Settings;
using NodaTime;

namespace Forlop.Storage;

/// <summary>Who asks, in whose name, through which RPC: what the access log has to know.</summary>
/// <param name="CallerId">The name of the credential.</param>
/// <param name="TenantId">The service in whose name; decided by the credential. Empty when none could be told.</param>
/// <param name="Rpc"><c>Service.Rpc</c>.</param>
/// <param name="PathwayId">For an attempt that names one; otherwise empty.</param>
public sealed record Access(string CallerId, string TenantId, Actor Actor, string Rpc, string PathwayId = "");

/// <summary>A command as it reaches the writer.</summary>
/// <param name="PathwayId">An existing pathway, or the id that a creating command would give to a new one.</param>
/// <param name="Creates">A creating command is idempotent per tenant, any other per pathway.</param>
/// <param name="RequestId">The caller's UUID.</param>
/// <param name="RequestBytes">The request as serialised; the same id with other bytes is refused.</param>
public sealed record Command(
    Access Access,
    string PathwayId,
    bool Creates,
    Guid RequestId,
    ReadOnlyMemory<byte> RequestBytes,
    long? ExpectedVersion)
{
    /// <summary>The version of the service's settings that it is decided under; 0 for the defaults.</summary>
    public int SettingsVersion { get; init; }

    /// <summary>A document that the command brings; its decision has to enter the filing.</summary>
    public NewDocument? Document { get; init; }
}

/// <summary>Many children at once, idempotent per tenant.</summary>
/// <param name="Occurred">Date and source of each event.</param>
public sealed record RebindCommand(Access Access, Guid RequestId, ReadOnlyMemory<byte> RequestBytes, IReadOnlyList<ReferenceBinding> Bindings, HistoryEntry Occurred);

/// <summary>What a decision may look at, at its point of the batch.</summary>
public interface IPathwayReader
{
    /// <summary>The pathway as it stands, not to be changed; null when a creating command decides.</summary>
    Pathway? Pathway { get; }

    /// <summary>Everything that happened in the pathway, oldest first; read on the writer, for the few commands that need it.</summary>
    IReadOnlyList<HistoryEntry> History();

    /// <summary>The open pathway of that child in the same tenant, or null.</summary>
    Pathway? OpenPathwayOf(string childReference);
}

/// <summary>What became of a command.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>Durable. A repeat gets the first receipt again and <see cref="IsRepeat"/>.</summary>
    public sealed record Committed(Receipt Receipt, bool IsRepeat) : CommitResult;

    public sealed record Refused(Refusal Refusal) : CommitResult;

    /// <summary>The tenant has no such pathway.</summary>
    public sealed record NotFound : CommitResult;

    /// <summary>The request id was used with other content.</summary>
    public sealed record RequestIdReused : CommitResult;

    /// <summary>Only when an expected version was given.</summary>
    public sealed record VersionMismatch(Pathway Current) : CommitResult;

    /// <summary>The disk is full; nothing was stored and a repeat can succeed.</summary>
    public sealed record StoreFull : CommitResult;

    /// <summary>The store has latched; the outcome is unknown until the request is repeated after a restart.</summary>
    public sealed record OutcomeUnknown : CommitResult;
}

public sealed record PageRequest(int Size, string Token);

/// <param name="NextToken">Empty on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string NextToken);

/// <param name="AssignedTo">Null for everybody's.</param>
/// <param name="Unit">Null for every unit's.</param>
/// <param name="Today">What is due before this day is overdue.</param>
/// <param name="Settings">Of the tenant: where its tasks lead.</param>
public sealed record TaskFilter(string? AssignedTo, string? Unit, bool OverdueOnly, LocalDate Today, ServiceSettings Settings);

public sealed record Followed(HistoryEntry Entry, string Cursor);

/// <param name="DeadlineId">Of a deadline, or of an age that the child reaches in that month.</param>
public sealed record DueDeadline(string TenantId, string PathwayId, string DeadlineId, LocalDate DueOn)
{
    internal long Stream { get; init; }

    internal int StoredDay { get; init; }
}

/// <summary>The page token or cursor is not one of this list or store.</summary>
public sealed class CursorInvalidException() : Exception("The cursor is not one of this store. Begin again without one.");

/// <summary>The store cannot be opened or used; <see cref="ExitCode"/> is what the process ends with.</summary>
public sealed class StoreException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>2 key missing or wrong, 3 locked by another sidecar, 4 corrupt, 5 schema newer than the program, 6 disk failed.</summary>
    public int ExitCode { get; } = exitCode;
}
