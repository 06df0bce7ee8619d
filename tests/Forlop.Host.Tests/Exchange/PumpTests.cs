using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Host.Effects.Exchange;
using Forlop.PluginHost;
using Forlop.PluginHost.Supervision;
using Forlop.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Forlop.Host.Tests.Exchange;

/// <summary>Whatever one document, one pathway or one request does to a plugin, or the disk to it, the others go on.</summary>
public sealed class PumpTests
{
    private const int Many = 30;
    private static readonly SupervisionOptions Supervision = new();

    private static RpcException Fault(StatusCode code) => new(new Status(code, "Somebody planted this."));

    [Fact]
    [Trait("Trap", "23")]
    public async Task A_document_that_ends_the_plugin_each_time_keeps_no_other_from_the_archive()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-1");
        var (stuck, other) = (new Guid("00000000-0000-7000-8000-000000000001"), new Guid("00000000-0000-7000-8000-000000000002"));
        await Documents.CommitAsync(bench.Store, pathway, stuck, "ett"u8.ToArray());
        await Documents.CommitAsync(bench.Store, pathway, other, "to"u8.ToArray());
        var archive = new FilingPlugin(PumpBench.Plugin, "1.0.0", new AnsweringInvoker(request =>
            ((FileRequest)request).Header.FilingId == stuck.ToString() ? Fault(StatusCode.Unavailable) : new FileResponse { Stage = Stage.Filed, ArchiveId = "2026/17" }));

        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, PumpBench.Plugin, () => archive, bench.Tools), Many);

        Assert.Equal([FilingState.Committed, FilingState.Filed], (await bench.GetAsync(pathway)).Filings.Select(filing => filing.State));
    }

    [Fact]
    [Trait("Trap", "23")]
    public async Task A_pathway_that_ends_the_plugin_each_time_keeps_no_other_that_is_held_back_and_no_comparison_waiting()
    {
        await using var bench = await PumpBench.StartAsync();
        var (stuck, other) = (await bench.OpenAsync("pump-2"), await bench.OpenAsync("pump-3"));
        await bench.Store.RecordCounterpartAsync(PumpBench.Tenant, new Counterpart(PumpBench.Plugin, PluginKinds.CaseSystem, "2026-01-10", "2026-01-10", Strangers: 0));
        await bench.Store.RecordDeliveryAsync(PumpBench.Tenant, PumpBench.Plugin, new(bench.Store.EndCursor(PumpBench.Tenant), [stuck, other], []));
        var pump = new CaseSystemPump(PumpBench.Tenant, PumpBench.Plugin, Fagsystem(pathwayId => pathwayId != stuck), bench.Tools);

        await bench.TurnAsync(pump, Many);

        Assert.Equal([stuck], (await bench.Store.DeliveryAsync(PumpBench.Tenant, PumpBench.Plugin)).HeldBack.Keys);
        Assert.Equal(PumpBench.Today, (await bench.Store.CounterpartsAsync(PumpBench.Tenant)).Single().ComparedOn);
    }

    [Fact]
    [Trait("Trap", "23")]
    public async Task A_pathway_that_is_held_back_is_a_task_when_that_has_lasted_too_long_also_when_it_has_news_each_day()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-13");
        await bench.Store.RecordCounterpartAsync(PumpBench.Tenant, new Counterpart(PumpBench.Plugin, PluginKinds.CaseSystem, PumpBench.Today, PumpBench.Today, Strangers: 0));

        foreach (var day in new[] { PumpBench.Today, "2026-01-14", "2026-01-16", "2026-01-19" })
        {
            await bench.Sidecar.SetDayAsync(day);
            await new PathwayService.PathwayServiceClient(bench.Sidecar.As()).RecordParticipationAsync(Requests.On(pathway, Requests.Participation(pathway), day));
            await bench.Store.RecordDeliveryAsync(PumpBench.Tenant, PumpBench.Plugin, new(bench.Store.EndCursor(PumpBench.Tenant), [pathway], []));
        }

        Assert.DoesNotContain((await bench.GetAsync(pathway)).FollowUps, followUp => followUp.Kind == TaskKind.SettleDelivery);
        await bench.Sidecar.SetDayAsync("2026-01-20");
        Assert.Single((await bench.GetAsync(pathway)).FollowUps, followUp => followUp.Kind == TaskKind.SettleDelivery);
    }

    [Fact]
    [Trait("Trap", "23")]
    public async Task A_document_that_an_archive_has_and_cannot_answer_for_is_not_sent_to_the_one_that_takes_its_place()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-15");
        await Documents.CommitAsync(bench.Store, pathway, Guid.CreateVersion7(), "ett"u8.ToArray());
        var broken = new FilingPlugin("broken", "1.0.0", new AnsweringInvoker(request => request is CheckFilingRequest ? Fault(StatusCode.Internal) : new FileResponse { Stage = Stage.Delivered }));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "broken", () => broken, bench.Tools), turns: 2);
        Assert.Equal(HandoverProblem.PluginFault, (await bench.GetAsync(pathway)).Filings.Single().Problem);

        var asked = 0;
        var next = new FilingPlugin("next", "1.0.0", new AnsweringInvoker(_ => Fault(++asked > 0 ? StatusCode.NotFound : StatusCode.OK)));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "next", () => next, bench.Tools), Many);

        var filing = (await bench.GetAsync(pathway)).Filings.Single();
        Assert.Equal((0, FilingState.Parked, HandoverProblem.HeldElsewhere, "broken"), (asked, filing.State, filing.Problem, filing.PluginId));
    }

    [Fact]
    public async Task A_pathway_that_was_held_back_before_the_day_was_noted_is_rather_a_task_too_early_than_never()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-14");
        await bench.Store.RecordCounterpartAsync(PumpBench.Tenant, new Counterpart(PumpBench.Plugin, PluginKinds.CaseSystem, "2025-12-15", PumpBench.Today, Strangers: 0));
        await bench.Store.RecordDeliveryAsync(PumpBench.Tenant, PumpBench.Plugin, new(bench.Store.EndCursor(PumpBench.Tenant), [pathway], []));
        await bench.DamageAsync("UPDATE held_back SET since_on = ''");

        await bench.Sidecar.SetDayAsync("2026-01-13");

        Assert.Single((await bench.GetAsync(pathway)).FollowUps, followUp => followUp.Kind == TaskKind.SettleDelivery);
        Assert.Equal(1, (await new PluginService.PluginServiceClient(bench.Sidecar.AsOperator()).ListPluginsAsync(new ListPluginsRequest())).Plugins.Single().Backlogs.Single().Waiting);
    }

    [Fact]
    public async Task A_document_that_ends_the_plugin_each_time_does_not_bring_it_into_quarantine()
    {
        await using var bench = await PumpBench.StartAsync();
        var calls = 0;
        await Documents.CommitAsync(bench.Store, await bench.OpenAsync("pump-10"), Guid.CreateVersion7(), "ett"u8.ToArray());
        var archive = new FilingPlugin(PumpBench.Plugin, "1.0.0", new AnsweringInvoker(_ => Fault(++calls > 0 ? StatusCode.Unavailable : StatusCode.OK)));

        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, PumpBench.Plugin, () => archive, bench.Tools), Supervision.RestartWindow);

        Assert.InRange(calls, 2, Supervision.MostRestarts);
    }

    [Fact]
    public async Task A_pathway_that_ends_the_plugin_each_time_does_not_bring_it_into_quarantine()
    {
        await using var bench = await PumpBench.StartAsync();
        var calls = 0;
        var stuck = await bench.OpenAsync("pump-11");
        await bench.OpenAsync("pump-12");
        var pump = new CaseSystemPump(PumpBench.Tenant, PumpBench.Plugin, Fagsystem(pathwayId => pathwayId != stuck || ++calls == 0), bench.Tools);

        await bench.TurnAsync(pump, Supervision.RestartWindow);

        Assert.InRange(calls, 2, Supervision.MostRestarts);
    }

    [Fact]
    public async Task An_event_that_was_damaged_keeps_only_its_own_pathway_from_the_fagsystem_and_no_list_of_plugins()
    {
        await using var bench = await PumpBench.StartAsync();
        var (damaged, other) = (await bench.OpenAsync("pump-4"), await bench.OpenAsync("pump-5"));
        await bench.DamageAsync("UPDATE events SET payload = x'ff' WHERE stream = 1 AND version = 1");
        var delivered = new List<string>();
        var pump = new CaseSystemPump(PumpBench.Tenant, PumpBench.Plugin, Fagsystem(_ => true, delivered), bench.Tools);

        await bench.Store.RecordCounterpartAsync(PumpBench.Tenant, new Counterpart(PumpBench.Plugin, PluginKinds.CaseSystem, PumpBench.Today, PumpBench.Today, Strangers: 0));
        await new PluginService.PluginServiceClient(bench.Sidecar.AsOperator()).ListPluginsAsync(new ListPluginsRequest());
        await bench.TurnAsync(pump, turns: 2);

        Assert.Equal([other], delivered);
        Assert.Equal([damaged], (await bench.Store.DeliveryAsync(PumpBench.Tenant, PumpBench.Plugin)).HeldBack.Keys);
    }

    [Fact]
    public async Task A_request_for_a_pathway_that_was_damaged_keeps_no_other_out()
    {
        await using var bench = await PumpBench.StartAsync();
        var (damaged, other) = (await bench.OpenAsync("pump-6"), await bench.OpenAsync("pump-7"));
        await Documents.EnterHandleAsync(bench.Store, damaged, "fjord-1");
        await Documents.EnterHandleAsync(bench.Store, other, "fjord-2");
        await bench.DamageAsync("UPDATE streams SET snapshot = randomblob(64) WHERE stream = 1");
        var acknowledged = new List<string>();

        await bench.TurnAsync(Pump(bench, () => Inbox(["fjord-1", "fjord-2"], acknowledged)), turns: 1);

        Assert.Equal(["fjord-2"], acknowledged);
        Assert.Single((await bench.GetAsync(other)).Requests);
    }

    [Fact]
    public async Task What_came_before_the_inbox_failed_is_taken()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-8");
        await Documents.EnterHandleAsync(bench.Store, pathway, "fjord-3");
        var acknowledged = new List<string>();
        var inbox = Inbox(Broken(), acknowledged);

        await bench.TurnAsync(Pump(bench, () => inbox), turns: 1);

        Assert.Equal(["fjord-3"], acknowledged);
        Assert.Single((await bench.GetAsync(pathway)).Requests);

        static IEnumerable<string> Broken()
        {
            yield return "fjord-3";
            throw Fault(StatusCode.Internal);
        }
    }

    [Fact]
    public async Task What_could_not_be_acknowledged_is_when_the_plugin_was_mended()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-9");
        await Documents.EnterHandleAsync(bench.Store, pathway, "fjord-4");
        var acknowledged = new List<string>();
        var inbox = Inbox(["fjord-4"], acknowledged, Fault(StatusCode.Internal));
        var pump = Pump(bench, () => inbox);
        await bench.TurnAsync(pump, turns: 2);
        Assert.Equal(["fjord-4"], acknowledged); // once, and refused

        inbox = Inbox(["fjord-4"], acknowledged); // as a reload leaves it
        await bench.TurnAsync(pump, turns: 1);

        Assert.Equal(["fjord-4", "fjord-4"], acknowledged);
        Assert.Single((await bench.GetAsync(pathway)).Requests);
    }

    [Fact]
    public async Task An_inbox_that_forgets_nothing_is_not_emptied_without_a_pause()
    {
        await using var bench = await PumpBench.StartAsync();
        var forms = Enumerable.Range(0, 200).Select(number => $"ukjent-{number}").ToList();
        var (acknowledged, inbox) = (new List<string>(), default(IntakePlugin));
        inbox = Inbox(forms.Where(form => !acknowledged.Contains(form)), acknowledged);
        var pump = Pump(bench, () => inbox);
        Assert.Equal(TimeSpan.Zero, await pump.TurnAsync(CancellationToken.None)); // there is more

        inbox = Inbox(forms, []);
        await bench.TurnAsync(pump, turns: 1);

        Assert.NotEqual(TimeSpan.Zero, await pump.TurnAsync(CancellationToken.None));
    }

    private static Func<CaseSystemPlugin?> Fagsystem(Func<string, bool> takes, List<string>? delivered = null)
    {
        var plugin = new CaseSystemPlugin(PumpBench.Plugin, "1.0.0", new AnsweringInvoker(request =>
        {
            if (request is not DeliverRequest deliver)
            {
                return new ReconcileResponse();
            }

            if (!takes(deliver.PathwayId))
            {
                return Fault(StatusCode.Unavailable);
            }

            delivered?.Add(deliver.PathwayId);
            return new DeliverResponse { Version = deliver.Events[^1].Version };
        }));
        return () => plugin;
    }

    private static IntakePump Pump(PumpBench bench, Func<IntakePlugin> inbox) => new(PumpBench.Tenant, PumpBench.Plugin, inbox, bench.Tools);

    /// <param name="acknowledged">The item of every call that says so.</param>
    private static IntakePlugin Inbox(IEnumerable<string> handles, List<string> acknowledged, RpcException? refusal = null) => new(PumpBench.Plugin, "1.0.0", new AnsweringInvoker(request =>
    {
        if (request is not AcknowledgeRequest acknowledge)
        {
            return handles.Select(handle => new ReceiveResponse { Item = Item(handle) });
        }

        acknowledged.Add(acknowledge.ItemId);
        return refusal is null ? new AcknowledgeResponse() : refusal;
    }));

    private static IntakeItem Item(string handle) => new()
    {
        ItemId = handle,
        ReceivedTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeSeconds(1_768_200_000)),
        Kind = IntakeKind.Start,
        RequesterId = "fjordgard",
        ChildHandle = handle,
        Acuteness = Acuteness.No,
    };
}
