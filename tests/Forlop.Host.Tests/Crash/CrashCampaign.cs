using System.Diagnostics;
using Forlop.Contracts.V1;
using Forlop.Host.Commands;

namespace Forlop.Host.Tests.Crash;

/// <summary>
/// Rounds of: start, repeat what was not acknowledged, compare, load, kill. The moment of the kill is drawn from a seed,
/// in acknowledged commands and microseconds; one round in four is killed while it repeats.
/// </summary>
internal sealed class CrashCampaign(int seed, Func<Place, ForlopProcess> start) : IDisposable
{
    private const int RoundsOfOneStore = 25;
    private const int ClientCount = 8;
    private const int Sample = 20;
    private static readonly Actor Auditor = new() { UserId = "drift-1", Role = Role.Operator, Purpose = "test" };

    private readonly Random random = new(seed);
    private Place place = new();
    private Ledger ledger = new("crash");
    private IReadOnlyList<LedgerEntry> touched = [];
    private int ofThisStore;

    public List<string> Findings { get; } = [];

    public int Rounds { get; private set; }

    public int Commands { get; private set; }

    /// <summary>Sent, not acknowledged, and yet there after the kill: what a client that forgets its request id would do twice.</summary>
    public int StoredUnacknowledged { get; private set; }

    public int Unacknowledged { get; private set; }

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public override string ToString() =>
        $"seed {seed}: {Rounds} rounds, {Commands} commands, {Unacknowledged} not acknowledged and repeated, {StoredUnacknowledged} of them had been stored; {Lost} lost, {Doubled} doubled, {Findings.Count} findings";

    public async Task RunAsync(int rounds)
    {
        for (var left = rounds; left > 0; left--)
        {
            await RoundAsync();
            if (++ofThisStore == RoundsOfOneStore || left == 1)
            {
                await EndOfStoreAsync(another: left > 1);
            }
        }
    }

    public void Dispose() => place.Dispose();

    private async Task RoundAsync()
    {
        Rounds++;
        using var program = start(place);
        await program.Listening;
        var clients = new Clients(place.Data, ledger);
        var unacknowledged = ledger.Entries.Where(entry => entry.Receipt is null).ToList();
        if (unacknowledged.Count > 0 && random.Next(4) == 0)
        {
            await KillAsync(program, clients, within: unacknowledged.Count, clients.RepeatAsync(ClientCount));
            return;
        }

        await RepeatAndCompareAsync(clients, everything: false);
        var given = ledger.Entries.Count;
        var loaded = new Clients(place.Data, ledger);
        await KillAsync(program, loaded, within: 150, loaded.RunAsync(ClientCount, random.Next()));
        touched = [.. ledger.Entries.Skip(given)];
        Commands += ledger.Entries.Count - given;
    }

    /// <summary>Once more from a clean stop, everything.</summary>
    private async Task EndOfStoreAsync(bool another)
    {
        using (var program = start(place))
        {
            await program.Listening;
            await RepeatAndCompareAsync(new Clients(place.Data, ledger), everything: true);
            await program.KillAsync();
        }

        if (another)
        {
            place.Dispose();
            (place, ledger, touched, ofThisStore) = (new(), new("crash"), [], 0);
        }
    }

    private async Task RepeatAndCompareAsync(Clients clients, bool everything)
    {
        using var connection = new LocalConnection(place.Data, "dev-havnes");
        using var operations = new LocalConnection(place.Data, "dev-operator");
        var comparison = new Comparison(ledger, connection.As(RunningSidecar.Caseworker), operations.As(Auditor));
        var acknowledged = ledger.Entries.Where(entry => entry.Receipt is not null).ToArray();
        var unacknowledged = ledger.Entries.Where(entry => entry.Receipt is null).ToList();
        var commits = await comparison.LogAsync(complete: false);
        await clients.RepeatAsync(ClientCount);
        Unacknowledged += unacknowledged.Count;
        StoredUnacknowledged += unacknowledged.Count(entry => entry.Receipt?.CommitNumber <= commits);
        Findings.AddRange(unacknowledged.Where(entry => entry.Receipt is null).Select(_ => "a repeat was not answered"));
        Unexpected(clients);

        random.Shuffle(acknowledged);
        await comparison.RepeatAsync(everything ? acknowledged : acknowledged.Take(Sample));
        await comparison.HistoriesAsync(everything ? null : touched.Select(entry => entry.PathwayId).ToHashSet());
        await comparison.ListAsync();
        await comparison.LogAsync(complete: true);
        Lost += comparison.Lost.Count;
        Doubled += comparison.Doubled.Count;
        Findings.AddRange(comparison.All.Select(found => $"round {Rounds}: {found}"));
    }

    private async Task KillAsync(ForlopProcess program, Clients clients, int within, Task load)
    {
        var (after, moment) = (random.Next(within), TimeSpan.FromMicroseconds(random.Next(3_000)));
        SpinWait.SpinUntil(() => clients.Acknowledged >= after || load.IsCompleted, TimeSpan.FromSeconds(60));
        var reached = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(reached) >= moment);
        await program.KillAsync();
        await load;
        Unexpected(clients);
    }

    private void Unexpected(Clients clients)
    {
        Findings.AddRange(clients.Unexpected.Select(fault => $"round {Rounds}: answered {fault.Status}"));
        clients.Unexpected.Clear();
    }
}
