using Forlop.Contracts.V1;
using Forlop.Storage.Sqlite;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <summary>What becomes of callers when the disk fails or fills.</summary>
public sealed class SqliteFaultTests : IAsyncLifetime
{
    private readonly SqliteFixture place = new();
    private Action beforeCommit = () => { };

    public SqliteFaultTests() => place.Options = place.Options with { BeforeCommit = () => beforeCommit() };

    public Task InitializeAsync() => place.ReopenAsync();

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Fact]
    public async Task A_failed_write_latches_and_nothing_of_it_is_there_after_a_restart()
    {
        var id = await place.Store.OpenPathwayAsync("child-1");
        beforeCommit = () => throw new IOException("the disk is gone");
        var waiting = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted())));
        Assert.All(waiting, w => Assert.IsType<CommitResult.OutcomeUnknown>(w));
        Assert.IsType<IOException>(await place.Store.Faulted.WaitAsync(Given.Patience));

        beforeCommit = () => { }; // it is not tried again, although it would work
        Assert.IsType<CommitResult.OutcomeUnknown>(await place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted()));
        Assert.Equal(6, (await Assert.ThrowsAsync<StoreException>(() => place.Store.GetAsync(Given.Access(), id))).ExitCode);

        await place.ReopenAsync();
        Assert.Equal(2, (await place.Store.GetAsync(Given.Access(), id))!.Version);
        Assert.Empty((await place.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Who_follows_learns_that_the_store_has_latched()
    {
        var id = await place.Store.OpenPathwayAsync("child-1");
        var following = Task.Run(async () =>
        {
            await foreach (var followed in place.Store.FollowAsync(Given.Access(), ""))
            {
                beforeCommit = () => throw new IOException();
                await place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted());
            }
        });
        Assert.Equal(6, (await Assert.ThrowsAsync<StoreException>(() => following.WaitAsync(Given.Patience))).ExitCode);
    }

    [Fact]
    public async Task A_full_disk_refuses_commands_answers_reads_and_heals()
    {
        var id = await place.Store.OpenPathwayAsync("child-1");
        await FillAsync();
        var request = Guid.CreateVersion7();
        var full = await CommitUntilFullAsync(id, request);
        var version = (await place.Store.GetAsync(Given.Access(), id))!.Version;
        Assert.NotNull(await place.Store.GetAsync(Given.Access(), id));
        Assert.False(place.Store.Faulted.IsCompleted);

        await MakeRoomAsync();
        var receipt = await place.Store.CommitAsync(Given.Writing(id, requestId: full), _ => Given.Noted()).Durably();
        Assert.Equal(version + 1, receipt.Version);
        await place.ReopenAsync();
        Assert.Empty((await place.Store.VerifyAsync()).Findings);
        Assert.Equal(version + 1, (await place.Store.GetAsync(Given.Access(), id))!.Version);
    }

    [Fact]
    public async Task Reads_on_a_full_disk_are_entered_in_the_log_when_there_is_room_and_refused_when_too_many_wait()
    {
        place.Options = place.Options with { WaitingAccessEntries = 3 };
        await place.ReopenAsync();
        var id = await place.Store.OpenPathwayAsync("child-1");
        await FillAsync();
        await CommitUntilFullAsync(id, Guid.CreateVersion7());
        var before = (await place.Store.VerifyAsync()).AccessEntries;
        var shown = 0;
        StoreException? refused = null;
        while (refused is null)
        {
            refused = await Record.ExceptionAsync(() => place.Store.GetAsync(Given.Access(), id)) as StoreException;
            shown += refused is null ? 1 : 0;
        }

        Assert.Equal(7, refused.ExitCode);
        await MakeRoomAsync();
        await place.Store.RecordAccessAsync(Given.Access(), AccessOutcome.Denied);
        var verified = await place.Store.VerifyAsync();
        Assert.Empty(verified.Findings);
        Assert.Equal(before + shown + 1, verified.AccessEntries);
    }

    [Fact]
    public async Task What_waits_when_the_store_closes_is_still_done()
    {
        var id = await place.Store.OpenPathwayAsync("child-1");
        var waiting = Enumerable.Range(0, 50).Select(_ => place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted())).ToList();
        await place.Store.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), w => Assert.IsType<CommitResult.Committed>(w));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => place.Store.GetAsync(Given.Access(), id));
    }

    // SQLite itself says full when the file may not grow: no part of it is pretended.
    private Task FillAsync() => OnWriterAsync(db => db.Execute($"PRAGMA max_page_count = {db.Number("PRAGMA page_count")}"));

    private Task MakeRoomAsync() => OnWriterAsync(db => db.Execute("PRAGMA max_page_count = 1000000"));

    private Task OnWriterAsync(Action<Database> act) => ((SqlitePathwayStore)place.Store).OnWriterAsync(act);

    /// <summary>Existing pages have some room left: writes until they have none.</summary>
    private async Task<Guid> CommitUntilFullAsync(string id, Guid request)
    {
        for (var i = 0; i < 10_000; i++)
        {
            if (await place.Store.CommitAsync(Given.Writing(id, requestId: request), _ => Given.Noted()) is CommitResult.StoreFull)
            {
                return request;
            }

            request = Guid.CreateVersion7();
        }

        throw new InvalidOperationException("The disk never filled.");
    }
}
