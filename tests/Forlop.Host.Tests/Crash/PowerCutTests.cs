using System.Diagnostics;
using Forlop.Host.Security;
using Xunit.Abstractions;
using static Forlop.Host.Tests.Crash.Journal;

namespace Forlop.Host.Tests.Crash;

/// <summary>
/// One journal of a fixed workload gives the disk of every moment, and a sidecar is started on it: after a kill at a
/// change, and after a power cut at an entry; in the suite at a third of them, from another one on each time. Literal kills of the program are in <see cref="DiskFaultTests"/>.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    /// <summary>So many one after the other, and so many by four clients at once.</summary>
    private static int Commands => Campaign.Length("FORLOP_FAULT_COMMANDS", 5);

    [SkippableFact(FaultShim.Probe, FaultShim.Needs)]
    public async Task A_journal_without_a_crash_rebuilds_every_file_as_it_lies_on_the_disk()
    {
        using var recording = await Recording.MakeAsync(TestProgram.OftenCopied, alone: 30, together: 20);
        using var rebuilt = Place.InMemory();
        Disk.AfterKill(recording.Entries, recording.Place.Root, rebuilt.Root);
        Assert.Equal(Files(recording.Place.Root), Files(rebuilt.Root));
        Assert.Equal(4, Files(rebuilt.Root).Count); // database, credentials, key, heads
        Assert.Contains(recording.Entries, entry => entry.Op == Op.Synced && entry.Path == recording.Place.Data);
    }

    [SkippableTheory(FaultShim.Probe, FaultShim.Needs)]
    [InlineData("")]
    [InlineData(TestProgram.OftenCopied)]
    public async Task A_kill_at_any_change_loses_nothing_acknowledged_and_doubles_nothing(string variant)
    {
        using var recording = await Recording.MakeAsync(variant, Commands, Commands);
        var seed = Campaign.Seed();
        var changes = Enumerable.Range(0, recording.Entries.Count + 1).Where(n => n == 0 || Changes(recording.Entries[n - 1]));
        await EachAsync(recording, $"kill, seed {seed},", Some(changes, new Random(seed)), (entries, place) => Disk.AfterKill(entries, recording.Place.Root, place.Root));
    }

    [SkippableTheory(FaultShim.Probe, FaultShim.Needs)]
    [InlineData("")]
    [InlineData(TestProgram.OftenCopied)]
    public async Task A_power_cut_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing(string variant)
    {
        using var recording = await Recording.MakeAsync(variant, Commands, Commands);
        for (var (left, seed) = (Campaign.Length("FORLOP_POWER_CUTS", 1), Campaign.Seed()); left > 0; left--, seed++)
        {
            var random = new Random(seed);
            var moments = Some(Enumerable.Range(0, recording.Entries.Count + 1), random);
            await EachAsync(recording, $"power cut, seed {seed},", moments, (entries, place) => Disk.AfterPowerCut(entries, recording.Place.Root, place.Root, random));
        }
    }

    [SkippableFact(FaultShim.Probe, FaultShim.Needs)]
    public async Task Without_full_sync_a_power_cut_loses_what_was_acknowledged_and_this_harness_sees_it()
    {
        using var recording = await Recording.MakeAsync(TestProgram.NormalSync, alone: 20, together: 0);
        var seed = Campaign.Seed();
        var random = new Random(seed);
        var moments = Enumerable.Range(0, recording.Entries.Count + 1).Where(n => n % 5 == 0).ToList();
        var lost = 0;
        foreach (var n in moments)
        {
            var findings = await AtAsync(recording, n, (entries, place) => Disk.AfterPowerCut(entries, recording.Place.Root, place.Root, random));
            lost += findings.Any(found => found.StartsWith("lost", StringComparison.Ordinal)) ? 1 : 0;
        }

        output.WriteLine($"seed {seed}: {lost} of {moments.Count} power cuts lost something");
        Assert.True(lost > 0, $"seed {seed}: none of {moments.Count} power cuts lost anything.");
    }

    /// <summary>The kernel gives up what a failed sync did not write and shows it all the same, so the next start reads it and builds on it.</summary>
    [SkippableFact(FaultShim.Probe, FaultShim.Needs)]
    public async Task After_a_failed_sync_what_the_next_start_acknowledges_survives_a_power_cut()
    {
        using var place = new Place();
        using var beside = new Place();
        var journal = Path.Combine(beside.Root, "journal");
        var ledger = new Ledger("given-up");
        using (var failing = ForlopProcess.StartBare(FaultShim.Environment(place.Root, "eio@30:sync", journal), place.Serve))
        {
            await failing.Listening;
            await new Clients(place.Data, ledger).RunAsync(1, seed: 1);
            Assert.Equal(6, await failing.EndAsync());
        }

        using (var next = ForlopProcess.StartBare(FaultShim.Environment(place.Root, journal: journal), place.Serve))
        {
            await next.Listening;
            await new Clients(place.Data, ledger).RepeatAsync(1);
            await new Clients(place.Data, ledger).RunAsync(1, seed: 2, each: 10);
            await next.KillAsync();
        }

        var entries = Journal.Read(journal);
        Assert.Contains(entries, entry => entry.Op == Op.Unsynced && entry.Path.EndsWith("-wal", StringComparison.Ordinal));
        var seed = Campaign.Seed();
        for (var (cut, random) = (0, new Random(seed)); cut < 10; cut++)
        {
            using var found = Place.InMemory();
            Disk.AfterPowerCut(entries, place.Root, found.Root, random);
            var findings = await Recovery.CheckAsync(found, ledger.At(long.MaxValue));
            Assert.True(findings.Count == 0, $"seed {seed}, power cut {cut}\n{string.Join('\n', findings)}");
        }
    }

    private static List<int> Some(IEnumerable<int> moments, Random random)
    {
        var (stride, first) = (Campaign.Stride, random.Next(Campaign.Stride));
        return [.. moments.Where((_, index) => index % stride == first)];
    }

    private static bool Changes(Entry entry) => entry.Op is not (Op.Opened or Op.Synced or Op.Unsynced);

    private async Task EachAsync(Recording recording, string what, List<int> moments, Action<IEnumerable<Entry>, Place> build)
    {
        var began = Stopwatch.GetTimestamp();
        var wrong = new List<string>();
        foreach (var n in moments)
        {
            wrong.AddRange((await AtAsync(recording, n, build)).Select(found => $"{what} after entry {n} ({(n > 0 ? recording.Entries[n - 1].Op : default)} {(n > 0 ? recording.Entries[n - 1].Path : "")}): {found}"));
        }

        output.WriteLine($"{what}: {moments.Count} moments of {recording.Entries.Count} entries, {recording.Ledger.Entries.Count} commands, {wrong.Count} findings, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    private static async Task<IReadOnlyList<string>> AtAsync(Recording recording, int n, Action<IEnumerable<Entry>, Place> build)
    {
        using var place = Place.InMemory();
        build(recording.Entries.Take(n), place);
        var ledger = recording.Ledger.At(n > 0 ? recording.Entries[n - 1].End : 0);
        var owes = ledger.Entries.Any(entry => entry.Receipt is not null);
        return owes && !SameCredentials(recording.Place, place) ? ["lost: the credentials, whose tokens the callers hold"] : await Recovery.CheckAsync(place, ledger);
    }

    private static bool SameCredentials(Place before, Place after)
    {
        var (file, found) = (Path.Combine(before.Data, DevelopmentCredentials.FileName), Path.Combine(after.Data, DevelopmentCredentials.FileName));
        return File.Exists(found) && File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(found));
    }

    private static Dictionary<string, string> Files(string root) => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains("plugins-in-use", StringComparison.Ordinal) && !file.EndsWith(SidecarOptions.SocketName, StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(root, file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
}
