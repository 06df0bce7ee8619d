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
        if (looked == facts.Today)
        {
            return Options.SeldomWait;
        }

        var counterparts = await Store.CounterpartsAsync(TenantId, cancellation);
        if (counterparts.Where(met => met.Kind == PluginKinds.Filing).Select(met => met.SinceOn).Min(StringComparer.Ordinal) is { } since)
        {
            await DocumentsAsync(Day.Parse(since), cancellation);
        }

        foreach (var fagsystem in counterparts.Where(met => met.Kind == PluginKinds.CaseSystem))
        {
            await EventsAsync(fagsystem, facts, cancellation);
        }

        looked = facts.Today;
        return Options.SeldomWait;
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
            if (await TellAsync(pathwayId, (pathway, then) => ExchangeDecisions.Unreached(pathway, fagsystem.PluginId, since, then)))
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
