using System.Globalization;
using System.Reflection;
using Forlop.Contracts.V1;
using Grpc.Core;
using Xunit.Abstractions;

namespace Forlop.Host.Tests.Crash;

/// <summary>The n-th write, sync or change of a name fails, or is the program's last.</summary>
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    // Each act with what some of its lives have to say. One process for all: half of the time is what a process compiles at first.
    private static readonly (string Act, string Said)[] Acts = [("eio", "latched"), ("half", "latched"), ("enospc", "full"), ("eio:sync", "latched"), ("eio:read", "forlop.db")];

    [SkippableFact(FaultShim.Probe, FaultShim.Needs)]
    public async Task Whichever_operation_fails_nothing_acknowledged_is_lost_and_nothing_is_acknowledged_after_it()
    {
        var seed = Campaign.Seed();
        using var sweep = ForlopProcess.Start(
            FaultShim.Environment("/nowhere"), Assembly.GetExecutingAssembly(), [TestProgram.Sweep, string.Create(CultureInfo.InvariantCulture, $"{seed}"), .. Acts.Select(each => each.Act)]);
        var exitCode = await sweep.EndAsync();
        Assert.True(exitCode == 0, $"seed {seed}\n{sweep.Output}");
        foreach (var (act, said) in Acts)
        {
            var outcomes = sweep.Output.Split('\n').Where(line => line.StartsWith($"{act}@", StringComparison.Ordinal)).ToList();
            output.WriteLine($"seed {seed}: {act} at {outcomes.Count} operations\n{Summary(outcomes)}");
            Assert.True(outcomes.Count > 15, sweep.Output);
            Assert.Contains(outcomes, outcome => outcome.Contains(said, StringComparison.Ordinal));
        }
    }

    [SkippableFact(FaultShim.Probe, FaultShim.Needs)]
    public async Task A_failed_sync_ends_the_program_with_6_and_whoever_waited_learns_that_nobody_knows()
    {
        using var place = new Place();
        var ledger = new Ledger("failed");
        var clients = new Clients(place.Data, ledger);
        using (var program = ForlopProcess.StartBare(FaultShim.Environment(place.Root, "eio@40:sync"), place.Serve))
        {
            await program.Listening;
            await clients.RunAsync(8, seed: 1);
            Assert.Equal(6, await program.EndAsync());
            Assert.Contains("The disk failed while writing.", program.Output, StringComparison.Ordinal);
        }

        Assert.Contains(clients.Gone, fault => IsFaulted(fault));
        Assert.Empty(clients.Unexpected);
        Assert.Contains(ledger.Entries, entry => entry.Receipt is not null);
        Assert.Empty(await Recovery.CheckAsync(place, ledger));
    }

    /// <summary>All n with FORLOP_FAULT_POINTS large enough; in the suite some, spread over the run from first start to stop.</summary>
    [SkippableTheory(FaultShim.Probe, FaultShim.Needs)]
    [InlineData("kill")]
    [InlineData("torn")]
    [InlineData("eio")]
    public async Task The_program_itself_killed_or_failing_at_the_nth_operation_keeps_what_it_acknowledged(string act)
    {
        const int Commands = 12;
        var total = await CountAsync(Commands);
        var points = Math.Min(total, Campaign.Length("FORLOP_FAULT_POINTS", 2));
        var seed = Campaign.Seed();
        var random = new Random(seed);
        var wrong = new List<string>();
        for (var point = 0; point < points; point++)
        {
            var (from, to) = (point * total / points, (point + 1) * total / points);
            var n = 1 + random.Next(from, to);
            wrong.AddRange((await AtAsync(act, n, Commands)).Select(found => $"{act}@{n}: {found}"));
        }

        output.WriteLine($"seed {seed}: {act} at {points} of {total} operations, {wrong.Count} findings");
        Assert.True(wrong.Count == 0, $"seed {seed}\n{string.Join('\n', wrong)}");
    }

    private static bool IsFaulted(RpcException fault) =>
        fault.Trailers.GetValueBytes("grpc-status-details-bin") is not null && RunningSidecar.RefusalOf(fault).Reason == RefusalReason.StoreFaulted;

    private static async Task<int> CountAsync(int commands)
    {
        using var recording = await Recording.MakeAsync("", commands, together: 0);
        return recording.Entries.Count(entry => entry.Op != Journal.Op.Opened);
    }

    private static async Task<IReadOnlyList<string>> AtAsync(string act, int n, int commands)
    {
        using var place = new Place();
        var ledger = new Ledger("struck");
        var clients = new Clients(place.Data, ledger);
        using (var program = ForlopProcess.StartBare(FaultShim.Environment(place.Root, string.Create(CultureInfo.InvariantCulture, $"{act}@{n}:any")), place.Serve))
        {
            int[] allowed = act == "eio" ? [0, 2, 6] : [137];
            if (await program.TryListenAsync())
            {
                await clients.RunAsync(1, seed: 1, commands);
                var exitCode = clients.Gone.IsEmpty ? await program.StopAsync() : await program.EndAsync();
                if (!allowed.Contains(exitCode))
                {
                    return [$"ended with {exitCode}: {program.Output}"];
                }
            }
            else if (await program.EndAsync() is var exitCode && (!allowed.Contains(exitCode) || exitCode == 0))
            {
                return [$"did not start, and ended with {exitCode}: {program.Output}"];
            }
        }

        return [.. clients.Unexpected.Select(fault => $"answered {fault.Status}"), .. await Recovery.CheckAsync(place, ledger)];
    }

    /// <summary>Outcomes that differ only in n, together.</summary>
    private static string Summary(IEnumerable<string> outcomes) => string.Join(
        '\n', outcomes.GroupBy(outcome => outcome[(outcome.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Select(group => $"{group.Count(),4} × {group.Key}"));
}
