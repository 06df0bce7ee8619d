using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests.Exchange;

/// <summary>Nothing is on its way for ever without somebody knowing, and nobody is asked about it twice.</summary>
public sealed class LateTests
{
    [Fact]
    public async Task A_document_whose_archive_id_does_not_come_is_one_task_until_it_comes()
    {
        await using var archive = await ExchangeSidecar.StartAsync("filing", "FolderArchive", "content");
        var pathway = await archive.OpenAsync("late-1");
        var id = await archive.FileAsync(pathway, "ett"u8.ToArray());
        await archive.IdleAsync();
        await archive.Sidecar.SetDayAsync("2026-01-19");
        Assert.DoesNotContain(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);

        await archive.Sidecar.SetDayAsync("2026-01-20");
        await archive.Sidecar.SetDayAsync("2026-01-21");
        var task = Assert.Single(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);
        Assert.StartsWith("Dokumenter har vært lenge på vei", task.Title.Nb, StringComparison.Ordinal);
        var backlog = Assert.Single((await archive.PluginAsync()).Backlogs);
        Assert.Equal(("havnes", 1, "2026-01-12"), (backlog.TenantId, backlog.Waiting, backlog.SinceOn));

        archive.Write($"{id}.archived", "2026/17");
        await Until.TrueAsync(() => archive.GetAsync(pathway).Result.Filings.Single().State == FilingState.Filed);
        Assert.DoesNotContain(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);
        Assert.Equal(0, (await archive.PluginAsync()).Backlogs.Single().Waiting);
        Assert.Empty((await archive.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_plugin_that_is_gone_leaves_one_task_at_each_pathway_and_takes_it_along_when_it_is_back()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        var (pathway, still) = (await fagsystem.OpenAsync("late-2"), await fagsystem.OpenAsync("late-3"));
        await fagsystem.FileAsync(still, "ett"u8.ToArray()); // and there never was an archive
        await Until.TrueAsync(() => fagsystem.HasAllAsync(pathway).Result && fagsystem.HasAllAsync(still).Result);
        await new PluginService.PluginServiceClient(fagsystem.Sidecar.AsOperator()).DisablePluginAsync(new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = ExchangeSidecar.Plugin });
        await new PathwayService.PathwayServiceClient(fagsystem.Sidecar.As()).RecordParticipationAsync(Requests.Participation(pathway));

        await fagsystem.Sidecar.SetDayAsync("2026-01-20");
        await fagsystem.Sidecar.SetDayAsync("2026-01-21");
        Assert.Single(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);
        Assert.Equal(HandoverProblem.NotReached, (await fagsystem.HistoryAsync(pathway)).Single(entry => entry.DeliveryParked is not null).DeliveryParked.Problem);
        Assert.DoesNotContain(await fagsystem.TasksAsync(still), task => task.Kind is TaskKind.SettleDelivery or TaskKind.SettleFiling);
        Assert.Equal("2026-01-12", (await fagsystem.PluginAsync()).Backlogs.Single().SinceOn);

        await new PluginService.PluginServiceClient(fagsystem.Sidecar.AsOperator()).EnablePluginAsync(new EnablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = ExchangeSidecar.Plugin });
        await Until.TrueAsync(() => !fagsystem.TasksAsync(pathway).Result.Any(task => task.Kind == TaskKind.SettleDelivery) && fagsystem.HasAllAsync(pathway).Result);
        Assert.DoesNotContain(await fagsystem.TasksAsync(pathway), task => task.Kind == TaskKind.SettleDelivery);
        Assert.True(await fagsystem.HasAllAsync(pathway));
    }

    [Fact]
    public async Task What_waits_for_a_plugin_whose_package_was_taken_away_is_listed_until_the_package_is_back()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        var pathway = await fagsystem.OpenAsync("late-5");
        await Until.TrueAsync(() => fagsystem.HasAllAsync(pathway).Result);
        await fagsystem.IdleAsync();
        await new PluginService.PluginServiceClient(fagsystem.Sidecar.AsOperator()).DisablePluginAsync(new DisablePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = ExchangeSidecar.Plugin });
        var package = Path.Combine(fagsystem.Outside, "..", "shipped", ExchangeSidecar.Plugin);
        Directory.Move(package, Path.Combine(fagsystem.Outside, "away"));
        Assert.Empty((await new PluginService.PluginServiceClient(fagsystem.Sidecar.AsOperator()).ListPluginsAsync(new ListPluginsRequest())).Plugins);

        await new PathwayService.PathwayServiceClient(fagsystem.Sidecar.As()).RecordParticipationAsync(Requests.Participation(pathway));
        var gone = await fagsystem.PluginAsync();
        Assert.Equal((ExchangeSidecar.Plugin, PluginState.LeftOut, 1), (gone.PluginId, gone.State, gone.Backlogs.Single().Waiting));
        Assert.NotEmpty(gone.Problem.Nb);

        Directory.Move(Path.Combine(fagsystem.Outside, "away"), package);
        var back = await fagsystem.PluginAsync();
        Assert.Equal((PluginState.Disabled, 1), (back.State, back.Backlogs.Single().Waiting));
    }

    [Fact]
    [Trait("Must", "DO-1")]
    public async Task What_an_archive_does_not_take_a_caseworker_files_by_hand_or_leaves_out_with_a_reason()
    {
        await using var archive = await ExchangeSidecar.StartAsync("filing", "FolderArchive", "content");
        archive.Write("all.refuse", "FailedPrecondition");
        var pathway = await archive.OpenAsync("late-4");
        var (one, other) = (await archive.FileAsync(pathway, "ett"u8.ToArray()), await archive.FileAsync(pathway, "to"u8.ToArray()));
        await Until.TrueAsync(() => archive.TasksAsync(pathway).Result.Count(task => task.Kind == TaskKind.SettleFiling) == 2);
        var documents = new DocumentService.DocumentServiceClient(archive.Sidecar.As());

        await documents.SettleFilingAsync(Requests.On(pathway, new SettleFilingRequest { FilingId = one.ToString(), ArchiveId = "2026/17" }));
        var leftOut = Requests.On(pathway, new SettleFilingRequest { FilingId = other.ToString(), Reason = "Hemmelig feilsending." });
        var receipt = (await documents.SettleFilingAsync(leftOut)).Receipt;

        Assert.Equal(receipt, (await documents.SettleFilingAsync(leftOut)).Receipt);
        Assert.Equal([FilingState.Filed, FilingState.NotFiled], (await archive.GetAsync(pathway)).Filings.Select(filing => filing.State));
        Assert.DoesNotContain(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);
        Assert.Empty(await archive.Store.OpenFilingsAsync("havnes", 10));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await documents.SettleFilingAsync(Requests.On(pathway, new SettleFilingRequest { FilingId = other.ToString(), ArchiveId = "2026/18" })));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        archive.Delete("all.refuse");
        await archive.IdleAsync();
        Assert.Empty(Directory.GetFiles(archive.Outside, "*.document"));
        Assert.Equal(-1, (await File.ReadAllBytesAsync(Path.Combine(archive.Sidecar.Data, "forlop.db-wal"))).AsSpan().IndexOf("Hemmelig"u8));
        Assert.Empty((await archive.Store.VerifyAsync()).Findings);
    }
}
