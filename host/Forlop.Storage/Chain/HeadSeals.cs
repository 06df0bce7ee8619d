namespace Forlop.Storage.Chain;

/// <summary>Seals the chain's head every minute in which something was committed, and at the end.</summary>
internal sealed class HeadSeals : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly HeadsFile file;
    private readonly Func<ChainHead> newest;
    private readonly TimeProvider calendar;
    private readonly ITimer timer;
    private readonly bool seals;
    private bool failed;

    /// <param name="seals">False for a check that must not vouch for what it finds.</param>
    public HeadSeals(HeadsFile file, Func<ChainHead> newest, TimeProvider calendar, TimeProvider clock, bool seals)
    {
        (this.file, this.newest, this.calendar, this.seals) = (file, newest, calendar, seals);
        timer = clock.CreateTimer(_ => Seal(), state: null, Every, Every);
    }

    /// <summary>What was sealed last and what speaks against the chain, with the last failure to seal.</summary>
    public (SealedHead? Newest, HeadsFile File, bool Failed) State()
    {
        lock (gate)
        {
            return (file.Newest, file, failed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        Seal();
    }

    private void Seal()
    {
        if (!seals)
        {
            return;
        }

        try
        {
            SealNow();
            Volatile.Write(ref failed, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost: the next minute seals more. Verification says so, and how far the last seal reaches.
            Volatile.Write(ref failed, true);
        }
    }

    private void SealNow()
    {
        lock (gate)
        {
            var head = newest();
            if (file.Newest is null || file.Newest.Head.Commit < head.Commit)
            {
                file.Write(head, calendar.GetUtcNow().ToUnixTimeMilliseconds());
            }
        }
    }
}
