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
    [Trait("Trap", "23")]
    public async Task A_document_that_an_archive_may_have_taken_without_an_answer_goes_to_the_one_that_takes_its_place_only_when_a_person_says_so()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-16");
        await Documents.CommitAsync(bench.Store, pathway, Guid.CreateVersion7(), "ett"u8.ToArray());
        var offered = "";
        var silent = new FilingPlugin("silent", "1.0.0", new AnsweringInvoker(_ =>
        {
            offered = bench.Store.OpenFilingsAsync(PumpBench.Tenant, 10).Result.Single().OfferedTo; // whatever happens now, it is known
            return Fault(StatusCode.DeadlineExceeded);
        }));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "silent", () => silent, bench.Tools), turns: 1);
        Assert.Equal("silent", offered);

        var next = new FilingPlugin("next", "1.0.0", new AnsweringInvoker(_ => new FileResponse { Stage = Stage.Filed, ArchiveId = "2026/17" }));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "next", () => next, bench.Tools), Many);
        var held = (await bench.GetAsync(pathway)).Filings.Single();
        Assert.Equal((FilingState.Parked, HandoverProblem.HeldElsewhere, "silent"), (held.State, held.Problem, held.PluginId));

        await CompleteAsync(bench, pathway);
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "next", () => next, bench.Tools), turns: 2);
        Assert.Equal((FilingState.Filed, "2026/17"), (await bench.GetAsync(pathway)).Filings.Single() is var filed ? (filed.State, filed.ArchiveId) : default);
    }

    [Fact]
    public async Task An_archive_that_may_have_taken_a_document_without_an_answer_is_asked_for_it_when_it_is_back()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-17");
        await Documents.CommitAsync(bench.Store, pathway, Guid.CreateVersion7(), "ett"u8.ToArray());
        var silent = new FilingPlugin("silent", "1.0.0", new AnsweringInvoker(request => request is CheckFilingRequest ? new CheckFilingResponse { Stage = Stage.Filed, ArchiveId = "2026/18" } : Fault(StatusCode.Unavailable)));
        var next = new FilingPlugin("next", "1.0.0", new AnsweringInvoker(_ => Fault(StatusCode.Internal)));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "silent", () => silent, bench.Tools), turns: 1);
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "next", () => next, bench.Tools), turns: 2);

        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "silent", () => silent, bench.Tools), turns: 1);

        Assert.Equal((FilingState.Filed, "2026/18"), (await bench.GetAsync(pathway)).Filings.Single() is var filed ? (filed.State, filed.ArchiveId) : default);
        Assert.DoesNotContain((await bench.GetAsync(pathway)).FollowUps, followUp => followUp.State == FollowUpState.Open);
    }

    [Fact]
    public async Task A_document_that_never_left_or_was_refused_goes_to_another_archive_at_once()
    {
        await using var bench = await PumpBench.StartAsync();
        var pathway = await bench.OpenAsync("pump-18");
        await Documents.CommitAsync(bench.Store, pathway, Guid.CreateVersion7(), "ett"u8.ToArray());
        var (stopped, refusing) = (new FilingPlugin("stopped", "1.0.0", new NobodyInvoker()), new FilingPlugin("refusing", "1.0.0", new AnsweringInvoker(_ => Fault(StatusCode.FailedPrecondition))));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "stopped", () => stopped, bench.Tools), Many);
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "refusing", () => refusing, bench.Tools), turns: 1);

        var next = new FilingPlugin("next", "1.0.0", new AnsweringInvoker(_ => new FileResponse { Stage = Stage.Filed, ArchiveId = "2026/19" }));
        await bench.TurnAsync(new FilingPump(PumpBench.Tenant, "next", () => next, bench.Tools), turns: 1);

        Assert.Equal("2026/19", (await bench.GetAsync(pathway)).Filings.Single().ArchiveId);
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

    private static async Task CompleteAsync(PumpBench bench, string pathway)
    {
        var worklist = new WorklistService.WorklistServiceClient(bench.Sidecar.As());
        var task = (await worklist.ListTasksAsync(new ListTasksRequest())).Tasks.Single(task => task.PathwayId == pathway && task.Kind == TaskKind.SettleFiling);
        await worklist.CompleteTaskAsync(Requests.On(pathway, new CompleteTaskRequest { TaskId = task.TaskId }));
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

    /// <summary>A plugin that has stopped: no call of it begins.</summary>
    private sealed class NobodyInvoker : CallInvoker
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Fault(StatusCode.Unavailable);

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Fault(StatusCode.Unavailable);

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Fault(StatusCode.Unavailable);

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Fault(StatusCode.Unavailable);

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Fault(StatusCode.Unavailable);
    }
}
