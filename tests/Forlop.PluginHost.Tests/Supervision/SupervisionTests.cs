using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Storage.Tests.Kit;
using Grpc.Core;

namespace Forlop.PluginHost.Tests.Supervision;

/// <summary>A plugin that fails, on a clock that the test moves.</summary>
public sealed class SupervisionTests : IAsyncLifetime
{
    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic } };

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly Folders folders = Folders.With("routing-sample");
    private PluginHouse? house;

    private PluginStatus Status => house!.Statuses.Single(status => status.PluginId == "routing-odd");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (house?.DisposeAsync() ?? ValueTask.CompletedTask);
        folders.Dispose();
    }

    [Fact]
    public async Task One_that_fails_several_times_is_started_anew_after_a_pause_that_doubles_and_is_then_given_up()
    {
        await OpenAsync("ThrowingPlugin");
        TimeSpan[] pauses = [.. new[] { 200, 400, 800, 1600, 3200 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];
        foreach (var (index, pause) in pauses.Index())
        {
            Assert.Equal((PluginState.Running, index), (Status.State, Status.Restarts));
            await FailFourTimesAsync();
            await Until.TrueAsync(() => Status.State == PluginState.Restarting);
            Assert.Equal(StatusCode.Unavailable, await AskAsync());
            Assert.Contains("ute av drift", house!.WhyDown("routing-odd")!.Nb, StringComparison.Ordinal);

            await AdvanceAsync(pause);
            await Until.TrueAsync(() => Status.State == PluginState.Running);
        }

        await FailFourTimesAsync();
        await Until.TrueAsync(() => Status.State == PluginState.Quarantined);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((PluginState.Quarantined, 5), (Status.State, Status.Restarts));
        Assert.Contains("etter 5 nye starter", Status.Problem.Nb, StringComparison.Ordinal);
        Assert.Contains("etter 5 nye startar", Status.Problem.Nn, StringComparison.Ordinal);
        Assert.DoesNotContain("Nordmann", Status.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 29), (Status.CallsAnswered, Status.CallsFailed));
        Assert.Single((await house!.Routing("routing-sample").RouteAsync(Question)).Suggestions);
        Assert.Null(house!.WhyDown("routing-sample"));
    }

    [Fact]
    public async Task One_whose_archive_is_down_is_left_in_peace_for_a_moment_and_never_started_anew()
    {
        AppContext.SetSwitch("routing-odd-down", true);
        await OpenAsync("DependentPlugin");
        await FailFourTimesAsync();
        await Until.TrueAsync(async () => (await FailureAsync()).Status.Detail.Contains("in peace", StringComparison.Ordinal));
        Assert.Equal((PluginState.Running, 0), (Status.State, Status.Restarts));

        AppContext.SetSwitch("routing-odd-down", false);
        Assert.Equal(StatusCode.Unavailable, await AskAsync());
        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(StatusCode.OK, await AskAsync());
        await Until.TrueAsync(async () => await AskAsync() == StatusCode.OK);
        Assert.Equal(StatusCode.OK, await AskAsync());
    }

    [Fact]
    public async Task One_that_runs_and_cannot_do_its_work_is_known_before_anybody_calls_it()
    {
        AppContext.SetSwitch("routing-odd-down", true);
        await OpenAsync("DependentPlugin");
        await Until.TrueAsync(() => Status.NotWell is not null); // asked as it started
        Assert.Equal((PluginState.Running, "Registeret svarer ikke."), (Status.State, Status.NotWell?.Nb));

        AppContext.SetSwitch("routing-odd-down", false);
        var changed = house!.Changed;
        await house.CheckAsync();
        Assert.Null(Status.NotWell);
        Assert.True(changed.IsCompleted);
        Assert.Equal((0, 0), (Status.CallsAnswered, Status.CallsFailed));
    }

    [Fact]
    public async Task One_that_never_says_whether_it_can_work_goes_on_working()
    {
        folders.AddOdd("UnsurePlugin");
        house = await folders.OpenAsync(options => options with { Supervision = new() { CheckPatience = TimeSpan.FromMilliseconds(10), ProbePatience = TimeSpan.FromSeconds(10) } });
        for (var round = 0; round < 2 * folders.Options.CallsInHand; round++)
            await house.CheckAsync();

        Assert.Equal((StatusCode.OK, 0), (await AskAsync(), Status.Restarts));
        Assert.Contains("Check", Status.NotWell.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_with_less_patience_than_the_host_says_nothing_of_the_plugin()
    {
        await OpenAsync("WaitingPlugin");
        for (var call = 0; call < 6; call++)
            Assert.Equal(StatusCode.DeadlineExceeded, await AskAsync(clock.GetUtcNow().UtcDateTime));

        Assert.Equal((PluginState.Running, 0, 0), (Status.State, Status.CallsFailed, Status.CallsAnswered));
    }

    private async Task OpenAsync(string type)
    {
        folders.AddOdd(type);
        house = await folders.OpenAsync(options => options with { Clock = clock });
        Assert.Equal(PluginState.Running, Status.State);
    }

    private async Task FailFourTimesAsync()
    {
        for (var call = 0; call < 4; call++)
            Assert.NotEqual(StatusCode.OK, await AskAsync());
    }

    // The wait begins a moment after the failure was told. Others may wait too: whoever asks an instance whether it is well.
    private async Task AdvanceAsync(TimeSpan pause)
    {
        await Until.TrueAsync(() => clock.IsAwaited(pause));
        clock.Advance(pause - TimeSpan.FromMilliseconds(1));
        Assert.Equal(PluginState.Restarting, Status.State);
        clock.Advance(TimeSpan.FromMilliseconds(1));
    }

    private Task<RpcException> FailureAsync() => Assert.ThrowsAsync<RpcException>(async () => await house!.Routing("routing-odd").RouteAsync(Question));

    private async Task<StatusCode> AskAsync(DateTime? deadline = null)
    {
        try
        {
            await house!.Routing("routing-odd").RouteAsync(Question, deadline: deadline);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
