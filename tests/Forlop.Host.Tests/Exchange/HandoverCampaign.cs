using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Forlop.Host.Tests.Crash;

namespace Forlop.Host.Tests.Exchange;

/// <summary>
/// Rounds of: start, load from every side, kill the plugin's process, kill the sidecar, all at moments drawn from a seed. Now and then once
/// more to the end, where everything that lies outside is held against the sidecar and against what everybody was told.
/// </summary>
internal sealed class HandoverCampaign(int seed, string fault = "") : IDisposable
{
    private const int RoundsOfOneStore = 10;
    private const int ClientCount = 4;
    private const int MostCommands = 40;
    private const int FormsOfARound = 5;

    private readonly Random random = new(seed);
    private Place place = new();
    private Ledger ledger = new("handover");
    private Outside? outside;

    public List<string> Findings { get; } = [];

    public int Rounds { get; private set; }

    public int WorkersKilled { get; private set; }

    /// <summary>What arrived in the end: events, documents, requests.</summary>
    public (int Events, int Documents, int Requests) Arrived { get; private set; }

    /// <summary>How long the end is waited for. What has not arrived by then is a finding.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    private Outside World => outside ??= new Outside(Path.Combine(place.Root, "outside"));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {seed}: {Rounds} rounds, {WorkersKilled} of them also killed a plugin's process; {Arrived.Events} events, {Arrived.Documents} documents and {Arrived.Requests} requests arrived; {Findings.Count} findings");

    public async Task RunAsync(int rounds)
    {
        for (var left = rounds; left > 0; left--)
        {
            await RoundAsync();
            if (Rounds % RoundsOfOneStore == 0 || left == 1)
            {
                await EndAsync();
                if (left > 1)
                {
                    place.Dispose();
                    (place, ledger, outside) = (new(), new("handover"), null);
                }
            }
        }
    }

    public void Dispose() => place.Dispose();

    private async Task RoundAsync()
    {
        Rounds++;
        World.IsQuiet = false;
        using var program = Start();
        await program.Listening;
        var clients = new Clients(place.Data, ledger);
        await clients.RepeatAsync(ClientCount);
        using var home = new CancellationTokenSource();
        var people = World.WorkAsync(random.Next(), FormsOfARound, home.Token);
        var load = clients.RunAsync(ClientCount, random.Next(), MostCommands);
        if (random.Next(4) > 0)
        {
            await AtSomeMomentAsync(clients, load);
            WorkersKilled += PluginProcesses.Kill(program.Id) ? 1 : 0;
        }

        await AtSomeMomentAsync(clients, load);
        await program.KillAsync();
        await home.CancelAsync();
        await Task.WhenAll(load, people);
        Findings.AddRange(clients.Unexpected.Select(answer => $"round {Rounds}: answered {answer.Status}"));
    }

    private async Task EndAsync()
    {
        World.IsQuiet = true;
        using var program = Start();
        await program.Listening;
        await new Clients(place.Data, ledger).RepeatAsync(ClientCount);
        using var home = new CancellationTokenSource();
        var people = World.WorkAsync(random.Next(), mostForms: 0, home.Token);
        using var comparison = new HandoverComparison(place.Data, ledger, World);
        IReadOnlyList<string> found = ["nobody has looked"];
        var since = Stopwatch.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (found.Count > 0 && Stopwatch.GetElapsedTime(since) < Patience)
        {
            await pace.WaitForNextTickAsync();
            found = await comparison.LookAsync();
        }

        Findings.AddRange([.. found, .. await comparison.LogAsync()]);
        Arrived = (Arrived.Events + comparison.Arrived.Events, Arrived.Documents + comparison.Arrived.Documents, Arrived.Requests + comparison.Arrived.Requests);
        await program.KillAsync();
        await home.CancelAsync();
        await people;
        if (found.Count > 0)
        {
            Findings.Add($"The program said:\n{program.Output}");
        }
    }

    private ForlopProcess Start() => ForlopProcess.Start(
        new Dictionary<string, string>(), Assembly.GetExecutingAssembly(), TestProgram.Handover, place.Data, place.Key, Path.Combine(place.Root, "outside"), Outside.Plugins[random.Next(Outside.Plugins.Count)], fault);

    // After so many commands, and then anywhere in what they lead to.
    private async Task AtSomeMomentAsync(Clients clients, Task load)
    {
        var (after, moment) = (clients.Acknowledged + random.Next(MostCommands), TimeSpan.FromMicroseconds(random.Next(200_000)));
        await Until.TrueAsync(() => clients.Acknowledged >= after || load.IsCompleted);
        var reached = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(reached) >= moment);
    }
}
