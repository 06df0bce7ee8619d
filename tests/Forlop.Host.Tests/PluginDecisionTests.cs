using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>An operator decides about a plugin that a service dropped in; the log remembers it.</summary>
public sealed class PluginDecisionTests : IAsyncLifetime
{
    private const string Id = "routing-fjordbygd";
    private readonly RunningSidecar sidecar = new();

    private PluginService.PluginServiceClient Operator => new(sidecar.AsOperator());

    public async Task InitializeAsync()
    {
        CopyHavnes(Path.Combine(sidecar.OwnPlugins, Id));
        await sidecar.StartAsync(withPlugins: true);
    }

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    [Trait("Must", "PN-1")]
    [Trait("Must", "PN-2")]
    [Trait("Must", "PN-3")]
    [Trait("Must", "PN-4")]
    public async Task A_plugin_runs_once_it_is_approved_as_it_was_seen_and_the_log_remembers_what_was_decided()
    {
        var waiting = await SeenAsync();
        Assert.Equal((PluginState.WaitingForApproval, false), (waiting.State, waiting.Shipped));

        var approve = new ApprovePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id, PackageSha256 = new string('0', 64) };
        Assert.Equal(RefusalReason.PluginChanged, await RefusedAsync(() => Operator.ApprovePluginAsync(approve)));
        Assert.Equal(RefusalReason.PluginUnknown, await RefusedAsync(() => Operator.EnablePluginAsync(new EnablePluginRequest { RequestId = approve.RequestId, PluginId = "nobody" })));
        Assert.Equal(RefusalReason.Malformed, await RefusedAsync(() => Operator.DisablePluginAsync(new DisablePluginRequest { RequestId = "1", PluginId = Id })));
        Assert.Equal(PluginState.WaitingForApproval, (await SeenAsync()).State);

        approve.PackageSha256 = waiting.PackageSha256;
        Assert.Equal(PluginState.Running, (await Operator.ApprovePluginAsync(approve)).Plugin.State);
        await sidecar.StopAsync();
        await sidecar.StartAsync(withPlugins: true);
        Assert.Equal(PluginState.Running, (await SeenAsync()).State);

        var disable = new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id };
        Assert.Equal(PluginState.Disabled, (await Operator.DisablePluginAsync(disable)).Plugin.State);
        Assert.Equal(PluginState.Disabled, (await Operator.ApprovePluginAsync(approve)).Plugin.State); // a repeat, whatever was decided since
        Assert.Equal(RefusalReason.RequestIdReused, await RefusedAsync(() => Operator.EnablePluginAsync(new EnablePluginRequest { RequestId = disable.RequestId, PluginId = Id })));
        await sidecar.StopAsync();
        await sidecar.StartAsync(withPlugins: true);
        Assert.Equal(PluginState.Disabled, (await SeenAsync()).State);
        Assert.Equal(RefusalReason.RequestIdReused, await RefusedAsync(() => Operator.EnablePluginAsync(new EnablePluginRequest { RequestId = disable.RequestId, PluginId = Id })));
        Assert.Equal(PluginState.Running, (await Operator.EnablePluginAsync(new EnablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id })).Plugin.State);

        var log = await new AuditService.AuditServiceClient(sidecar.AsOperator()).VerifyLogAsync(new VerifyLogRequest());
        Assert.Empty(log.Findings);
        Assert.Equal(3, log.SettingsEntries);
    }

    [Fact]
    public async Task A_service_sees_that_its_plugin_waits_and_cannot_approve_it()
    {
        var leader = new PluginService.PluginServiceClient(sidecar.As(new Actor { UserId = "leder-1", Role = Role.Leader, Purpose = "plugins" }, "dev-fjordbygd"));

        var own = (await leader.ListPluginsAsync(new ListPluginsRequest())).Plugins.Single(plugin => plugin.PluginId == Id);
        Assert.Equal(["fjordbygd"], own.Asks.Tenants);
        Assert.Equal(RefusalReason.RoleNotAllowed, await RefusedAsync(() => leader.ApprovePluginAsync(new ApprovePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id, PackageSha256 = own.PackageSha256 })));
    }

    [Fact]
    public async Task The_program_lists_verifies_and_approves()
    {
        var (whole, inspected) = await ForlopProcess.RunAsync("plugin", "verify-hash", Path.Combine(sidecar.OwnPlugins, Id));
        Assert.Equal(0, whole);
        Assert.Contains("asks for      data fields age_years", inspected, StringComparison.Ordinal);

        var (unasked, shown) = await ForlopProcess.RunAsync("plugin", "approve", Id, "--data", sidecar.Data);
        Assert.Equal(1, unasked);
        Assert.Contains($"{Id} 1.0.0  WAITING FOR APPROVAL", shown, StringComparison.Ordinal);
        Assert.Contains("Repeat with --yes", shown, StringComparison.Ordinal);

        var (approved, said) = await ForlopProcess.RunAsync("plugin", "approve", Id, "--yes", "--data", sidecar.Data);
        Assert.True(approved == 0, said);
        Assert.Contains($"{Id} 1.0.0  running", said, StringComparison.Ordinal);

        // Nothing would change: nobody is asked, and nothing is started anew.
        var (again, unchanged) = await ForlopProcess.RunAsync("plugin", "approve", Id, "--data", sidecar.Data);
        Assert.True(again == 0, unchanged);
        Assert.Contains("approved as it lies there", unchanged, StringComparison.Ordinal);

        var (_, listed) = await ForlopProcess.RunAsync("plugin", "list", "--data", sidecar.Data);
        Assert.Contains("approved      data fields age_years", listed, StringComparison.Ordinal);
        Assert.Contains("routing-havnes 1.0.0  running in the sidecar's process  routing, data for routing-table, came with the release", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_never_approved_is_asked_about_whatever_its_state_and_what_then_fails_is_said()
    {
        var disable = new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id };
        await Operator.DisablePluginAsync(disable);
        var (unasked, shown) = await ForlopProcess.RunAsync("plugin", "approve", Id, "--data", sidecar.Data);
        Assert.Equal(1, unasked);
        Assert.Contains("Nothing was approved", shown, StringComparison.Ordinal);
        Assert.Null((await SeenAsync()).Approved);
        await Operator.EnablePluginAsync(new EnablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id });

        var table = Path.Combine(sidecar.OwnPlugins, Id, "routing.yaml");
        await File.WriteAllTextAsync(table, "version: 1\nkommunenummer: [\"9901\"]\nrules: []\nnonsense: yes\n");
        Rehash(Path.Combine(sidecar.OwnPlugins, Id), "routing.yaml");
        var (failed, said) = await ForlopProcess.RunAsync("plugin", "approve", Id, "--yes", "--data", sidecar.Data);
        Assert.Equal(1, failed);
        Assert.Contains("could not be taken into use", said, StringComparison.Ordinal);
    }

    private static void Rehash(string folder, string file)
    {
        var path = Path.Combine(folder, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["files"]![file] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))));
        File.WriteAllText(path, manifest.ToJsonString());
    }

    private async Task<PluginStatus> SeenAsync() => (await Operator.ListPluginsAsync(new ListPluginsRequest())).Plugins.Single(plugin => plugin.PluginId == Id);

    private static async Task<RefusalReason> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        RunningSidecar.RefusalOf(await Assert.ThrowsAsync<RpcException>(async () => await call())).Reason;

    /// <summary>Havnes' own table as that of Fjordbygd.</summary>
    internal static void CopyHavnes(string target)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "plugins", "routing-havnes");
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        var path = Path.Combine(target, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["id"] = Id;
        manifest["tenants"] = new JsonArray("fjordbygd");
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
