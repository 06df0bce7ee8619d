using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.PluginHost;
using Forlop.Storage;
using Grpc.Core;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Delivers what was committed to a fagsystem: at least once, and each pathway in its order. One pathway that the fagsystem does
/// not take is held back with a task, and keeps no other from going on.
/// </summary>
internal sealed class CaseSystemPump(string tenantId, string pluginId, Func<CaseSystemPlugin?> plugin, PumpTools tools) : Pump(tenantId, pluginId, tools)
{
    private readonly Patience reach = tools.NewPatience();
    private readonly Dictionary<string, Patience> heldBack = [];
    private string? cursor;

    public override bool FollowsEvents => true;

    protected override string Purpose => "delivery";

    public override async Task<TimeSpan?> TurnAsync(CancellationToken cancellation)
    {
        if (plugin() is not { } fagsystem)
        {
            return null;
        }

        if (reach.Left > TimeSpan.Zero)
        {
            return reach.Left;
        }

        if (cursor is null)
        {
            var progress = await Store.DeliveryAsync(TenantId, PluginId, cancellation);
            cursor = progress.Cursor;
            foreach (var pathwayId in progress.HeldBack)
            {
                heldBack[pathwayId] = NewPatience();
            }
        }

        return await CatchUpAsync(fagsystem, cancellation) && await GoOnAsync(fagsystem, cancellation)
            ? heldBack.Values.Select(patience => patience.Left).Append(Options.SeldomWait).Min()
            : reach.Left;
    }

    // What was held back and may be tried again; false when the plugin cannot be reached.
    private async Task<bool> CatchUpAsync(CaseSystemPlugin fagsystem, CancellationToken cancellation)
    {
        foreach (var (pathwayId, patience) in heldBack.Where(held => held.Value.Left == TimeSpan.Zero).ToList())
        {
            var outcome = await new Delivery(Store, fagsystem, Access("Deliver", pathwayId)).SendAsync(after: null, cancellation);
            switch (outcome.End)
            {
                case Outcome.Ends.Taken:
                    await EnterAsync("Deliver", pathwayId, (pathway, facts) => ExchangeDecisions.ResumeDelivery(pathway, PluginId, facts));
                    await Store.RecordDeliveryAsync(TenantId, PluginId, new(null, [], [pathwayId]), cancellation);
                    heldBack.Remove(pathwayId);
                    break;
                case Outcome.Ends.Unreachable:
                    reach.Fail();
                    return false;
                default:
                    await HoldAsync(pathwayId, patience, outcome);
                    break;
            }
        }

        return true;
    }

    // What is new since the last time; false when the plugin cannot be reached. What was delivered before that comes again then.
    private async Task<bool> GoOnAsync(CaseSystemPlugin fagsystem, CancellationToken cancellation)
    {
        var sent = new Dictionary<string, long>();
        for (var more = true; more;)
        {
            var next = await NextAsync(cancellation);
            var stopped = new List<string>();
            foreach (var pathway in next.Events.GroupBy(entry => entry.PathwayId))
            {
                if (heldBack.TryGetValue(pathway.Key, out var patience))
                {
                    if (pathway.Any(entry => entry.PayloadCase == Payload.FollowUpDone))
                    {
                        patience.Succeed(); // perhaps somebody has seen to it: worth a try at once
                    }

                    continue;
                }

                if (sent.GetValueOrDefault(pathway.Key) >= pathway.Last().Version)
                {
                    continue;
                }

                var delivery = new Delivery(Store, fagsystem, Access("Deliver", pathway.Key));
                var outcome = await delivery.SendAsync(pathway.First().Version - 1, cancellation);
                sent[pathway.Key] = delivery.Reached;
                if (outcome.End == Outcome.Ends.Unreachable)
                {
                    reach.Fail();
                    return false;
                }

                if (outcome.End != Outcome.Ends.Taken)
                {
                    stopped.Add(pathway.Key);
                    heldBack[pathway.Key] = patience = NewPatience();
                    await HoldAsync(pathway.Key, patience, outcome);
                }
            }

            if (next.Cursor != cursor || stopped.Count > 0)
            {
                await Store.RecordDeliveryAsync(TenantId, PluginId, new(next.Cursor, stopped, []), cancellation);
            }

            (cursor, more) = (next.Cursor, next.More);
            reach.Succeed();
        }

        return true;
    }

    // One that was slow is tried again by itself, and becomes somebody's task when it stays so.
    private async Task HoldAsync(string pathwayId, Patience patience, Outcome outcome)
    {
        if (outcome.End == Outcome.Ends.Slow)
        {
            patience.Fail();
            if (patience.Failures < Options.MostTimeouts)
            {
                return;
            }
        }

        await ParkAsync(pathwayId, outcome.End == Outcome.Ends.Slow ? HandoverProblem.NeedsSomebody : outcome.Problem);
        patience.Wait(Options.SeldomWait);
    }

    // A store that was restored from a backup may be behind what was noted: then everything is offered once more.
    private async Task<NextEvents> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await Store.EventsAsync(TenantId, cursor!, cancellation);
        }
        catch (CursorInvalidException) when (cursor!.Length > 0)
        {
            return await Store.EventsAsync(TenantId, "", cancellation);
        }
    }

    private async Task ParkAsync(string pathwayId, HandoverProblem problem)
    {
        await EnterAsync("Deliver", pathwayId, (pathway, facts) => ExchangeDecisions.ParkDelivery(pathway, PluginId, problem, facts));
        ExchangeLog.Parked(Logger, PluginId, "the events", pathwayId, problem);
    }
}
