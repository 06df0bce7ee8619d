using Forlop.Contracts.V1;
using Forlop.Storage.Sqlite;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <summary>AU-1: a changed, removed, exchanged or cut-off row is reported.</summary>
public sealed class SqliteVerificationTests : IAsyncLifetime
{
    private readonly SqliteFixture place = new();
    private string id = "";

    public async Task InitializeAsync()
    {
        await place.ReopenAsync();
        id = await place.Store.OpenPathwayAsync("child-1");
        await place.Store.OpenPathwayAsync("child-2", Given.Fjellvik);
        for (var i = 0; i < 3; i++)
        {
            await place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted("note")).Durably();
        }

        await place.Store.GetAsync(Given.Access(), id);
    }

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Fact]
    public async Task An_untouched_log_is_whole_and_every_row_was_counted()
    {
        await place.ReopenAsync();
        var verified = await place.Store.VerifyAsync();
        Assert.Empty(verified.Findings);
        Assert.True(verified.Whole);
        Assert.Equal((6, 7, 6), (verified.Commits, verified.Events, verified.AccessEntries));
        Assert.Equal(6, verified.SealedCommit);
        Assert.Equal(place.Calendar.GetUtcNow(), verified.SealedTime.ToDateTimeOffset());
    }

    [Theory]
    [InlineData("UPDATE events SET payload = substr(payload, 1, length(payload) - 1) || x'7f' WHERE version = 3", "does not match its hash")]
    [InlineData("UPDATE access SET payload = replace(payload, cast('u-17' AS BLOB), cast('u-18' AS BLOB)) WHERE rowid = (SELECT min(position) FROM access)", "does not match its hash")]
    [InlineData("UPDATE events SET hash = randomblob(32) WHERE version = 3", "does not match its hash")]
    [InlineData("DELETE FROM events WHERE version = 4", "do not match its digest")]
    [InlineData("DELETE FROM events WHERE version = 5", "lacks|do not match its digest")]
    [InlineData("DELETE FROM access WHERE position = (SELECT max(position) FROM access)", "do not match its digest")]
    [InlineData("DELETE FROM commits WHERE commit_no = 2", "Commit 2 is missing")]
    [InlineData("DELETE FROM commits WHERE commit_no = 2", "belongs to no commit")]
    [InlineData("UPDATE commits SET record_time = record_time - 1 WHERE commit_no = 2", "Commit 2 does not match its hash")]
    [InlineData("UPDATE events SET stream = 3 - stream WHERE version = 2", "does not match its hash")]
    [InlineData("UPDATE events SET previous = 0 WHERE version = 4", "one line of versions|reach")]
    [InlineData("INSERT INTO access SELECT position + 1, tenant, hash, payload FROM access WHERE position = (SELECT max(position) FROM access)", "do not match its digest")]
    [InlineData("UPDATE streams SET version = 4 WHERE version = 5", "cannot be read|is stored with version")]
    [InlineData("UPDATE streams SET snapshot = (SELECT snapshot FROM streams WHERE stream = 2), version = 2 WHERE stream = 1", "cannot be read")]
    [InlineData("UPDATE streams SET index_rows = x'ff' WHERE stream = 1", "or its history, cannot be read")]
    [InlineData("UPDATE streams SET child_hmac = randomblob(32) WHERE stream = 1", "not found under its child")]
    [InlineData("UPDATE streams SET is_open = 0 WHERE stream = 1", "wrongly counted as open or ended")]
    [InlineData("DELETE FROM streams WHERE stream = 2", "belongs to a pathway that is not there")]
    [InlineData("DELETE FROM tasks", "rows among tasks, timers and open filings")]
    [InlineData("DELETE FROM timers", "rows among tasks, timers and open filings")]
    [InlineData("INSERT INTO tasks VALUES (1, 20261201, 1, 99, '', '', '')", "a task that no pathway has")]
    [InlineData("INSERT INTO timers VALUES (20261201, 1, 'x')", "a timer that no pathway has")]
    [InlineData("UPDATE counters SET value = value + 1 WHERE name = 'event.pathway_opened'", "counter event.pathway_opened")]
    public async Task A_row_that_was_touched_is_reported(string tampering, string finding)
    {
        await place.CloseAndAsync(db => db.Execute(tampering));
        await place.ReopenAsync();
        await AssertFoundAsync(finding);
    }

    [Fact]
    public async Task Two_rows_that_were_exchanged_are_reported()
    {
        await place.CloseAndAsync(db => db.Execute("""
            CREATE TEMP TABLE pair AS SELECT position, payload, hash FROM events WHERE version IN (3, 4) AND stream = 1;
            UPDATE events SET (payload, hash) = (SELECT payload, hash FROM pair WHERE pair.position <> events.position)
            WHERE position IN (SELECT position FROM pair);
            """));
        await place.ReopenAsync();
        await AssertFoundAsync("does not match its hash");
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_cleanly_is_reported_also_after_the_log_has_grown_again()
    {
        await place.CloseAndAsync(db => db.Execute("""
            DELETE FROM commits WHERE commit_no = 6;
            DELETE FROM access WHERE position >= 6 << 20;
            """));
        await place.ReopenAsync();
        await AssertFoundAsync("cut off or rewritten");

        await place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted("note")).Durably();
        await place.ReopenAsync();
        await AssertFoundAsync("cut off or rewritten");
    }

    [Fact]
    public async Task A_chain_that_was_recomputed_after_a_change_is_reported()
    {
        await place.CloseAndAsync(db =>
        {
            var hash = new Chain.ChainHash();
            var log = new Sqlite.Tables.LogTables(db);
            var previous = new byte[32];
            foreach (var commit in log.Commits(0, 100))
            {
                var changed = hash.Commit(commit.Number, commit.RecordTime - 1, commit.Digest, previous);
                db.Execute($"UPDATE commits SET record_time = record_time - 1, prev_hash = x'{Convert.ToHexString(previous)}', hash = x'{Convert.ToHexString(changed)}' WHERE commit_no = {commit.Number}");
                previous = changed;
            }
        });
        await place.ReopenAsync();
        var findings = await AssertFoundAsync("cut off or rewritten");
        Assert.Single(findings); // the chain itself is consistent: only the seal tells
    }

    [Fact]
    public async Task Sealed_heads_that_were_removed_or_forged_are_reported()
    {
        var heads = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(place.Options.KeyFile)!, "*.heads"));
        await place.Store.DisposeAsync();
        await File.WriteAllTextAsync(heads, (await File.ReadAllTextAsync(heads)).Replace(" 6 ", " 5 ", StringComparison.Ordinal));
        await place.ReopenAsync();
        await AssertFoundAsync("not sealed with this key");

        await place.Store.DisposeAsync();
        File.Delete(heads);
        await place.ReopenAsync();
        await place.ReopenAsync();
        await AssertFoundAsync("sealed heads were missing");
    }

    [Fact]
    public async Task The_head_is_sealed_every_minute_in_which_something_was_committed()
    {
        Assert.Equal(0, (await place.Store.VerifyAsync()).SealedCommit);
        place.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(6, (await place.Store.VerifyAsync()).SealedCommit);
    }

    [Fact]
    public async Task Verification_and_commands_go_on_side_by_side()
    {
        var verifying = place.Store.VerifyAsync();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted()).Durably()));
        Assert.Equal(50, receipts.Length);
        Assert.Empty((await verifying).Findings);
        Assert.Empty((await place.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Findings_end_at_a_hundred()
    {
        for (var i = 0; i < 120; i++)
        {
            await place.Store.GetAsync(Given.Access(), id);
        }

        await place.CloseAndAsync(db => db.Execute("UPDATE access SET hash = randomblob(32)"));
        await place.ReopenAsync();
        Assert.Equal(100, (await place.Store.VerifyAsync()).Findings.Count);
    }

    private async Task<IReadOnlyList<string>> AssertFoundAsync(string finding)
    {
        var verified = await place.Store.VerifyAsync();
        Assert.Equal(finding.Length == 0, verified.Whole);
        Assert.True(
            finding.Length == 0 || verified.Findings.Any(f => finding.Split('|').Any(part => f.Contains(part, StringComparison.Ordinal))),
            string.Join('\n', verified.Findings));
        return verified.Findings;
    }
}
