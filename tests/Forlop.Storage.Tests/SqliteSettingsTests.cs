using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sqlite;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <summary>Versions of settings in the log, and stores from before there were any.</summary>
public sealed class SqliteSettingsTests : IAsyncLifetime
{
    private readonly SqliteFixture place = new();

    public async Task InitializeAsync() => await place.ReopenAsync();

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Theory]
    [Trait("Must", "AU-1")]
    [InlineData("UPDATE settings SET payload = replace(payload, cast('amount: 6' AS BLOB), cast('amount: 9' AS BLOB)) WHERE version = 1", "Settings entry 1.2.0 does not match its hash")]
    [InlineData("UPDATE settings SET version = 9 WHERE version = 2", "does not match its hash")]
    [InlineData("UPDATE settings SET tenant = 3 - tenant", "does not match its hash")]
    [InlineData("DELETE FROM settings WHERE version = 2", "do not match its digest")]
    [InlineData("UPDATE settings SET position = (9 << 20) WHERE version = 2", "do not match its digest")]
    [InlineData("INSERT INTO settings SELECT position + 1, tenant, 9, hash, payload FROM settings WHERE version = 2", "do not match its digest")]
    public async Task Settings_that_were_touched_are_reported(string tampering, string finding)
    {
        await place.Store.OpenPathwayAsync("child-1");
        await place.Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        await place.Store.OpenPathwayAsync("child-2", Given.Fjellvik);
        await place.Store.RecordSettingsAsync(Given.Access(), "amount: 4");
        await place.ReopenAsync();
        var untouched = await place.Store.VerifyAsync();
        Assert.Empty(untouched.Findings);
        Assert.Equal(2, untouched.SettingsEntries);

        await place.CloseAndAsync(db => db.Execute(tampering));
        await place.ReopenAsync();

        Assert.Contains((await place.Store.VerifyAsync()).Findings, found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_beside_events_in_one_commit_are_part_of_its_digest()
    {
        await Task.WhenAll(
            place.Store.OpenPathwayAsync("child-1"),
            place.Store.RecordSettingsAsync(Given.Access(), "amount: 6"),
            place.Store.RecordSettingsAsync(Given.Access(Given.Fjellvik), "amount: 4"));

        Assert.Empty((await place.Store.VerifyAsync()).Findings);
    }

    // A store that the release before made, with its key and its sealed heads: it knew no settings.
    [Fact]
    public async Task A_store_of_schema_1_is_migrated_with_a_backup_verifies_as_it_did_and_takes_settings()
    {
        await place.Store.DisposeAsync();
        File.Delete(place.Database);
        var old = Path.Combine(AppContext.BaseDirectory, "Stores", "schema-1");
        File.Copy(Path.Combine(old, "forlop.db"), place.Database);
        foreach (var file in Directory.GetFiles(old, "master.key*"))
        {
            File.Copy(file, Path.Combine(Path.GetDirectoryName(place.Options.KeyFile)!, Path.GetFileName(file)), overwrite: true);
        }

        await place.ReopenAsync();
        var verified = await place.Store.VerifyAsync();
        AssertLogWhole(verified);
        Assert.Equal(0, verified.SettingsEntries);
        Assert.True(verified.Commits > 0 && verified.Events > 0 && verified.SealedCommit == verified.Commits);

        Assert.Equal(1, (await place.Store.RecordSettingsAsync(Given.Access("havnes"), "amount: 6")).Version);
        await place.ReopenAsync();
        AssertLogWhole(await place.Store.VerifyAsync());
        using var backup = Database.Open(place.Database + ".schema-1.backup");
        Assert.Equal(1, backup.Number("PRAGMA user_version"));
    }

    [Fact]
    public void A_commit_without_settings_is_hashed_as_it_was_before_there_were_any()
    {
        byte[][] events = [SHA256.HashData([1]), SHA256.HashData([2])];
        byte[][] accesses = [SHA256.HashData([3])];

        var digest = new ChainHash().Digest(events, accesses, []);

        Assert.Equal(SHA256.HashData([.. "forlop/rows/1\n"u8, .. events[0], .. events[1], .. "\n"u8, .. accesses[0]]), digest);
        Assert.NotEqual(digest, new ChainHash().Digest(events, accesses, [SHA256.HashData([4])]));
        Assert.NotEqual(new ChainHash().Digest(events, [], accesses), digest);
    }

    // Whether the rules still fold an old history into the same state is for the recorded histories to say.
    private static void AssertLogWhole(VerifyLogResponse verified) =>
        Assert.DoesNotContain(verified.Findings, found => !found.StartsWith("Pathway ", StringComparison.Ordinal));
}
