using System.Text.Json.Nodes;
using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Host.Plugins;
using Forlop.Host.Protos;
using Forlop.PluginHost;
using Grpc.Core;
using Grpc.Net.Client;
using static Forlop.Host.Protos.HealthCheckResponse.Types;

namespace Forlop.Host.Tests;

/// <summary>An operator who exchanges what runs, and whoever watches it meanwhile.</summary>
public sealed class PluginReloadTests : IAsyncLifetime
{
    private const string Id = "routing-fjordbygd";
    private const string Program = "routing-sample";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RunningSidecar sidecar = new();

    private PluginService.PluginServiceClient Operator => new(sidecar.AsOperator());

    private string Folder => Path.Combine(sidecar.OwnPlugins, Id);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    [Trait("Must", "PN-5")]
    public async Task A_new_version_is_seen_where_it_lies_waits_when_it_asks_for_more_and_takes_over_when_it_is_approved()
    {
        await StartApprovedAsync();
        Edit(Folder, manifest => manifest["version"] = "1.1.0");
        Assert.Equal(("1.0.0", "1.1.0"), ((await SeenAsync(Id)).Version, (await SeenAsync(Id)).Next.Version));
        var (taken, said) = await ForlopProcess.RunAsync("plugin", "reload", Id, "--data", sidecar.Data);
        Assert.True(taken == 0, said);
        Assert.Contains($"{Id} 1.1.0 was taken into use.", said, StringComparison.Ordinal);

        Edit(Folder, manifest =>
        {
            manifest["version"] = "1.2.0";
            manifest["dataFields"]!.AsArray().Add("care_basis");
        });
        var kept = await Operator.ReloadPluginAsync(new ReloadPluginRequest { PluginId = Id });
        Assert.Equal(("1.1.0", PluginState.Running), (kept.Plugin.Version, kept.Plugin.State));
        Assert.Contains("care_basis", kept.KeptBecause.Nn, StringComparison.Ordinal);
        var (waits, refused) = await ForlopProcess.RunAsync("plugin", "reload", Id, "--data", sidecar.Data);
        Assert.Equal(1, waits);
        Assert.Contains("was not reloaded", refused, StringComparison.Ordinal);
        var listed = PluginLines.Of(await SeenAsync(Id)).ToList();
        Assert.Contains("    next          1.2.0, waits for approval", listed);
        Assert.Contains("    newly asked   data fields care_basis", listed);

        var (approved, shown) = await ForlopProcess.RunAsync("plugin", "approve", Id, "--yes", "--data", sidecar.Data);
        Assert.True(approved == 0, shown);
        Assert.Contains($"{Id} 1.2.0  running", shown, StringComparison.Ordinal);
        Assert.Null((await SeenAsync(Id)).Next);
    }

    [Fact]
    public async Task Nobody_but_an_operator_reloads_and_nobody_what_does_not_lie_there()
    {
        await StartApprovedAsync();
        var leader = new PluginService.PluginServiceClient(sidecar.As(new Actor { UserId = "leder-1", Role = Role.Leader, Purpose = "plugins" }, "dev-fjordbygd"));
        Assert.Equal(RefusalReason.RoleNotAllowed, await RefusedAsync(() => leader.ReloadPluginAsync(new ReloadPluginRequest { PluginId = Id })));
        Assert.Equal(RefusalReason.PluginUnknown, await RefusedAsync(() => Operator.ReloadPluginAsync(new ReloadPluginRequest { PluginId = "nobody" })));

        await AskAsync();
        var listed = PluginLines.Of(await SeenAsync(Id)).ToList();
        Assert.Contains("    calls         1 answered, 0 failed, 0 new starts", listed);
        Assert.Matches(@"^    last call     \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  RoutingPluginService\.Route  OK  \d+ ms$", Assert.Single(listed, line => line.Contains("last call", StringComparison.Ordinal)));
        Assert.Empty((await leader.ListPluginsAsync(new ListPluginsRequest())).Plugins.Single(plugin => plugin.PluginId == Id).LastCalls);
    }

    [Fact]
    public async Task Who_watches_a_plugins_health_sees_it_come_and_go_while_the_sidecar_serves()
    {
        Directory.CreateDirectory(sidecar.OwnPlugins);
        await sidecar.StartAsync(withPlugins: true);
        using var channel = GrpcChannel.ForAddress(sidecar.Address);
        var health = new Health.HealthClient(channel);
        var request = new HealthCheckRequest { Service = $"forlop.plugin/{Id}" };
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = "forlop.plugin/routing-havnes" })).Status);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(request))).StatusCode);
        using var watch = health.Watch(request);
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));

        PluginDecisionTests.CopyHavnes(Folder);
        var waiting = await SeenAsync(Id);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        await ApproveAsync(waiting);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        await Operator.DisablePluginAsync(new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id });
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));

        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(request)).Status);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.DoesNotContain((await health.ListAsync(new HealthListRequest())).Statuses.Keys, name => name.Contains('/'));
    }

    [Fact]
    public async Task That_a_program_runs_in_the_sidecars_process_is_approved_by_itself_and_remembered()
    {
        CopySample();
        await sidecar.StartAsync();
        await ApproveAsync(await SeenAsync(Program));
        Assert.Equal((PluginState.Running, PluginLevel.Worker), ((await SeenAsync(Program)).State, (await SeenAsync(Program)).Level));
        await sidecar.StopAsync();

        await sidecar.StartAsync(change: Within);
        var waiting = await SeenAsync(Program);
        Assert.Equal((PluginState.WaitingForApproval, true), (waiting.State, waiting.NewlyAsked.InProcess));
        Assert.Contains("    newly asked   to run in the sidecar's process", PluginLines.Of(waiting));
        await ApproveAsync(waiting);
        await sidecar.StopAsync();

        await sidecar.StartAsync(change: Within);
        Assert.Equal((PluginState.Running, PluginLevel.InProcess), ((await SeenAsync(Program)).State, (await SeenAsync(Program)).Level));
    }

    [Fact]
    public void A_decision_of_before_there_was_a_choice_of_the_level_is_read_as_none_and_written_as_it_was()
    {
        const string Before = """{"request_id":"1","request_sha256":"2","plugins":{"a":{"disabled":false,"approval":{"package_sha256":"3","version":"1.0.0","data_fields":[],"network":["a.example.no:443"],"tenants":[]}}}}""";
        var record = DecisionRecord.Of(Before);
        var rights = record.Plugins["a"].ToDecision().Approval!.Rights;

        Assert.Equal((false, "a.example.no:443"), (rights.InProcess, rights.Network.Single()));
        Assert.Equal(Before, record.ToText());
        var within = DecisionRecord.Decided.Of(new PluginDecision { Approval = new("3", "1.0.0", new PluginRights { InProcess = true }) });
        Assert.True(within.ToDecision().Approval!.Rights.InProcess);
    }

    private static SidecarOptions Within(SidecarOptions options) => options with { PluginLevels = new Dictionary<string, PluginLevel> { [Program] = PluginLevel.InProcess } };

    private async Task StartApprovedAsync()
    {
        PluginDecisionTests.CopyHavnes(Folder);
        await sidecar.StartAsync(withPlugins: true);
        await ApproveAsync(await SeenAsync(Id));
    }

    private async Task ApproveAsync(PluginStatus seen) => Assert.Equal(PluginState.Running, (await Operator.ApprovePluginAsync(new ApprovePluginRequest
    {
        RequestId = Guid.CreateVersion7().ToString(), PluginId = seen.PluginId, PackageSha256 = seen.PackageSha256,
    })).Plugin.State);

    private async Task AskAsync()
    {
        var opened = await new PathwayService.PathwayServiceClient(sidecar.As(credential: "dev-fjordbygd")).OpenPathwayAsync(Requests.Open("reload-1"));
        var response = await new EngagementService.EngagementServiceClient(sidecar.As(credential: "dev-fjordbygd"))
            .SuggestRoutesAsync(new SuggestRoutesRequest { PathwayId = opened.Receipt.PathwayId, Acuteness = Acuteness.No, Areas = { HealthArea.Somatic } });
        Assert.Null(Assert.Single(response.Answers).Failure);
    }

    private async Task<PluginStatus> SeenAsync(string id) => (await Operator.ListPluginsAsync(new ListPluginsRequest())).Plugins.Single(plugin => plugin.PluginId == id);

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience, TimeProvider.System));
        return watch.ResponseStream.Current.Status;
    }

    private static async Task<RefusalReason> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        RunningSidecar.RefusalOf(await Assert.ThrowsAsync<RpcException>(async () => await call())).Reason;

    private void CopySample()
    {
        var target = Path.Combine(sidecar.OwnPlugins, Program);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "test-plugins", Program))))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private static void Edit(string folder, Action<JsonObject> edit)
    {
        var path = Path.Combine(folder, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
