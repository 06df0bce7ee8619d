using Forlop.Contracts.V1;
using Forlop.Storage.Tests.Kit;
using Google.Protobuf;

namespace Forlop.Storage.Tests;

/// <content>What becomes of a command: once, alone, and only as a whole.</content>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_repeat_gets_the_same_receipt_byte_for_byte_after_reopening_and_closing()
    {
        var (id, opening, writing) = (Given.NewId(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var opened = await Store.CommitAsync(Given.Opening(id, requestId: opening), _ => Given.Opened("child-1")).Durably();
        var written = await Store.CommitAsync(Given.Writing(id, requestId: writing), _ => Given.Noted()).Durably();
        await Store.CommitAsync(Given.Writing(id), _ => Given.Ended()).Durably();
        await place.ReopenAsync();

        // A repeat of a creating command comes with a new id that the host made up again.
        var again = await Store.CommitAsync(Given.Opening(Given.NewId(), requestId: opening), _ => throw new InvalidOperationException());
        var twice = await Store.CommitAsync(Given.Writing(id, requestId: writing, expected: 1), _ => throw new InvalidOperationException());

        Assert.Equal((opened.ToByteString(), true), Repeat(again));
        Assert.Equal((written.ToByteString(), true), Repeat(twice));
    }

    [Fact]
    public async Task A_request_id_with_other_content_is_refused()
    {
        var (id, opening, writing) = (Given.NewId(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.CommitAsync(Given.Opening(id, requestId: opening), _ => Given.Opened("child-1")).Durably();
        await Store.CommitAsync(Given.Writing(id, requestId: writing), _ => Given.Noted()).Durably();

        Assert.IsType<CommitResult.RequestIdReused>(
            await Store.CommitAsync(Given.Opening(Given.NewId(), requestId: opening, content: "other"), _ => Given.Opened("child-2")));
        Assert.IsType<CommitResult.RequestIdReused>(
            await Store.CommitAsync(Given.Writing(id, requestId: writing, content: "other"), _ => Given.Noted()));
        Assert.Equal(3, (await Store.GetAsync(Given.Access(), id))!.Version);
    }

    [Fact]
    public async Task A_refusal_stores_no_receipt_so_that_the_same_request_can_succeed_later()
    {
        var (id, request) = (await Store.OpenPathwayAsync("child-1"), Guid.CreateVersion7());
        var refused = await Store.CommitAsync(Given.Writing(id, requestId: request), _ => Given.Refused());
        Assert.Equal(RefusalReason.NotPermittedNow, Assert.IsType<CommitResult.Refused>(refused).Refusal.Reason);
        await Store.CommitAsync(Given.Writing(id, requestId: request), _ => Given.Noted()).Durably();
    }

    [Fact]
    public async Task Commands_at_once_on_one_pathway_all_succeed_and_share_commits()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Store.CommitAsync(Given.Writing(id), _ => Given.Noted()).Durably())));

        Assert.Equal(Enumerable.Range(3, 200).Select(v => (long)v), receipts.Select(r => r.Version).Order());
        Assert.InRange(receipts.Select(r => r.CommitNumber).Distinct().Count(), 1, 100);
        Assert.Equal(202, (await Store.GetAsync(Given.Access(), id))!.Version);
    }

    [Fact]
    public async Task An_expected_version_that_is_not_the_current_one_is_answered_with_the_current_pathway()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var stale = await Store.CommitAsync(Given.Writing(id, expected: 1), _ => Given.Noted());
        Assert.Equal(2, Assert.IsType<CommitResult.VersionMismatch>(stale).Current.Version);
        Assert.Equal(3, (await Store.CommitAsync(Given.Writing(id, expected: 2), _ => Given.Noted()).Durably()).Version);
    }

    [Fact]
    public async Task A_decision_that_throws_fails_alone()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Record(
            () => Store.CommitAsync(Given.Writing(id), _ => i == 7 ? throw new TimeZoneNotFoundException() : Given.Noted()))));

        Assert.IsType<TimeZoneNotFoundException>(Assert.Single(results, r => r is not null));
        Assert.Equal(21, (await Store.GetAsync(Given.Access(), id))!.Version);
    }

    [Fact]
    public async Task An_event_that_cannot_be_stored_fails_alone_and_leaves_nothing()
    {
        var id = Given.NewId();
        var wrong = Record(() => Store.CommitAsync(Given.Opening(id), _ => Given.Opened("child-1", dueOn: "soon")));
        var right = Store.OpenPathwayAsync("child-2");

        Assert.NotNull(await wrong);
        await right;
        Assert.Null(await Store.GetAsync(Given.Access(), id));
    }

    [Fact]
    public async Task The_open_pathway_of_a_child_is_found_within_the_batch_so_that_there_is_only_one()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.CommitAsync(
            Given.Opening(Given.NewId()), reader => reader.OpenPathwayOf("child-1") is null ? Given.Opened("child-1") : Given.Refused()))));

        Assert.Single(results.OfType<CommitResult.Committed>());
        Assert.Equal(19, results.OfType<CommitResult.Refused>().Count());
    }

    [Fact]
    public async Task A_second_open_pathway_is_never_stored_even_when_the_decision_forgot_to_look()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(Given.Opening(Given.NewId()), _ => Given.Opened("child-1")));

        await Store.CommitAsync(Given.Writing(id), _ => Given.Ended()).Durably();
        await Store.OpenPathwayAsync("child-1");
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_the_writer_begins_changes_nothing()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CommitAsync(Given.Writing(id), _ => Given.Noted(), new CancellationToken(canceled: true)));
        Assert.Equal(2, (await Store.GetAsync(Given.Access(), id))!.Version);
    }
}
