using Forlop.Storage.Sqlite;
using Xunit.Abstractions;

namespace Forlop.Host.Tests.Crash;

/// <summary>A crash while the schema is brought up to date, at entries of its journal; in the long campaign at every one.</summary>
public sealed class MigrationCrashTests(ITestOutputHelper output)
{
    [SkippableTheory(FaultShim.Probe, FaultShim.Needs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_migration_cut_short_anywhere_leaves_the_store_and_a_backup_is_whole_or_not_there(bool power)
    {
        using var recording = await Recording.MakeAsync("", alone: 10, together: 0);
        var first = recording.Entries.Count;
        await recording.ContinueAsync(TestProgram.Migrating);
        var seed = Campaign.Seed();
        var random = new Random(seed);
        var (wrong, backups) = (new List<string>(), 0);
        for (var n = first + random.Next(Campaign.Stride); n <= recording.Entries.Count; n += Campaign.Stride)
        {
            using var place = Place.InMemory();
            var entries = recording.Entries.Take(n);
            if (power)
            {
                Disk.AfterPowerCut(entries, recording.Place.Root, place.Root, random);
            }
            else
            {
                Disk.AfterKill(entries, recording.Place.Root, place.Root);
            }

            var backup = Path.Combine(place.Data, $"forlop.db.schema-{Schema.Steps[^1].Version}.backup");
            if (File.Exists(backup))
            {
                backups++;
                wrong.AddRange(Damage(backup).Select(found => $"seed {seed}, after entry {n}: the backup: {found}"));
            }

            wrong.AddRange((await Recovery.CheckAsync(place, recording.Ledger.At(recording.Entries[n - 1].End), TestProgram.Migrating)).Select(found => $"seed {seed}, after entry {n}: {found}"));
        }

        output.WriteLine($"seed {seed}: {recording.Entries.Count - first + 1} moments, one in {Campaign.Stride} tried, a backup at {backups} of them, {wrong.Count} findings");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.InRange(backups, 1, recording.Entries.Count - first);
    }

    private static IEnumerable<string> Damage(string backup)
    {
        try
        {
            using var database = Database.Open(backup);
            return database.Text("PRAGMA integrity_check") == "ok" && database.Number("SELECT count(*) FROM streams") > 0 ? [] : ["not whole"];
        }
        catch (SqliteFault fault)
        {
            return [fault.Message];
        }
    }
}
