using Forlop.Contracts.V1;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A fagsystem gets every event of every pathway, in the pathway's order and at least once.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Every_event_arrives_in_its_order_and_nothing_comes_of_hearing_it_twice()
    {
        await using var fagsystem = await FagsystemAsync();
        var (one, two) = (await fagsystem.OpenAsync("delivery-1"), await fagsystem.OpenAsync("delivery-2"));
        await ParticipateAsync(fagsystem, one);
        await fagsystem.IdleAsync();
        await ParticipateAsync(fagsystem, two);
        await fagsystem.IdleAsync();

        await HoldsAllAsync(fagsystem, one);
        await HoldsAllAsync(fagsystem, two);
        Assert.Empty((await fagsystem.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_fagsystem_that_is_down_gets_everything_when_it_is_up_also_what_came_before_a_restart()
    {
        await using var fagsystem = await FagsystemAsync();
        fagsystem.Write("all.refuse", "Unavailable");
        var pathway = await fagsystem.OpenAsync("delivery-3");
        await fagsystem.IdleAsync();
        Assert.Null(fagsystem.Read($"{pathway}.pathway"));
        Assert.DoesNotContain(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);

        await fagsystem.RestartAsync();
        await ParticipateAsync(fagsystem, pathway);
        fagsystem.Delete("all.refuse");

        await CatchesUpAsync(fagsystem, pathway);
    }

    [Theory]
    [Trait("Trap", "23")]
    [InlineData("NotFound", HandoverProblem.ChildUnknown)]
    [InlineData("FailedPrecondition", HandoverProblem.NeedsSomebody)]
    [InlineData("Internal", HandoverProblem.PluginFault)]
    public async Task One_pathway_that_is_not_taken_is_held_back_with_a_task_and_the_others_go_on(string status, HandoverProblem problem)
    {
        await using var fagsystem = await FagsystemAsync();
        fagsystem.Write("all.refuse", "Unavailable"); // until it is settled which pathway gets stuck
        var (stuck, other) = (await fagsystem.OpenAsync("delivery-4"), await fagsystem.OpenAsync("delivery-5"));
        fagsystem.Write($"{stuck}.refuse", status);
        fagsystem.Delete("all.refuse");
        await CatchesUpAsync(fagsystem, other);
        await Until.TrueAsync(() => fagsystem.TasksAsync(stuck).Result.Any(task => task.Kind == TaskKind.SettleDelivery));
        await ParticipateAsync(fagsystem, other);
        await ParticipateAsync(fagsystem, stuck);
        await fagsystem.IdleAsync();

        await HoldsAllAsync(fagsystem, other);
        Assert.Null(fagsystem.Read($"{stuck}.pathway"));
        Assert.Single(await fagsystem.TasksAsync(stuck), task => task.Kind == TaskKind.SettleDelivery);
        Assert.Equal(problem, (await fagsystem.HistoryAsync(stuck)).Single(entry => entry.DeliveryParked is not null).DeliveryParked.Problem);

        await fagsystem.RestartAsync(); // it is still held back then, and still one task
        await fagsystem.IdleAsync();
        Assert.Single(await fagsystem.TasksAsync(stuck), task => task.Kind == TaskKind.SettleDelivery);

        fagsystem.Delete($"{stuck}.refuse");
        await fagsystem.CompleteAsync(stuck, TaskKind.SettleDelivery);
        await CatchesUpAsync(fagsystem, stuck);
        Assert.DoesNotContain(await fagsystem.TasksAsync(stuck), task => task.Kind == TaskKind.SettleDelivery);
    }

    [Fact]
    public async Task One_that_is_held_back_beside_one_that_cannot_be_reached_is_not_forgotten_when_that_one_gets_through()
    {
        await using var fagsystem = await FagsystemAsync();
        fagsystem.Write("all.refuse", "Unavailable");
        var (stuck, other) = (await fagsystem.OpenAsync("delivery-7"), await fagsystem.OpenAsync("delivery-8"));
        fagsystem.Write($"{stuck}.refuse", "FailedPrecondition");
        fagsystem.Write($"{other}.refuse", "Unavailable");
        fagsystem.Delete("all.refuse");
        await Until.TrueAsync(() => fagsystem.TasksAsync(stuck).Result.Any(task => task.Kind == TaskKind.SettleDelivery));

        fagsystem.Delete($"{other}.refuse");
        await CatchesUpAsync(fagsystem, other);
        fagsystem.Delete($"{stuck}.refuse"); // which is not tried for an hour, unless the sidecar starts anew
        await fagsystem.RestartAsync();
        await CatchesUpAsync(fagsystem, stuck); // and nothing happened in it meanwhile
    }

    [Fact]
    public async Task A_fagsystem_that_lost_what_it_had_asks_for_the_gap_and_gets_it()
    {
        await using var fagsystem = await FagsystemAsync();
        var pathway = await fagsystem.OpenAsync("delivery-6");
        await CatchesUpAsync(fagsystem, pathway);

        fagsystem.Delete($"{pathway}.pathway");
        await ParticipateAsync(fagsystem, pathway);

        await CatchesUpAsync(fagsystem, pathway);
    }

    private static Task<ExchangeSidecar> FagsystemAsync() => ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");

    private static async Task ParticipateAsync(ExchangeSidecar fagsystem, string pathway) =>
        await new PathwayService.PathwayServiceClient(fagsystem.Sidecar.As()).RecordParticipationAsync(Requests.Participation(pathway));

    private static async Task CatchesUpAsync(ExchangeSidecar fagsystem, string pathway)
    {
        await Until.TrueAsync(() => fagsystem.Read($"{pathway}.pathway")?.Split('\n').Length == fagsystem.HistoryAsync(pathway).Result.Count);
        await fagsystem.IdleAsync(); // that it goes on again is an event too
        await HoldsAllAsync(fagsystem, pathway);
    }

    private static async Task HoldsAllAsync(ExchangeSidecar fagsystem, string pathway) =>
        Assert.Equal((await fagsystem.HistoryAsync(pathway)).Select(entry => entry.EventId), fagsystem.Read($"{pathway}.pathway")!.Split('\n'));
}
