using Forlop.Contracts.V1;

namespace Forlop.Host.Tests.Exchange;

/// <summary>Every night both sides are compared: what is missing is given once more, and what stays different is somebody's task until it is not.</summary>
public sealed class ReconcileTests
{
    [Fact]
    public async Task What_the_fagsystem_lost_it_gets_again_what_it_changed_is_a_task_and_what_it_alone_has_is_counted()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        var (lost, cut, changed, held) = (await fagsystem.OpenAsync("night-1"), await fagsystem.OpenAsync("night-2"), await fagsystem.OpenAsync("night-3"), await fagsystem.OpenAsync("night-4"));
        await Until.TrueAsync(() => new[] { lost, cut, changed, held }.All(pathway => fagsystem.HasAllAsync(pathway).Result));
        var first = (await fagsystem.HistoryAsync(changed)).Select(entry => entry.EventId).First();
        fagsystem.Delete($"{lost}.pathway");
        fagsystem.Write($"{cut}.pathway", fagsystem.Read($"{cut}.pathway")!.Split('\n')[0]);
        fagsystem.Write($"{changed}.pathway", fagsystem.Read($"{changed}.pathway")!.Replace(first, "0.0.0", StringComparison.Ordinal));
        fagsystem.Write("01990000-0000-7000-8000-000000000000.pathway", "0.0.1");

        await fagsystem.Sidecar.SetDayAsync("2026-01-13");

        Assert.True(await fagsystem.HasAllAsync(lost));
        Assert.True(await fagsystem.HasAllAsync(cut));
        var task = Assert.Single(await fagsystem.TasksAsync(changed), task => task.Kind == TaskKind.SettleDelivery);
        Assert.StartsWith("Fagsystemet har noe annet", task.Title.Nb, StringComparison.Ordinal);
        foreach (var other in new[] { lost, cut, held })
        {
            Assert.DoesNotContain(await fagsystem.TasksAsync(other), task => task.Kind == TaskKind.SettleDelivery);
        }

        var backlog = Assert.Single((await fagsystem.PluginAsync()).Backlogs);
        Assert.Equal((1, "2026-01-13"), (backlog.Strangers, backlog.ComparedOn));

        await fagsystem.Sidecar.SetDayAsync("2026-01-14"); // it is still so, and still one task
        Assert.Single(await fagsystem.TasksAsync(changed), task => task.Kind == TaskKind.SettleDelivery);
        fagsystem.Write($"{changed}.pathway", fagsystem.Read($"{changed}.pathway")!.Replace("0.0.0", first, StringComparison.Ordinal));
        fagsystem.Delete("01990000-0000-7000-8000-000000000000.pathway");
        await fagsystem.Sidecar.SetDayAsync("2026-01-15");
        Assert.DoesNotContain(await fagsystem.TasksAsync(changed), task => task.Kind == TaskKind.SettleDelivery);
        Assert.Equal(0, (await fagsystem.PluginAsync()).Backlogs.Single().Strangers);
    }

    [Fact]
    public async Task What_the_fagsystem_changed_stays_a_task_while_it_takes_nothing_more_of_the_pathway()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        var changed = await fagsystem.OpenAsync("night-7");
        await Until.TrueAsync(() => fagsystem.HasAllAsync(changed).Result);
        fagsystem.Write($"{changed}.pathway", fagsystem.Read($"{changed}.pathway")!.Replace((await fagsystem.HistoryAsync(changed))[0].EventId, "0.0.0", StringComparison.Ordinal));
        await fagsystem.Sidecar.SetDayAsync("2026-01-13");
        fagsystem.Write($"{changed}.refuse", "FailedPrecondition");
        await new PathwayService.PathwayServiceClient(fagsystem.Sidecar.As()).RecordParticipationAsync(Requests.Participation(changed));
        await Until.TrueAsync(() => fagsystem.TasksAsync(changed).Result.Count(task => task.Kind == TaskKind.SettleDelivery) == 2);

        await fagsystem.Sidecar.SetDayAsync("2026-01-14");

        Assert.Equal(2, (await fagsystem.TasksAsync(changed)).Count(task => task.Kind == TaskKind.SettleDelivery));
    }

    [Fact]
    public async Task What_is_held_back_is_no_difference_and_a_night_that_was_missed_is_made_up_for()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        fagsystem.Write("all.refuse", "Unavailable"); // until it is settled which pathway gets stuck
        var (stuck, lost) = (await fagsystem.OpenAsync("night-5"), await fagsystem.OpenAsync("night-6"));
        fagsystem.Write($"{stuck}.refuse", "FailedPrecondition");
        fagsystem.Delete("all.refuse");
        await Until.TrueAsync(() => fagsystem.HasAllAsync(lost).Result && fagsystem.TasksAsync(stuck).Result.Any(task => task.Kind == TaskKind.SettleDelivery));
        fagsystem.Delete($"{lost}.pathway");

        await fagsystem.RestartAsync("2026-01-16");
        await Until.TrueAsync(() => fagsystem.HasAllAsync(lost).Result);

        Assert.True(await fagsystem.HasAllAsync(lost));
        await Until.TrueAsync(() => fagsystem.PluginAsync().Result.Backlogs.Single().ComparedOn == "2026-01-16");
        Assert.Equal("2026-01-16", (await fagsystem.PluginAsync()).Backlogs.Single().ComparedOn);
        Assert.Equal(HandoverProblem.NeedsSomebody, (await fagsystem.HistoryAsync(stuck)).Single(entry => entry.DeliveryParked is not null).DeliveryParked.Problem);
    }
}
