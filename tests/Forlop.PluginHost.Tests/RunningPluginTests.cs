using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

public sealed class RunningPluginTests
{
    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic } };

    [Fact]
    public async Task The_sample_of_the_guide_is_loaded_from_its_built_folder_routes_and_is_unloaded()
    {
        using var folders = Folders.With("routing-sample");
        await using var house = await folders.OpenAsync();

        Assert.Equal((PluginState.Running, null), (house.Statuses.Single().State, house.Statuses.Single().Problem));
        var answer = await house.RoutingFor("havnes").Single().Client.RouteAsync(Question);
        Assert.Equal("everything-to-the-nurse", answer.Suggestions.Single().RuleId);
        Assert.Empty(await house.CloseAsync());
        Assert.Empty(Directory.EnumerateDirectories(folders.Options.StagingDirectory));
    }

    [Fact]
    public async Task The_sample_is_one_class_of_twenty_lines_and_the_guide_quotes_it()
    {
        var source = (await File.ReadAllTextAsync(Path.Combine(Folders.Repository, "tests/TestPlugins/routing-sample/SamplePlugin.cs"))).ReplaceLineEndings("\n");
        var sample = source[source.IndexOf("[Plugin(", StringComparison.Ordinal)..].Trim();

        Assert.InRange(sample.Split('\n').Length, 1, 20);
        Assert.Contains(source.Trim(), await File.ReadAllTextAsync(Path.Combine(Folders.Repository, "plugins/README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ThrowingPlugin", StatusCode.Internal)]
    [InlineData("SilentPlugin", StatusCode.Internal)] // RO-1
    [InlineData("ReasonlessPlugin", StatusCode.Internal)] // RO-3
    [Trait("Must", "RO-1")]
    [Trait("Must", "RO-3")]
    public async Task A_plugin_that_breaks_the_contract_fails_alone_and_leaks_nothing_of_the_person(string type, StatusCode status)
    {
        using var folders = Folders.With("routing-sample");
        folders.AddOdd(type);
        await using var house = await folders.OpenAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await house.Routing("routing-odd").RouteAsync(Question));
        Assert.Equal(status, failure.StatusCode);
        Assert.DoesNotContain("Nordmann", failure.ToString(), StringComparison.Ordinal);
        Assert.Single((await house.Routing("routing-sample").RouteAsync(Question)).Suggestions);
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    public async Task An_instance_type_that_this_host_does_not_know_passes()
    {
        using var folders = new Folders();
        folders.AddOdd("NewEnumPlugin");
        await using var house = await folders.OpenAsync();

        Assert.Equal((HealthInstanceType)999, (await house.Routing("routing-odd").RouteAsync(Question)).Suggestions.Single().Instance.Type);
    }

    [Fact]
    [Trait("Must", "PL-2")]
    public async Task A_method_that_the_plugin_does_not_know_is_unimplemented()
    {
        using var folders = Folders.With("routing-odd");
        await using var house = await folders.OpenAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Echo.Unary("Nothing").CallAsync(house, new LocalizedText()));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Theory]
    [InlineData("WaitingPlugin")]
    [InlineData("DeafPlugin")]
    public async Task A_call_that_never_ends_is_ended_by_the_hosts_deadline_whether_the_plugin_hears_it_or_not(string type)
    {
        using var gate = new ManualResetEventSlim();
        AppContext.SetData("routing-odd-gate", gate);
        using var folders = new Folders();
        folders.AddOdd(type);
        await using var house = await folders.OpenAsync(options => options with { CallPatience = TimeSpan.FromMilliseconds(100) });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await house.Routing("routing-odd").RouteAsync(Question));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        gate.Set();
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_call()
    {
        using var folders = new Folders();
        folders.AddOdd("WaitingPlugin");
        await using var house = await folders.OpenAsync();
        using var caller = new CancellationTokenSource();

        var call = house.Routing("routing-odd").RouteAsync(Question, cancellationToken: caller.Token).ResponseAsync;
        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
    }

    [Fact]
    public async Task A_plugin_that_hangs_costs_no_more_calls_than_it_may_have_in_hand()
    {
        using var folders = new Folders();
        folders.AddOdd("WaitingPlugin");
        await using var house = await folders.OpenAsync(options => options with { CallsInHand = 1 });
        var client = house.Routing("routing-odd");

        var first = client.RouteAsync(Question).ResponseAsync;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.RouteAsync(Question));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        await house.CloseAsync();
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => first)).StatusCode);
    }

    [Fact]
    public async Task A_plugin_that_is_asked_whether_it_can_work_has_all_its_places_for_calls()
    {
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AppContext.SetData("routing-odd-let-check-go", letGo.Task);
        using var folders = new Folders();
        folders.AddOdd("HeldCheckPlugin");
        await using var house = await folders.OpenAsync(options => options with { CallsInHand = 1 }); // which asks it at once

        for (var call = 0; call < 20; call++)
            Assert.Single((await house.Routing("routing-odd").RouteAsync(Question)).Suggestions);
        letGo.SetResult();
    }

    [Fact]
    public async Task A_plugin_that_has_its_hands_full_of_calls_is_not_taken_for_one_that_hangs()
    {
        using var folders = new Folders();
        folders.AddOdd("WaitingPlugin");
        await using var house = await folders.OpenAsync(options => options with { CallsInHand = 1 });
        var inHand = house.Routing("routing-odd").RouteAsync(Question).ResponseAsync;

        await house.CheckAsync();

        Assert.False(inHand.IsCompleted);
        var status = house.StatusOf("routing-odd")!;
        Assert.Equal((PluginState.Running, 0, null), (status.State, status.Restarts, status.NotWell));
        await house.CloseAsync();
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => inHand)).StatusCode);
    }

    [Fact]
    public async Task A_plugin_that_something_still_holds_is_named_when_the_host_closes()
    {
        using var folders = Folders.With("routing-sample");
        folders.AddOdd("LeakingPlugin");
        await using var house = await folders.OpenAsync();

        Assert.Equal(["routing-odd"], await house.CloseAsync());
    }
}
