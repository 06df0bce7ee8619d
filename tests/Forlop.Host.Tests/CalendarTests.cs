using Forlop.Contracts.V1;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace Forlop.Host.Tests;

/// <summary>The calendar clock and what passes with it.</summary>
public sealed class CalendarTests : IAsyncLifetime
{
    private readonly RunningSidecar sidecar = new();

    public Task InitializeAsync() => sidecar.InitializeAsync();

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    [Trait("Must", "OP-1")]
    public async Task A_date_that_passes_raises_a_flag_and_a_task_and_moves_nothing()
    {
        var client = new PathwayService.PathwayServiceClient(sidecar.As());
        var opened = (await client.OpenPathwayAsync(Requests.Open("late-1"))).Receipt;

        Assert.Equal(0, await SetAsync("2026-02-23"));
        Assert.Empty((await OverdueAsync()).Tasks);
        Assert.Equal(1, await SetAsync("2026-02-24"));
        Assert.Equal(0, await SetAsync("2026-02-25"));

        var pathway = (await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway;
        Assert.Equal(PathwayState.UnderConsideration, pathway.State);
        Assert.Equal(DeadlineState.Passed, pathway.Deadlines.Single().State);
        Assert.Contains((await OverdueAsync()).Tasks, task => task.Kind == TaskKind.DecideStart && task.PathwayId == opened.PathwayId);
        var entry = (await client.GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId })).Entries[^1];
        Assert.Equal((Role.System, "2026-02-24"), (entry.Actor.Role, entry.OccurredOn));
    }

    [Fact]
    public async Task What_passed_while_the_sidecar_was_down_is_caught_up_at_its_start()
    {
        var client = new PathwayService.PathwayServiceClient(sidecar.As());
        var opened = (await client.OpenPathwayAsync(Requests.Open("late-2"))).Receipt;
        await sidecar.StopAsync();
        await sidecar.StartAsync("2026-06-01");

        // SetClock answers when all that is due has been committed, whoever came first.
        await SetAsync("2026-06-01");
        var pathway = (await new PathwayService.PathwayServiceClient(sidecar.As()).GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway;
        Assert.Equal(DeadlineState.Passed, pathway.Deadlines.Single().State);
    }

    [Fact]
    public async Task A_damaged_pathway_keeps_neither_the_others_dates_nor_the_sidecar_from_going_on()
    {
        var client = new PathwayService.PathwayServiceClient(sidecar.As());
        var damaged = (await client.OpenPathwayAsync(Requests.Open("damaged-1"))).Receipt.PathwayId;
        var sound = (await client.OpenPathwayAsync(Requests.Open("sound-1"))).Receipt.PathwayId;
        await sidecar.StopAsync();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(sidecar.Data, "forlop.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE streams SET snapshot = zeroblob(length(snapshot)) WHERE stream_id = $id";
            command.Parameters.AddWithValue("$id", new Guid(damaged).ToByteArray(bigEndian: true));
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await sidecar.StartAsync("2026-06-01");
        await SetAsync("2026-06-02");

        var pathways = new PathwayService.PathwayServiceClient(sidecar.As());
        Assert.Equal(DeadlineState.Passed, (await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = sound })).Pathway.Deadlines.Single().State);
        await Assert.ThrowsAsync<RpcException>(async () => await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = damaged }));
        Assert.Equal(0, await SetAsync("2026-06-03"));
    }

    [Fact]
    [Trait("Must", "OP-1")]
    public async Task The_clock_is_never_set_back()
    {
        await SetAsync("2026-03-01");
        var fault = await Assert.ThrowsAsync<RpcException>(() => SetAsync("2026-02-28"));
        Assert.Equal(RefusalReason.ClockFixed, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Fact]
    [Trait("Must", "OP-1")]
    public async Task A_sidecar_with_a_real_clock_refuses_to_have_it_set()
    {
        await sidecar.StopAsync();
        await sidecar.StartAsync(today: null);
        var fault = await Assert.ThrowsAsync<RpcException>(() => SetAsync("2099-01-01"));
        Assert.Equal(RefusalReason.ClockFixed, RunningSidecar.RefusalOf(fault).Reason);
    }

    private async Task<int> SetAsync(string day) =>
        (await new OperatorService.OperatorServiceClient(sidecar.AsOperator()).SetClockAsync(new SetClockRequest { TodayOn = day })).DeadlinesPassed;

    private async Task<ListTasksResponse> OverdueAsync() =>
        await new WorklistService.WorklistServiceClient(sidecar.As()).ListTasksAsync(new ListTasksRequest { OverdueOnly = true });
}
