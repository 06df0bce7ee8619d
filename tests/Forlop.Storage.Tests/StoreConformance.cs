using Forlop.Contracts.V1;
using Forlop.Pathways.Settings;
using Forlop.Storage.Tests.Kit;
using Google.Protobuf;
using NodaTime;

namespace Forlop.Storage.Tests;

/// <summary>What every store must do, whatever it keeps its rows in.</summary>
public abstract partial class StoreConformance(StoreFixture place) : IAsyncLifetime
{
    private static readonly LocalDate Today = new(2026, 11, 22);
    private static readonly PageRequest FirstPage = new(50, "");
    private static readonly TaskFilter EveryTask = new(null, null, OverdueOnly: false, Today, ServiceSettings.Default);

    private IPathwayStore Store => place.Store;

    public Task InitializeAsync() => place.ReopenAsync();

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Fact]
    public async Task A_committed_pathway_is_read_back_as_it_was_also_after_reopening()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var before = await Store.GetAsync(Given.Access(), id);
        await place.ReopenAsync();
        var after = await Store.GetAsync(Given.Access(), id);

        Assert.NotNull(before);
        Assert.Equal(before, after);
        Assert.Equal("child-1", after!.ChildReference);
        Assert.Equal(Given.BirthOn, after.Circumstances.BirthOn);
        Assert.Equal(2, after.Version);
    }

    [Fact]
    public async Task Settings_are_versions_of_their_own_service_and_only_a_change_makes_a_new_one()
    {
        var first = await Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        var same = await Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        var changed = await Store.RecordSettingsAsync(Given.Access(), "amount: 4");
        var back = await Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        var others = await Store.RecordSettingsAsync(Given.Access(Given.Fjellvik), "amount: 6");
        await place.ReopenAsync();

        Assert.Equal([1, 1, 2, 3, 1], new[] { first, same, changed, back, others }.Select(entry => entry.Version));
        Assert.Equal([first, changed, back, others], await Store.SettingsAsync());
        Assert.Equal((Given.Havnes, "fagsystem-1", "u-17", place.Calendar.GetUtcNow()), (first.TenantId, first.CallerId, first.Actor.UserId, first.RecordTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task An_event_names_the_settings_that_it_was_decided_under()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Store.CommitAsync(Given.Writing(id) with { SettingsVersion = 7 }, _ => Given.Noted()).Durably();

        Assert.Equal([0, 0, 7], (await Store.HistoryAsync(Given.Access(), id, FirstPage))!.Items.Select(entry => entry.SettingsVersion));
    }

    [Fact]
    public async Task A_receipt_names_what_was_stored()
    {
        var id = Given.NewId();
        var receipt = await Store.CommitAsync(Given.Opening(id), _ => Given.Opened("child-1")).Durably();
        var history = (await Store.HistoryAsync(Given.Access(), id, FirstPage))!.Items;

        Assert.Equal((Stage.Committed, id, 2L, 2), (receipt.Stage, receipt.PathwayId, receipt.Version, receipt.EventCount));
        Assert.Equal(receipt.FirstEventId, history[0].EventId);
        Assert.StartsWith($"1.{receipt.CommitNumber}.", receipt.FirstEventId, StringComparison.Ordinal);
        Assert.Equal(32, receipt.EventDigest.Length);
        Assert.InRange(receipt.CalculateSize(), 1, 300);
    }

    [Fact]
    public async Task History_comes_oldest_first_in_pages_with_everything_the_writer_adds()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        for (var i = 0; i < 5; i++)
        {
            await Store.CommitAsync(Given.Writing(id), _ => Given.Noted("n")).Durably();
        }

        var entries = new List<HistoryEntry>();
        for (var token = ""; entries.Count == 0 || token.Length > 0;)
        {
            var page = (await Store.HistoryAsync(Given.Access(), id, new PageRequest(3, token)))!;
            entries.AddRange(page.Items);
            token = page.NextToken;
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(i => (long)i), entries.Select(e => e.Version));
        Assert.All(entries, e => Assert.Equal((id, "u-17", "case-work"), (e.PathwayId, e.Actor.UserId, e.Actor.Purpose)));
        Assert.All(entries, e => Assert.Equal(place.Calendar.GetUtcNow(), e.RecordTime.ToDateTimeOffset()));
        Assert.Equal(entries.Count, entries.Select(e => e.EventId).Distinct().Count());
    }

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
    public async Task Another_tenant_sees_nothing_and_cannot_tell_it_from_what_is_not_there()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Store.OpenPathwayAsync("child-1", Given.Fjellvik); // the same child elsewhere is no conflict
        var other = Given.Access(Given.Fjellvik);

        Assert.Null(await Store.GetAsync(other, id));
        Assert.Null(await Store.HistoryAsync(other, id, FirstPage));
        Assert.IsType<CommitResult.NotFound>(await Store.CommitAsync(Given.Writing(id, Given.Fjellvik), _ => Given.Noted()));
        Assert.IsType<CommitResult.NotFound>(await Store.CommitAsync(Given.Writing(Given.NewId(), Given.Fjellvik), _ => Given.Noted()));
        Assert.DoesNotContain((await Store.ListAsync(other, FirstPage, openOnly: false)).Items, p => p.PathwayId == id);
        Assert.DoesNotContain((await Store.TasksAsync(other, EveryTask, FirstPage)).Items, t => t.PathwayId == id);
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
    public async Task Pathways_are_listed_newest_first_in_pages_and_the_open_ones_alone()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await Store.OpenPathwayAsync($"child-{i}"));
        }

        await Store.CommitAsync(Given.Writing(ids[3]), _ => Given.Ended()).Durably();
        Assert.Equal(Enumerable.Reverse(ids), await AllAsync(openOnly: false));
        Assert.Equal(Enumerable.Reverse(ids).Where(i => i != ids[3]), await AllAsync(openOnly: true));
    }

    [Fact]
    public async Task Tasks_come_by_day_in_pages_and_leave_when_the_pathway_closes()
    {
        var days = new[] { "2026-12-03", "2026-11-01", "2026-12-01", "2026-11-21", "2026-12-02" };
        var ids = new List<string>();
        foreach (var (day, i) in days.Select((d, i) => (d, i)))
        {
            ids.Add(await Store.OpenPathwayAsync($"child-{i}", dueOn: day));
        }

        var tasks = await TasksAsync(EveryTask);
        Assert.All(ids, id => Assert.Contains(tasks, t => t.PathwayId == id));
        Assert.Equal(tasks.Select(t => t.DueOn.Length == 0 ? "9" : t.DueOn).Order(StringComparer.Ordinal), tasks.Select(t => t.DueOn.Length == 0 ? "9" : t.DueOn));

        var overdue = await TasksAsync(EveryTask with { OverdueOnly = true });
        Assert.All(overdue, t => Assert.True(t.Overdue));
        Assert.Equal(tasks.Count(t => t.Overdue), overdue.Count);

        await Store.CommitAsync(Given.Writing(ids[0]), _ => Given.Ended()).Durably();
        Assert.DoesNotContain(await TasksAsync(EveryTask), t => t.PathwayId == ids[0]);
        Assert.Empty(await TasksAsync(EveryTask with { AssignedTo = "nobody" }));
    }

    [Fact]
    public async Task Deadlines_are_due_the_day_after_and_no_longer_once_closed()
    {
        var late = await Store.OpenPathwayAsync("child-1", dueOn: "2026-11-21");
        var later = await Store.OpenPathwayAsync("child-2", Given.Fjellvik, dueOn: "2026-11-20");
        await Store.OpenPathwayAsync("child-3", dueOn: "2026-11-22");

        Assert.Equal(
            [(Given.Fjellvik, later, "consideration", new LocalDate(2026, 11, 20)), (Given.Havnes, late, "consideration", new LocalDate(2026, 11, 21))],
            (await Store.DueDeadlinesAsync(Today, 10)).Select(due => (due.TenantId, due.PathwayId, due.DeadlineId, due.DueOn)));
        var first = Assert.Single(await Store.DueDeadlinesAsync(Today, 1));
        Assert.Equal(late, Assert.Single(await Store.DueDeadlinesAsync(Today, 10, after: first)).PathwayId);
        Assert.Empty(await Store.DueDeadlinesAsync(new LocalDate(2026, 11, 20), 10));
    }

    [Fact]
    public async Task Who_follows_gets_everything_then_everything_new_and_resumes_where_it_was()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Store.OpenPathwayAsync("child-9", Given.Fjellvik);
        var first = await FollowAsync("", 2);

        var waiting = FollowAsync(first[^1].Cursor, 3);
        Assert.False(waiting.IsCompleted);
        for (var i = 0; i < 3; i++)
        {
            await Store.CommitAsync(Given.Writing(id), _ => Given.Noted("n")).Durably();
        }

        var next = await waiting;
        await place.ReopenAsync();
        var resumed = await FollowAsync(next[0].Cursor, 2);

        Assert.Equal([1, 2, 3, 4, 5], first.Concat(next).Select(f => f.Entry.Version));
        Assert.Equal(next.Skip(1), resumed);
        Assert.All(first.Concat(next), f => Assert.Equal(id, f.Entry.PathwayId));
        Assert.Equal("child-1", first[0].Entry.PathwayOpened.ChildReference);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_is_not_ours_is_refused_everywhere(string token)
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var page = new PageRequest(1, token);
        await Assert.ThrowsAsync<CursorInvalidException>(() => Store.ListAsync(Given.Access(), page, openOnly: false));
        await Assert.ThrowsAsync<CursorInvalidException>(() => Store.HistoryAsync(Given.Access(), id, page));
        await Assert.ThrowsAsync<CursorInvalidException>(() => Store.TasksAsync(Given.Access(), EveryTask, page));
        await Assert.ThrowsAsync<CursorInvalidException>(() => FollowAsync(token, 1));
    }

    [Fact]
    public async Task A_token_of_one_list_does_not_fit_another()
    {
        await Store.OpenPathwayAsync("child-1");
        await Store.OpenPathwayAsync("child-2");
        var token = (await Store.ListAsync(Given.Access(), new PageRequest(1, ""), openOnly: false)).NextToken;
        await Assert.ThrowsAsync<CursorInvalidException>(() => Store.ListAsync(Given.Access(), new PageRequest(1, token), openOnly: true));
        await Assert.ThrowsAsync<CursorInvalidException>(() => Store.ListAsync(Given.Access(Given.Fjellvik), new PageRequest(1, token), openOnly: false));
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_the_writer_begins_changes_nothing()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CommitAsync(Given.Writing(id), _ => Given.Noted(), new CancellationToken(canceled: true)));
        Assert.Equal(2, (await Store.GetAsync(Given.Access(), id))!.Version);
    }

    [Fact]
    public async Task What_is_handed_out_can_be_changed_without_changing_the_store()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        (await Store.GetAsync(Given.Access(), id))!.ChildReference = "someone else";
        Assert.Equal("child-1", (await Store.GetAsync(Given.Access(), id))!.ChildReference);
    }

    private static (ByteString, bool) Repeat(CommitResult result)
    {
        var committed = Assert.IsType<CommitResult.Committed>(result);
        return (committed.Receipt.ToByteString(), committed.IsRepeat);
    }

    private static async Task<Exception?> Record(Func<Task> act) => await Xunit.Record.ExceptionAsync(act);

    private async Task<List<string>> AllAsync(bool openOnly)
    {
        var ids = new List<string>();
        for (var token = ""; ids.Count == 0 || token.Length > 0;)
        {
            var page = await Store.ListAsync(Given.Access(), new PageRequest(3, token), openOnly);
            ids.AddRange(page.Items.Select(p => p.PathwayId));
            token = page.NextToken;
        }

        return ids;
    }

    private async Task<List<WorklistTask>> TasksAsync(TaskFilter filter)
    {
        var tasks = new List<WorklistTask>();
        for (string? token = ""; token is not null;)
        {
            var page = await Store.TasksAsync(Given.Access(), filter, new PageRequest(2, token));
            tasks.AddRange(page.Items);
            token = page.NextToken.Length > 0 ? page.NextToken : null;
        }

        return tasks;
    }

    private async Task<List<Followed>> FollowAsync(string cursor, int count)
    {
        using var patience = new CancellationTokenSource(Given.Patience);
        var followed = new List<Followed>();
        await foreach (var next in Store.FollowAsync(Given.Access(), cursor, patience.Token))
        {
            followed.Add(next);
            if (followed.Count == count)
            {
                break;
            }
        }

        return followed;
    }
}
