namespace Forlop.Storage.Sqlite;

/// <summary>Where the store lies and which clocks it reads.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The data folder; made when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>The folder has been in use: a store that is gone or empty is an error, and not a reason to begin a new one.</summary>
    public bool MustExist { get; init; }

    /// <summary>Only to be verified: the store must be there, and nothing is sealed, so that the check finds what the last run left.</summary>
    public bool ForInspection { get; init; }

    /// <summary>Null for <c>forlop/master.key</c> in the user's configuration folder. Never in the data folder.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Gives record times and the day that tasks are counted from.</summary>
    public TimeProvider Calendar { get; init; } = TimeProvider.System;

    /// <summary>The monotonic clock: when chain heads are sealed.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many decrypted pathways are kept at hand.</summary>
    public int HotPathways { get; init; } = 20_000;

    /// <summary>How many access entries wait in memory while the disk is full; then reads are refused too.</summary>
    public int WaitingAccessEntries { get; init; } = 10_000;

    /// <summary>Told the id of a pathway that a list or a stream left out because its row, or an event, is damaged.</summary>
    public Action<string> LeftOut { get; init; } = _ => { };

    /// <summary>How many pages the write-ahead log takes before they are copied into the database.</summary>
    internal int PagesBeforeCheckpoint { get; init; } = 2_000;

    /// <summary>For tests of migration.</summary>
    internal IReadOnlyList<SchemaStep> Steps { get; init; } = Schema.Steps;

    /// <summary>For tests: runs before each COMMIT; what it throws counts as a failed write.</summary>
    internal Action? BeforeCommit { get; init; }
}
