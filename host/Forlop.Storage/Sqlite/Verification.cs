using System.Globalization;
using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Google.Protobuf.WellKnownTypes;

namespace Forlop.Storage.Sqlite;

/// <summary>The whole check, slice by slice, while the store serves. What is committed meanwhile is left for the next time.</summary>
internal sealed class Verification(Reads reads, HeadSeals seals, int writer)
{
    private readonly Findings findings = new();

    public async Task<VerifyLogResponse> RunAsync(CancellationToken cancellation)
    {
        // The heads first: one that is sealed later can be of a commit that this check does not reach.
        var (newest, file, failed) = seals.State();
        var (last, newestStream, counters, holdsNewest) = await reads.SliceAsync(
            s => (s.Head.Commit, s.NewestStream, s.Counters.All(), newest is null || s.Log.Holds(newest.Head)), cancellation);
        CheckHeads(newest, file, failed, holdsNewest);

        var log = new LogVerification(reads, writer, findings);
        await findings.GuardAsync("The log", () => log.RunAsync(last, cancellation));
        foreach (var ((tenant, name), value) in counters.Where(c => c.Key.Name.StartsWith("event.", StringComparison.Ordinal)))
        {
            findings.AddUnless(log.Counts.GetValueOrDefault((tenant, name)) == value, $"The counter {name} does not match the log.");
        }

        var states = new StateVerification(reads, writer, findings);
        await findings.GuardAsync("The pathways", () => states.RunAsync(last, newestStream, cancellation));
        findings.AddUnless(
            states.Reached == log.EventsOfLiving,
            $"The pathways reach {states.Reached} events; the log has {log.EventsOfLiving} of theirs.");

        return new VerifyLogResponse
        {
            Whole = findings.Sentences.Count == 0,
            Commits = log.Commits,
            Events = log.Events,
            AccessEntries = log.Accesses,
            SettingsEntries = log.Settings,
            Findings = { findings.Sentences },
            SealedCommit = newest?.Head.Commit ?? 0,
            SealedTime = newest is null ? null : Time(newest.SealedTime),
        };
    }

    private void CheckHeads(SealedHead? newest, HeadsFile file, bool failed, bool holdsNewest)
    {
        foreach (var head in file.Contradicting)
        {
            findings.Add($"The chain was cut off or rewritten: it does not hold commit {head.Head.Commit} as it was sealed at {Said(head.SealedTime)}.");
        }

        foreach (var lost in file.Lost)
        {
            findings.Add($"The sealed heads were missing at {Said(lost.SealedTime)}: no seal says how the log ended before.");
        }

        findings.AddUnless(file.Forged == 0, $"{file.Forged} sealed heads were not sealed with this key.");
        findings.AddUnless(holdsNewest, $"The chain was cut off or rewritten: it does not hold commit {newest?.Head.Commit} as it was sealed.");
        findings.AddUnless(!failed, "The newest head could not be sealed: look at the folder of the key.");
    }

    private static string Said(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static Timestamp Time(long milliseconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
