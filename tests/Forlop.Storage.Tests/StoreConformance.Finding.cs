using Forlop.Contracts.V1;
using Forlop.Storage.Tests.Kit;
using NodaTime;

namespace Forlop.Storage.Tests;

/// <summary>What is found by other things than its id, and what reaches over several pathways.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_birthday_is_found_in_its_month_and_is_not_told_by_any_row()
    {
        // Born on 14 March 2012: fifteen in 2027.
        var id = await Store.OpenPathwayAsync("child-1", dueOn: "2099-01-01");

        Assert.Empty(await Store.DueDeadlinesAsync(new LocalDate(2027, 3, 13), 10));
        var due = Assert.Single(await Store.DueDeadlinesAsync(new LocalDate(2027, 3, 14), 10));
        Assert.Equal((id, "age-15", new LocalDate(2027, 3, 1)), (due.PathwayId, due.DeadlineId, due.DueOn));
    }

    [Fact]
    public async Task A_referral_is_found_by_the_code_on_its_slip_and_only_by_its_own_service()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Store.CommitAsync(Given.Writing(id), _ => Given.Prepared("7KQM2XWPD")).Durably();
        await place.ReopenAsync();

        Assert.Equal((id, "e1"), await FoundAsync("7KQM2XWPD"));
        Assert.Null(await FoundAsync("7KQM2XWPE"));
        Assert.Null(await FoundAsync("7KQM2XWPD", Given.Fjellvik));
    }

    [Fact]
    public async Task A_decision_can_ask_for_the_whole_history_also_of_what_its_batch_mates_wrote()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var seen = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.CommitAsync(Given.Writing(id), reader =>
        {
            seen.Add(reader.History().Count);
            Assert.Equal(Enumerable.Range(1, seen[^1]).Select(version => (long)version), reader.History().Select(entry => entry.Version));
            return Given.Noted("secret");
        }).Durably()));

        Assert.Equal(Enumerable.Range(2, 20), seen);
    }

    [Fact]
    public async Task Tasks_are_found_by_the_unit_of_whoever_opened_the_pathway()
    {
        var id = await Store.OpenPathwayAsync("child-1");

        Assert.All(await TasksAsync(EveryTask with { Unit = "mottak" }), task => Assert.Equal((id, "mottak"), (task.PathwayId, task.Unit)));
        Assert.NotEmpty(await TasksAsync(EveryTask with { Unit = "mottak" }));
        Assert.Empty(await TasksAsync(EveryTask with { Unit = "ungdom" }));
    }

    private async Task<(string, string)?> FoundAsync(string code, string tenant = Given.Havnes) =>
        await Store.FindByReplyCodeAsync(Given.Access(tenant), code) is var (pathwayId, engagement) ? (pathwayId, engagement.EngagementId) : null;
}
