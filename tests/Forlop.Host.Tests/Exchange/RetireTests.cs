using System.Reflection;
using Forlop.Contracts.V1;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A municipality changes its fagsystem: what never reached the old one is nobody's task any more.</summary>
[Trait("Must", "PN-7")]
public sealed class RetireTests
{
    [Fact]
    public async Task Nobody_is_asked_about_a_fagsystem_that_is_gone_for_good_until_it_is_taken_back()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        var pathway = await MissedAsync(fagsystem);

        var retire = new RetirePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = ExchangeSidecar.Plugin };
        var answer = (await Plugins(fagsystem).RetirePluginAsync(retire)).Plugin;
        Assert.Equal((PluginState.Disabled, true), (answer.State, answer.Retired));
        await Until.TrueAsync(() => fagsystem.PluginAsync().Result.Backlogs.Count == 0);
        Assert.Empty((await fagsystem.PluginAsync()).Backlogs);
        await fagsystem.Sidecar.SetDayAsync("2026-02-20");
        await fagsystem.Sidecar.SetDayAsync("2026-02-21");

        Assert.DoesNotContain(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);
        Assert.Equal(ExchangeSidecar.Plugin, Assert.Single(await fagsystem.HistoryAsync(pathway), entry => entry.DeliveryEnded is not null).DeliveryEnded.PluginId);
        Assert.Equal(answer, (await Plugins(fagsystem).RetirePluginAsync(retire)).Plugin);
        Assert.Empty((await fagsystem.Store.VerifyAsync()).Findings);

        await Plugins(fagsystem).EnablePluginAsync(new EnablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = ExchangeSidecar.Plugin });
        await Until.TrueAsync(() => fagsystem.HasAllAsync(pathway).Result);
        Assert.True(await fagsystem.HasAllAsync(pathway));
        Assert.False((await fagsystem.PluginAsync()).Retired);
    }

    [Fact]
    public async Task What_was_decided_is_carried_out_by_the_next_sidecar_when_the_first_ended_before_it_was()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        await fagsystem.RestartAsync(over: ForgetfulStore.Over);
        var pathway = await MissedAsync(fagsystem);
        Directory.Move(PackageOf(fagsystem), Path.Combine(fagsystem.Outside, "away"));
        await fagsystem.PluginAsync();
        var (code, said) = await ForlopProcess.RunAsync("plugin", "retire", ExchangeSidecar.Plugin, "--data", fagsystem.Sidecar.Data);
        Assert.True(code == 0, said);
        Assert.Contains($"{ExchangeSidecar.Plugin}   retired", said, StringComparison.Ordinal);
        Assert.Contains(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);

        await fagsystem.RestartAsync("2026-01-22", hasPlugin: false);
        await Until.TrueAsync(() => !fagsystem.TasksAsync(pathway).Result.Any(task => task.Kind == TaskKind.SettleDelivery));
        Assert.DoesNotContain(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);
        Assert.Empty((await Plugins(fagsystem).ListPluginsAsync(new ListPluginsRequest())).Plugins);
    }

    [Fact]
    public async Task Only_a_fagsystem_that_somebody_has_had_is_retired()
    {
        await using var archive = await ExchangeSidecar.StartAsync("filing", "FolderArchive", "content");

        Assert.Equal(RefusalReason.PluginOfAnotherKind, await RefusedAsync(archive, ExchangeSidecar.Plugin));
        Assert.Equal(RefusalReason.PluginUnknown, await RefusedAsync(archive, "nobody"));
        Assert.Equal(PluginState.Running, (await archive.PluginAsync()).State);
    }

    // A pathway of which the fagsystem, which is disabled, has missed something for so long that somebody has a task.
    private static async Task<string> MissedAsync(ExchangeSidecar fagsystem)
    {
        var pathway = await fagsystem.OpenAsync("retire-1");
        await Until.TrueAsync(() => fagsystem.HasAllAsync(pathway).Result);
        await Plugins(fagsystem).DisablePluginAsync(new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = ExchangeSidecar.Plugin });
        await new PathwayService.PathwayServiceClient(fagsystem.Sidecar.As()).RecordParticipationAsync(Requests.Participation(pathway));
        await fagsystem.Sidecar.SetDayAsync("2026-01-20");
        await fagsystem.Sidecar.SetDayAsync("2026-01-21");
        Assert.Single(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);
        return pathway;
    }

    private static PluginService.PluginServiceClient Plugins(ExchangeSidecar sidecar) => new(sidecar.Sidecar.AsOperator());

    private static string PackageOf(ExchangeSidecar sidecar) => Path.Combine(sidecar.Outside, "..", "shipped", ExchangeSidecar.Plugin);

    private static async Task<RefusalReason> RefusedAsync(ExchangeSidecar sidecar, string id) => RunningSidecar.RefusalOf(await Assert.ThrowsAsync<RpcException>(async () =>
        await Plugins(sidecar).RetirePluginAsync(new RetirePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = id }))).Reason;

    /// <summary>A store that fails whenever a fagsystem is to be retired, as if the process had ended there.</summary>
    public class ForgetfulStore : DispatchProxy
    {
        private IPathwayStore store = null!;

        public static IPathwayStore Over(IPathwayStore store)
        {
            var forgetful = Create<IPathwayStore, ForgetfulStore>();
            ((ForgetfulStore)forgetful).store = store;
            return forgetful;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args is [Access { Rpc: "Exchange.Retire" }, ..]
            ? throw new StoreException(6, "Planted.")
            : targetMethod!.Invoke(store, args);
    }
}
