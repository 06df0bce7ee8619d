using System.Diagnostics;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Tests.Workers;

public sealed class WorkerEndTests
{
    private static readonly RouteRequest Waiting = new() { TenantId = "havnes", Areas = { HealthArea.Somatic }, Acuteness = Acuteness.Yes };
    private static readonly RouteRequest Failing = new() { TenantId = "havnes", Areas = { HealthArea.Somatic }, Acuteness = Acuteness.No };

    // The host ends the worker for its failures while it has another call in hand, whose channel goes before its process does.
    [Fact]
    public async Task A_call_that_falls_with_its_worker_is_unavailable_and_only_its_own_caller_cancels_one()
    {
        using var folders = new Folders();
        folders.AddOdd("MoodyPlugin");
        await using var house = await folders.OpenAsync(options => options with { Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = PluginLevel.Worker } });
        var client = house.Routing("routing-odd");
        using var caller = new CancellationTokenSource();

        var left = client.RouteAsync(Waiting, cancellationToken: caller.Token).ResponseAsync;
        await caller.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => left)).StatusCode);

        var inHand = client.RouteAsync(Waiting);
        for (var call = 0; call < 3; call++) // with the one before, as many as the breaker judges by
            Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(async () => await client.RouteAsync(Failing))).StatusCode);

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => inHand.ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.Unavailable, inHand.GetStatus().StatusCode);
    }

    // One that crashes is reloaded for that very reason.
    [Fact]
    public async Task A_worker_that_dies_while_it_finishes_its_calls_ends_the_reload_well()
    {
        using var folders = new Folders();
        var folder = folders.AddOdd("MoodyPlugin");
        await using var house = await folders.OpenAsync(options => options with { Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = PluginLevel.Worker } });
        var client = house.Routing("routing-odd");
        var inHand = client.RouteAsync(Waiting);
        var old = WorkerList.Of(folders.Root);
        var before = house.StatusOf("routing-odd")!.PackageSha256;
        Folders.Edit(folder, manifest => manifest["entry"]!["type"] = "RoutingOdd.MirrorPlugin");

        var reload = house.ReloadAsync("routing-odd");
        await Until.TrueAsync(() => house.StatusOf("routing-odd")!.PackageSha256 != before);
        foreach (var worker in old)
            WorkerList.Kill(worker.Id);

        Assert.Null((await reload).KeptBecause);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => inHand.ResponseAsync)).StatusCode);
        Assert.Single((await client.RouteAsync(Failing)).Suggestions);
        Assert.Equal(["routing-odd.2"], Directory.EnumerateDirectories(Directory.EnumerateDirectories(folders.Options.StagingDirectory).Single()).Select(Path.GetFileName).Where(name => !name!.EndsWith(".s", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_hangs_is_found_out_and_started_anew_before_anybody_calls_it()
    {
        using var folders = new Folders();
        folders.AddOdd("MirrorPlugin");
        await using var house = await folders.OpenAsync(options => options with
        {
            Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = PluginLevel.Worker },
            Supervision = new() { CheckPatience = TimeSpan.FromSeconds(1), ProbePatience = TimeSpan.FromSeconds(1) },
        });
        var restarts = house.StatusOf("routing-odd")!.Restarts;
        foreach (var worker in WorkerList.Of(folders.Root))
            Process.Start("kill", ["-STOP", $"{worker.Id}"]).WaitForExit();

        await house.CheckAsync();
        await Until.TrueAsync(() => house.StatusOf("routing-odd") is { State: PluginState.Running } now && now.Restarts > restarts);

        Assert.InRange(house.StatusOf("routing-odd")!.Restarts, restarts + 1, int.MaxValue);
        Assert.Contains("henger", house.StatusOf("routing-odd")!.LastFailure.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_has_ended_already_is_stopped_without_a_word()
    {
        using var folders = new Folders();
        folders.AddOdd("MirrorPlugin");
        await using (var house = await folders.OpenAsync(options => options with { Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = PluginLevel.Worker }, Supervision = new() { FirstBackoff = TimeSpan.FromHours(1) } }))
        {
            foreach (var worker in WorkerList.Of(folders.Root))
                WorkerList.Kill(worker.Id);
            await Until.TrueAsync(() => house.StatusOf("routing-odd")!.State == PluginState.Restarting);
            Assert.Empty(await house.CloseAsync());
        }
    }
}
