using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.PluginHost;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Brings documents to an archive until it gives each its id. The same id at every attempt: a repeat makes no second document.
/// </summary>
internal sealed class FilingPump(string tenantId, string pluginId, Func<FilingPlugin?> plugin, PumpTools tools) : Pump(tenantId, pluginId, tools)
{
    private const int Page = 100;

    private readonly Patience reach = tools.NewPatience();
    private readonly Dictionary<Guid, Waiting> waiting = [];

    public override bool FollowsEvents => true;

    protected override string Purpose => "filing";

    public override async Task<TimeSpan?> TurnAsync(CancellationToken cancellation)
    {
        if (plugin() is not { } archive)
        {
            return null;
        }

        if (reach.Left > TimeSpan.Zero)
        {
            return reach.Left;
        }

        var (seen, soonest) = (new HashSet<Guid>(), Options.SeldomWait);
        for (var after = default(OpenFiling); await Store.OpenFilingsAsync(TenantId, Page, after, cancellation) is { Count: > 0 } open; after = open[^1])
        {
            foreach (var filing in open)
            {
                seen.Add(filing.FilingId);
                if (!await OneAsync(archive, filing, cancellation))
                {
                    return reach.Left;
                }

                if (waiting.TryGetValue(filing.FilingId, out var left) && left.Patience.Left < soonest)
                {
                    soonest = left.Patience.Left;
                }
            }
        }

        foreach (var gone in waiting.Keys.Where(id => !seen.Contains(id)).ToList())
        {
            waiting.Remove(gone);
        }

        return soonest;
    }

    // False when the plugin cannot be reached.
    private async Task<bool> OneAsync(FilingPlugin archive, OpenFiling open, CancellationToken cancellation)
    {
        if (!waiting.TryGetValue(open.FilingId, out var state))
        {
            waiting[open.FilingId] = state = new(NewPatience());
        }

        if (await Store.PathwayAfterAsync(TenantId, open.PathwayId, long.MaxValue, 1, cancellation) is not var (pathway, _)
            || pathway.Filings.FirstOrDefault(filing => filing.FilingId == open.FilingId.ToString()) is not { } filing)
        {
            return true;
        }

        if (state.SeenAs == FilingState.Parked && filing.State == FilingState.Committed)
        {
            (state.Patience, state.Refusals, state.Timeouts) = (NewPatience(), 0, 0); // somebody has seen to it
        }

        state.SeenAs = filing.State;
        var isTried = filing.State is FilingState.Committed or FilingState.Delivered || filing is { State: FilingState.Parked, Problem: HandoverProblem.NeedsSomebody };
        if (!isTried || state.Patience.Left > TimeSpan.Zero)
        {
            if (!isTried)
            {
                state.Patience.Wait(Options.SeldomWait);
            }

            return true;
        }

        var outcome = filing.State == FilingState.Delivered
            ? await CheckAsync(archive, open, filing, state, pathway, cancellation)
            : await FileAsync(archive, open, filing, state, pathway, cancellation);
        return await SettleAsync(outcome, open, state);
    }

    private async Task<bool> SettleAsync(Outcome outcome, OpenFiling open, Waiting state)
    {
        switch (outcome.End)
        {
            case Outcome.Ends.Unreachable:
                reach.Fail();
                return false;
            case Outcome.Ends.Slow:
                state.Patience.Fail();
                if (++state.Timeouts >= Options.MostTimeouts)
                {
                    await ParkAsync(open, state, HandoverProblem.NeedsSomebody);
                }

                break;
            case Outcome.Ends.Stopped:
                await ParkAsync(open, state, outcome.Problem);
                break;
            default:
                reach.Succeed();
                break;
        }

        return true;
    }

    private async Task<Outcome> FileAsync(FilingPlugin archive, OpenFiling open, Filing filing, Waiting state, Pathway pathway, CancellationToken cancellation)
    {
        await Store.RecordAccessAsync(Access("File", open.PathwayId), AccessOutcome.Answered, cancellation);
        try
        {
            await using var content = new DocumentStream(Store, TenantId, open.PathwayId, open.FilingId);
            var answer = await archive.FileAsync(FilingHeaders.Of(TenantId, pathway, filing), content, cancellation);
            return await ReachAsync(open, state, answer.Stage, answer.ArchiveId);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.InvalidArgument)
        {
            return state.Refusals++ == 0 ? new(Outcome.Ends.Slow) : Outcome.Stopped(HandoverProblem.ContentRefused);
        }
        catch (StoreException damaged) when (damaged.ExitCode == 4)
        {
            return Outcome.Stopped(HandoverProblem.ContentRefused); // it is not what was committed: nobody may get it
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.AlreadyExists)
        {
            return Outcome.Stopped(HandoverProblem.IdTaken);
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            return Outcome.Of(fault);
        }
    }

    private async Task<Outcome> CheckAsync(FilingPlugin archive, OpenFiling open, Filing filing, Waiting state, Pathway pathway, CancellationToken cancellation)
    {
        try
        {
            var answer = await archive.Client.CheckFilingAsync(new CheckFilingRequest { TenantId = TenantId, FilingId = open.FilingId.ToString() }, cancellationToken: cancellation);
            return answer.Refusal is null ? await ReachAsync(open, state, answer.Stage, answer.ArchiveId) : Outcome.Stopped(HandoverProblem.ArchiveRefused);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
        {
            return await FileAsync(archive, open, filing, state, pathway, cancellation);
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            return Outcome.Of(fault);
        }
    }

    private async Task<Outcome> ReachAsync(OpenFiling open, Waiting state, Stage stage, string archiveId)
    {
        switch (stage)
        {
            case Stage.Filed when archiveId.Length > 0:
                await EnterAsync("File", open.PathwayId, (pathway, facts) => ExchangeDecisions.Filed(pathway, open.FilingId.ToString(), archiveId, facts));
                return Outcome.Taken;
            case Stage.Delivered:
                await EnterAsync("File", open.PathwayId, (pathway, facts) => ExchangeDecisions.Delivered(pathway, open.FilingId.ToString(), facts));
                state.Patience.Fail(); // its id is asked for more and more seldom
                return Outcome.Taken;
            default:
                return Outcome.Stopped(HandoverProblem.PluginFault);
        }
    }

    private async Task ParkAsync(OpenFiling open, Waiting state, HandoverProblem problem)
    {
        await EnterAsync("File", open.PathwayId, (pathway, facts) => ExchangeDecisions.Park(pathway, open.FilingId.ToString(), problem, facts));
        state.Patience.Wait(Options.SeldomWait);
        state.SeenAs = FilingState.Parked;
        ExchangeLog.Parked(Logger, PluginId, "a document", open.PathwayId, problem);
    }

    private sealed class Waiting(Patience patience)
    {
        public Patience Patience { get; set; } = patience;

        public FilingState SeenAs { get; set; }

        public int Refusals { get; set; }

        public int Timeouts { get; set; }
    }
}
