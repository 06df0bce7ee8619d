using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.PluginHost;
using Forlop.Storage;
using NodaTime;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Looks each day for what has been on its way to an archive or a fagsystem for longer than the service allows, whether the other side is
/// down, says nothing, or its plugin is gone: then it is somebody's task. A tenant that never had either is asked nothing.
/// </summary>
internal sealed class HandoverWatch(string tenantId, PumpTools tools) : Pump(tenantId, Name, tools)
{
    public const string Name = "forlop";
    private const int Page = 100;

    private LocalDate? looked;

    public override bool FollowsEvents => false;

    protected override string Purpose => "handover";

    public override async Task<TimeSpan?> TurnAsync(CancellationToken cancellation)
    {
        var facts = Facts;
        var counterparts = await Store.CounterpartsAsync(TenantId, cancellation);
        foreach (var gone in counterparts.Where(met => met.Kind == PluginKinds.CaseSystem && IsRetired(met.PluginId)))
        {
            await RetireAsync(gone, facts, cancellation);
        }

        if (looked == facts.Today)
        {
            return Options.SeldomWait;
        }

        if (counterparts.Where(met => met.Kind == PluginKinds.Filing).Select(met => met.SinceOn).Min(StringComparer.Ordinal) is { } since)
        {
            await DocumentsAsync(Day.Parse(since), cancellation);
        }

        foreach (var fagsystem in counterparts.Where(met => met.Kind == PluginKinds.CaseSystem && !IsRetired(met.PluginId)))
        {
            await EventsAsync(fagsystem, facts, cancellation);
        }

        looked = facts.Today;
        return Options.SeldomWait;
    }

    // Begun anew until it is forgotten, which is its last step: a sidecar that ended in between goes on here. How far it was told is kept, for one
    // that is taken back.
    private async Task RetireAsync(Counterpart gone, Facts facts, CancellationToken cancellation)
    {
        // Whatever asked for a task before the decision was known has its turn at the writer before this has.
        await Store.RecordCounterpartAsync(TenantId, gone, cancellation);
        var pathways = new HashSet<string>();
        var page = new Page<WorklistTask>([], "");
        do
        {
            page = await Store.TasksAsync(Access("Retire"), new TaskFilter(AssignedTo: null, Unit: null, OverdueOnly: false, facts.Today, facts.Settings), new PageRequest(Page, page.NextToken), cancellation);
            pathways.UnionWith(page.Items.Where(task => task.Kind == TaskKind.SettleDelivery).Select(task => task.PathwayId));
        }
        while (page.NextToken.Length > 0);

        foreach (var pathwayId in pathways)
        {
            await TellAsync(pathwayId, (pathway, then) => ExchangeDecisions.EndDelivery(pathway, gone.PluginId, then));
        }

        await Store.ForgetCounterpartAsync(TenantId, gone.PluginId, cancellation);
        if (IsRetired(gone.PluginId))
        {
            ExchangeLog.Retired(Logger, gone.PluginId, TenantId);
            return;
        }

        // Taken back in the meantime, and its pump met one that was still known.
        await Store.RecordCounterpartAsync(TenantId, gone, cancellation);
    }

    private async Task DocumentsAsync(LocalDate since, CancellationToken cancellation)
    {
        for (var after = default(OpenFiling); await Store.OpenFilingsAsync(TenantId, Page, after, cancellation) is { Count: > 0 } open; after = open[^1])
        {
            foreach (var pathwayId in open.Select(filing => filing.PathwayId).Distinct())
            {
                await TellAsync(pathwayId, (pathway, facts) => ExchangeDecisions.Late(pathway, since, facts));
            }
        }
    }

    // In the order of the commits: the first that is young ends it.
    private async Task EventsAsync(Counterpart fagsystem, Facts facts, CancellationToken cancellation)
    {
        var progress = await Store.DeliveryAsync(TenantId, fagsystem.PluginId, cancellation);
        var waiting = new Dictionary<string, LocalDate>();
        var next = new NextEvents([], progress.Cursor, More: true);
        while (next.More)
        {
            next = await Store.NextAsync(TenantId, next.Cursor, cancellation);
            foreach (var entry in next.Events)
            {
                var since = LocalDate.Max(Day.Of(entry.RecordTime), Day.Parse(fagsystem.SinceOn));
                if (facts.HasWaitedTooLong(since))
                {
                    waiting.TryAdd(entry.PathwayId, since);
                }
                else
                {
                    next = next with { More = false };
                }
            }
        }

        // From when it was held back, whatever happened in it since; where that was not noted, rather too early than never.
        foreach (var (pathwayId, sinceOn) in progress.HeldBack)
        {
            waiting.TryAdd(pathwayId, Day.Parse(sinceOn.Length > 0 ? sinceOn : fagsystem.SinceOn));
        }

        foreach (var (pathwayId, since) in waiting)
        {
            if (await TellAsync(pathwayId, (pathway, then) => IsRetired(fagsystem.PluginId) ? ExchangeDecisions.Nothing : ExchangeDecisions.Unreached(pathway, fagsystem.PluginId, since, then)))
            {
                ExchangeLog.Parked(Logger, fagsystem.PluginId, "the events", pathwayId, HandoverProblem.NotReached);
            }
        }
    }

    // One pathway that is damaged keeps no other from being looked at.
    private async Task<bool> TellAsync(string pathwayId, Func<Pathway, Facts, Decision> decide)
    {
        try
        {
            return await EnterAsync("Watch", pathwayId, decide);
        }
        catch (Exception fault) when (fault is StoreException { ExitCode: 4 } or InvalidOperationException)
        {
            ExchangeLog.Unreadable(Logger, PluginId, pathwayId);
            return false;
        }
    }
}
