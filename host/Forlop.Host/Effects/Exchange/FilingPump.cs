using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.PluginHost;
using Forlop.Storage;
using Grpc.Core;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Brings documents to an archive until it gives each its id. The same id at every attempt: a repeat makes no second document.
/// </summary>
internal sealed class FilingPump(string tenantId, string pluginId, Func<FilingPlugin?> plugin, PumpTools tools) : Pump(tenantId, pluginId, tools)
{
    private const int Page = 100;

    private readonly Patience reach = tools.NewPatience();
    private readonly Dictionary<Guid, Waiting> waiting = [];
    private string? looked;

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

        await LookAroundAsync(cancellation);
        var (seen, last) = (new HashSet<Guid>(), new List<OpenFiling>());
        for (var after = default(OpenFiling); await Store.OpenFilingsAsync(TenantId, Page, after, cancellation) is { Count: > 0 } open; after = open[^1])
        {
            foreach (var filing in open)
            {
                seen.Add(filing.FilingId);
                if (Unreached(filing) >= Options.MostUnreached)
                {
                    last.Add(filing);
                }
                else if (!await OneAsync(archive, filing, cancellation))
                {
                    return reach.Left;
                }
            }
        }

        // Perhaps it is one of these that ends the plugin each time: it must not stand before what goes through.
        foreach (var filing in last.OrderBy(Unreached))
        {
            if (!await OneAsync(archive, filing, cancellation))
            {
                return reach.Left;
            }
        }

        foreach (var gone in waiting.Keys.Where(id => !seen.Contains(id)).ToList())
        {
            waiting.Remove(gone);
        }

        return waiting.Values.Select(state => state.Patience.Left).Append(Options.SeldomWait).Min();
    }

    private int Unreached(OpenFiling filing) => waiting.GetValueOrDefault(filing.FilingId)?.Unreachable ?? 0;

    // Whether somebody completed a task is learnt from the events, so that what is parked is not read again and again.
    private async Task LookAroundAsync(CancellationToken cancellation)
    {
        if (looked is null)
        {
            await MeetAsync(PluginKinds.Filing, cancellation);
            looked = Store.EndCursor(TenantId);
        }

        for (var more = true; more;)
        {
            var next = await Store.EventsAsync(TenantId, looked, cancellation);
            foreach (var done in next.Events.Where(entry => entry.PayloadCase == Payload.FollowUpDone))
            {
                foreach (var (id, state) in waiting)
                {
                    state.IsSeenTo |= done.FollowUpDone.FollowUpId.Contains(id.ToString(), StringComparison.Ordinal);
                }
            }

            (looked, more) = (next.Cursor, next.More);
        }
    }

    // False when the plugin cannot be reached.
    private async Task<bool> OneAsync(FilingPlugin archive, OpenFiling open, CancellationToken cancellation)
    {
        if (!waiting.TryGetValue(open.FilingId, out var state))
        {
            waiting[open.FilingId] = state = new(NewPatience());
        }

        // Nothing is read for what only waits, however many those are.
        if (state.Patience.Left > TimeSpan.Zero && !state.IsSeenTo)
        {
            return true;
        }

        if (await ReadAsync(open, cancellation) is not var (pathway, filing))
        {
            ExchangeLog.Unreadable(Logger, PluginId, open.PathwayId);
            state.Patience.Wait(Options.SeldomWait);
            return true;
        }

        if (state.SeenAs == FilingState.Parked && filing.State == FilingState.Committed)
        {
            waiting[open.FilingId] = state = new(NewPatience()); // somebody has seen to it
        }

        (state.SeenAs, state.IsSeenTo) = (filing.State, false);
        if (filing.PluginId.Length > 0 && open.OfferedTo.Length > 0)
        {
            await Store.TakeBackFilingAsync(TenantId, open, cancellation); // the pathway says it, and a person may say that it is not so
        }

        var holder = filing.PluginId.Length > 0 ? filing.PluginId : open.OfferedTo;
        var isElsewhere = holder.Length > 0 && holder != PluginId;
        var isBack = filing.Problem == HandoverProblem.HeldElsewhere && !isElsewhere;
        if (filing.State == FilingState.Parked && !isBack && filing.Problem is not (HandoverProblem.NeedsSomebody or HandoverProblem.PluginFault))
        {
            state.Patience.Wait(Options.SeldomWait);
        }

        if (state.Patience.Left > TimeSpan.Zero)
        {
            return true;
        }

        if (isElsewhere)
        {
            // Nothing is held here: this archive would only be asked to take it a second time.
            await ParkAsync(open, state, HandoverProblem.HeldElsewhere, holder);
            await Store.TakeBackFilingAsync(TenantId, open, cancellation);
            return true;
        }

        var outcome = filing.State == FilingState.Delivered || isBack
            ? await CheckAsync(archive, open, filing, state, pathway, cancellation)
            : await FileAsync(archive, open, filing, state, pathway, cancellation);
        return await SettleAsync(outcome, open, state);
    }

    private async Task<(Pathway Pathway, Filing Filing)?> ReadAsync(OpenFiling open, CancellationToken cancellation) =>
        await Store.ReadableAfterAsync(TenantId, open.PathwayId, long.MaxValue, 1, cancellation) is var (pathway, _)
        && pathway.Filings.FirstOrDefault(filing => filing.FilingId == open.FilingId.ToString()) is { } filing
            ? (pathway, filing)
            : null;

    private async Task<bool> SettleAsync(Outcome outcome, OpenFiling open, Waiting state)
    {
        switch (outcome.End)
        {
            case Outcome.Ends.Unreachable:
                if (++state.Unreachable >= Options.MostUnreached)
                {
                    state.Patience.Wait(Options.LongestWait);
                }

                reach.Fail();
                return false;
            case Outcome.Ends.Slow:
                state.Patience.Fail();
                if (++state.Timeouts >= Options.MostTimeouts)
                {
                    await ParkAsync(open, state, HandoverProblem.PluginFault);
                }

                break;
            case Outcome.Ends.Stopped:
                await ParkAsync(open, state, outcome.Problem);
                if (outcome.Problem is HandoverProblem.NeedsSomebody or HandoverProblem.ContentRefused or HandoverProblem.IdTaken)
                {
                    await Store.TakeBackFilingAsync(TenantId, open, CancellationToken.None); // who has it answers a repeat otherwise (FI-1)
                }

                break;
            default:
                (state.Timeouts, state.Refusals) = (0, 0);
                break;
        }

        state.Unreachable = 0;
        reach.Succeed();
        return true;
    }

    private async Task<Outcome> FileAsync(FilingPlugin archive, OpenFiling open, Filing filing, Waiting state, Pathway pathway, CancellationToken cancellation)
    {
        try
        {
            await using var content = new DocumentStream(Store, TenantId, open.PathwayId, open.FilingId);
            var answer = await archive.FileAsync(FilingHeaders.Of(TenantId, pathway, filing), content, cancellation, () => ShowAsync(open, filing, cancellation));
            return await ReachAsync(open, state, answer.Stage, answer.ArchiveId);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.InvalidArgument)
        {
            return state.Refusals++ == 0 ? Again(state) : Outcome.Stopped(HandoverProblem.ContentRefused);
        }
        catch (StoreException damaged) when (damaged.ExitCode == 4)
        {
            return Outcome.Stopped(HandoverProblem.ContentRefused); // it is not what was committed, and nobody gets it
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

    // Before the first byte leaves: whatever ends the call, or this process, it may have arrived.
    private Task ShowAsync(OpenFiling open, Filing filing, CancellationToken cancellation) => open.OfferedTo == PluginId || filing.PluginId == PluginId
        ? Store.RecordAccessAsync(Access("File", open.PathwayId), AccessOutcome.Answered, cancellation)
        : Store.OfferFilingAsync(Access("File", open.PathwayId), open, cancellation);

    private static Outcome Again(Waiting state)
    {
        state.Timeouts--; // it was answered, and that counts for itself
        return new(Outcome.Ends.Slow);
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
            case Stage.Filed when archiveId.Length is > 0 and <= ExchangeDecisions.LongestArchiveId:
                await EnterAsync("File", open.PathwayId, (pathway, facts) => ExchangeDecisions.Filed(pathway, open.FilingId.ToString(), archiveId, facts));
                waiting.Remove(open.FilingId);
                return Outcome.Taken;
            case Stage.Delivered:
                if (state.SeenAs != FilingState.Delivered)
                {
                    await EnterAsync("File", open.PathwayId, (pathway, facts) => ExchangeDecisions.Delivered(pathway, open.FilingId.ToString(), PluginId, facts));
                }

                state.Patience.Fail(); // its id is asked for more and more seldom
                return Outcome.Taken;
            default:
                return Outcome.Stopped(HandoverProblem.PluginFault);
        }
    }

    private async Task ParkAsync(OpenFiling open, Waiting state, HandoverProblem problem, string holder = "")
    {
        state.Patience.Wait(Options.SeldomWait);
        state.SeenAs = FilingState.Parked;
        if (await EnterAsync("File", open.PathwayId, (pathway, facts) => ExchangeDecisions.Park(pathway, open.FilingId.ToString(), problem, facts, holder)))
        {
            ExchangeLog.Parked(Logger, PluginId, "a document", open.PathwayId, problem);
        }
    }

    private sealed class Waiting(Patience patience)
    {
        public Patience Patience { get; set; } = patience;

        public FilingState SeenAs { get; set; }

        /// <summary>Something happened in its pathway that may be that.</summary>
        public bool IsSeenTo { get; set; }

        public int Refusals { get; set; }

        public int Timeouts { get; set; }

        /// <summary>Times in a row; from <see cref="ExchangeOptions.MostUnreached"/> on, everything else goes first.</summary>
        public int Unreachable { get; set; }
    }
}
