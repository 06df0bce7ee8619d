using Forlop.Contracts.V1;
using Forlop.Storage.Tests.Kit;
using NodaTime;

namespace Forlop.Storage.Tests;

/// <content>What is found page by page, and what is followed.</content>
public abstract partial class StoreConformance
{
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
