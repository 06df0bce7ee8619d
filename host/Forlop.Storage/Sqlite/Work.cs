namespace Forlop.Storage.Sqlite;

/// <summary>Something for the writer thread. Exactly one of the last three is called, once, after <see cref="Execute"/>.</summary>
internal abstract class Work
{
    /// <summary>The caller gave up before it began; then nothing of it is called.</summary>
    public abstract bool Abandon();

    /// <summary>Does it within the batch. Keeps what it throws to itself, unless SQLite failed.</summary>
    public abstract void Execute(Session session, Batch batch);

    /// <summary>Everything is durable: answer.</summary>
    public abstract void Complete();

    /// <summary>The disk was full and the batch rolled back: answer what can be answered.</summary>
    public abstract void CompleteFull(Session session);

    /// <summary>The store has latched, before or after this was executed.</summary>
    public abstract void CompleteLatched(Exception error);
}
