using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways;
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
    // How far it is is noted with the first own events after a note, and otherwise so seldom: what is not noted comes once more.
    private const int PagesPerNote = 50;

    private readonly Patience reach = tools.NewPatience();
    private readonly Dictionary<string, Patience> heldBack = [];
    private readonly Patience compared = tools.NewPatience();
    private Counterpart? self;
    private string? cursor;
    private int unnoted;
    private int unreachable;

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
            foreach (var pathwayId in progress.HeldBack.Keys)
            {
                heldBack[pathwayId] = NewPatience();
            }

            self = await MeetAsync(PluginKinds.CaseSystem, cancellation);
            cursor = progress.Cursor;
        }

        // What is held back is tried last: it must not stand before what goes through. What is compared, is what both should hold by then.
        return await GoOnAsync(fagsystem, cancellation) && await CatchUpAsync(fagsystem, cancellation) && await CompareAsync(fagsystem, cancellation)
            ? heldBack.Values.Select(patience => patience.Left).Append(Options.SeldomWait).Min()
            : reach.Left;
    }

    // What was held back and may be tried again, that last which failed most often; false when the plugin cannot be reached.
    private async Task<bool> CatchUpAsync(CaseSystemPlugin fagsystem, CancellationToken cancellation)
    {
        foreach (var (pathwayId, patience) in heldBack.Where(held => held.Value.Left == TimeSpan.Zero).OrderBy(held => held.Value.Failures).ToList())
        {
            var outcome = await new Delivery(Store, fagsystem, Access("Deliver", pathwayId)).SendAsync(after: null, cancellation);
            if (outcome.End == Outcome.Ends.Unreachable)
            {
                await HoldAsync(pathwayId, patience, outcome);
                if (patience.Failures % Options.MostUnreached == 0)
                {
                    continue; // as when it was new: perhaps it is this one, and the comparison waits behind it
                }

                reach.Fail();
                return false;
            }

            reach.Succeed();
            if (outcome.End == Outcome.Ends.Taken)
            {
                await ResumeAsync(pathwayId, HandoverProblem.Unspecified);
                await Store.RecordDeliveryAsync(TenantId, PluginId, new(null, [], [pathwayId]), cancellation);
                heldBack.Remove(pathwayId);
            }
            else
            {
                await HoldAsync(pathwayId, patience, outcome);
            }
        }

        return true;
    }

    // What is new since the last time; false when the plugin cannot be reached. What was delivered before that comes again then.
    private async Task<bool> GoOnAsync(CaseSystemPlugin fagsystem, CancellationToken cancellation)
    {
        for (var more = true; more;)
        {
            var next = await Store.NextAsync(TenantId, cursor!, cancellation);
            var held = new List<string>();
            foreach (var pathwayId in next.Unreadable.Where(pathwayId => !heldBack.ContainsKey(pathwayId)))
            {
                await HoldBackAsync(pathwayId, new(Outcome.Ends.Unreadable), cancellation);
            }

            foreach (var pathway in next.Events.GroupBy(entry => entry.PathwayId))
            {
                if (heldBack.TryGetValue(pathway.Key, out var patience))
                {
                    held.Add(pathway.Key); // noted again: a turn that broke off may have passed it without a note
                    if (pathway.Any(entry => entry.PayloadCase == Payload.FollowUpDone))
                    {
                        patience.Succeed(); // perhaps somebody has seen to it: worth a try at once
                    }

                    continue;
                }

                var delivery = new Delivery(Store, fagsystem, Access("Deliver", pathway.Key));
                var outcome = await delivery.SendAsync(pathway.First().Version - 1, cancellation);
                if (outcome.End == Outcome.Ends.Unreachable && ++unreachable < Options.MostUnreached)
                {
                    reach.Fail();
                    return false;
                }

                // After so often, perhaps it is this pathway that ends the plugin each time: then the next one goes on.
                unreachable = 0;
                if (outcome.End != Outcome.Ends.Unreachable)
                {
                    reach.Succeed();
                }

                if (outcome.End == Outcome.Ends.Taken && delivery.IsAwaited)
                {
                    await ResumeAsync(pathway.Key, HandoverProblem.Unspecified);
                }
                else if (outcome.End != Outcome.Ends.Taken)
                {
                    await HoldBackAsync(pathway.Key, outcome, cancellation);
                }
            }

            await NoteAsync(next, held, cancellation);
            (cursor, more) = (next.Cursor, next.More);
        }

        return true;
    }

    // Once for each night, and for one that was missed; false when the plugin cannot be reached.
    private async Task<bool> CompareAsync(CaseSystemPlugin fagsystem, CancellationToken cancellation)
    {
        var night = LastNight;
        if (Day.Parse(self!.ComparedOn) >= night || compared.Left > TimeSpan.Zero)
        {
            return true;
        }

        try
        {
            var comparison = new NightlyComparison(Store, fagsystem, pathwayId => Access("Reconcile", pathwayId), UnderWayAsync);
            await comparison.RunAsync(ParkAsync, pathwayId => ResumeAsync(pathwayId, HandoverProblem.HeldOtherwise), cancellation);
            self = self with { ComparedOn = Day.Format(night), Strangers = comparison.Strangers };
            await Store.RecordCounterpartAsync(TenantId, self, cancellation);
            compared.Succeed();
            if (comparison.Strangers > 0)
            {
                ExchangeLog.Strangers(Logger, PluginId, TenantId, comparison.Strangers);
            }

            return true;
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            if (Outcome.Of(fault).End == Outcome.Ends.Unreachable)
            {
                reach.Fail();
                return false;
            }

            ExchangeLog.Fault(Logger, PluginId, $"Reconcile {fault.StatusCode}");
            compared.Wait(Options.SeldomWait);
            return true;
        }

        Task ParkAsync(string pathwayId) => EnterAsync("Reconcile", pathwayId, (pathway, facts) => Park(pathway, HandoverProblem.HeldOtherwise, facts));
    }

    // Asked where it is entered: nobody is to see to one that was retired a moment ago.
    private Decision Park(Pathway pathway, HandoverProblem problem, Facts facts) =>
        IsRetired(PluginId) ? ExchangeDecisions.Nothing : ExchangeDecisions.ParkDelivery(pathway, PluginId, problem, facts);

    // What was not delivered yet, or is held back: the fagsystem may hold less of it.
    private async Task<HashSet<string>> UnderWayAsync(CancellationToken cancellation)
    {
        var found = heldBack.Keys.ToHashSet();
        var next = new NextEvents([], cursor!, More: true);
        while (next.More)
        {
            next = await Store.NextAsync(TenantId, next.Cursor, cancellation);
            found.UnionWith(next.Events.Select(entry => entry.PathwayId).Concat(next.Unreadable));
        }

        return found;
    }

    private Task ResumeAsync(string pathwayId, HandoverProblem problem) => EnterAsync("Deliver", pathwayId, (pathway, facts) => ExchangeDecisions.ResumeDelivery(pathway, PluginId, problem, facts));

    private async Task NoteAsync(NextEvents next, List<string> held, CancellationToken cancellation)
    {
        unnoted += next.Cursor == cursor ? 0 : 1;
        if (unnoted > 0 && (next.Events.Count > 0 || unnoted >= PagesPerNote))
        {
            await Store.RecordDeliveryAsync(TenantId, PluginId, new(next.Cursor, held, []), cancellation);
            unnoted = 0;
        }
    }

    // Known as held back only once that is durable, and before the cursor passes it.
    private async Task HoldBackAsync(string pathwayId, Outcome outcome, CancellationToken cancellation)
    {
        var patience = NewPatience();
        await HoldAsync(pathwayId, patience, outcome);
        await Store.RecordDeliveryAsync(TenantId, PluginId, new(null, [pathwayId], []), cancellation);
        heldBack[pathwayId] = patience;
    }

    // One that was slow is tried again by itself, and becomes somebody's task when it stays so.
    private async Task HoldAsync(string pathwayId, Patience patience, Outcome outcome)
    {
        if (outcome.End is Outcome.Ends.Slow or Outcome.Ends.Unreachable)
        {
            patience.Fail();
            if (outcome.End == Outcome.Ends.Unreachable)
            {
                patience.Wait(Options.LongestWait);
                return;
            }

            if (patience.Failures < Options.MostTimeouts)
            {
                return;
            }
        }

        patience.Wait(Options.SeldomWait);
        if (outcome.End == Outcome.Ends.Unreadable)
        {
            ExchangeLog.Unreadable(Logger, PluginId, pathwayId);
            return;
        }

        var problem = outcome.End == Outcome.Ends.Slow ? HandoverProblem.PluginFault : outcome.Problem;
        if (await EnterAsync("Deliver", pathwayId, (pathway, facts) => Park(pathway, problem, facts)))
        {
            ExchangeLog.Parked(Logger, PluginId, "the events", pathwayId, problem);
        }
    }
}
