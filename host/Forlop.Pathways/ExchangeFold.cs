using Forlop.Contracts.V1;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>How far each document is, what has been asked for, and whether the fagsystem takes what happens. It moves no pathway.</summary>
internal static class ExchangeFold
{
    /// <summary>What the one task about everything that is late on its way to the archive is about. No document has such an id.</summary>
    public const string Archive = "archive";

    /// <summary>How the subject of a task ends that is about a fagsystem which holds the pathway otherwise.</summary>
    public const string Held = ".held";

    /// <summary>False when the event is none of these.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.FilingCommitted:
                var begun = entry.FilingCommitted.Filing.Clone();
                begun.SinceOn = entry.OccurredOn;
                pathway.Filings.Add(begun);
                return true;
            case Payload.FilingDelivered:
                Reach(pathway, entry, entry.FilingDelivered.FilingId, FilingState.Delivered).PluginId = entry.FilingDelivered.PluginId;
                return true;
            case Payload.FilingFiled:
                Reach(pathway, entry, entry.FilingFiled.FilingId, FilingState.Filed).ArchiveId = entry.FilingFiled.ArchiveId;
                return true;
            case Payload.FilingParked:
                var parked = Change(pathway, entry, entry.FilingParked.FilingId, FilingState.Parked);
                (parked.Problem, parked.PluginId) = (entry.FilingParked.Problem, entry.FilingParked.PluginId is { Length: > 0 } holder ? holder : parked.PluginId);
                return true;
            case Payload.FilingLate:
                foreach (var late in entry.FilingLate.FilingIds)
                {
                    Of(pathway, late).Late = true;
                }

                return true;
            case Payload.FilingWaived:
                Reach(pathway, entry, entry.FilingWaived.FilingId, FilingState.NotFiled);
                return true;
            case Payload.RequestReceived:
                pathway.Requests.Add(entry.RequestReceived.Request.Clone());
                var counts = PathwayFold.Counts(pathway);
                counts.Requests = PathwayFold.Highest(counts.Requests, entry.RequestReceived.Request.RequestId);
                return true;
            case Payload.DeliveryParked:
                return true; // the task that follows is all there is to it
            case Payload.DeliveryResumed:
                FollowUpFold.Settle(pathway, entry, TaskKind.SettleDelivery, AboutOf(entry.DeliveryResumed.PluginId, entry.DeliveryResumed.Problem));
                return true;
            case Payload.DeliveryEnded:
                FollowUpFold.CancelDelivery(pathway, entry.DeliveryEnded.PluginId);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a task is about this fagsystem, of one sort or the other.</summary>
    public static bool IsAbout(FollowUp followUp, string pluginId) =>
        followUp.Kind == TaskKind.SettleDelivery && (followUp.AboutId == pluginId || followUp.AboutId == AboutOf(pluginId, HandoverProblem.HeldOtherwise));

    /// <summary>What the task of a fagsystem is about: that its events wait, or that it holds the pathway otherwise, which is two things.</summary>
    public static string AboutOf(string pluginId, HandoverProblem problem) => problem == HandoverProblem.HeldOtherwise ? $"{pluginId}{Held}" : pluginId;

    /// <summary>Somebody has seen to it: what could not be handed over is sent again, and what was late has its time once more.</summary>
    public static void SendAgain(Pathway pathway, FollowUp done)
    {
        foreach (var filing in pathway.Filings.Where(_ => done.Kind == TaskKind.SettleFiling))
        {
            if (filing.FilingId == done.AboutId && filing.State == FilingState.Parked)
            {
                // Another archive gets it only from whoever was told that one has it already, or that it refused it.
                filing.PluginId = filing.Problem is HandoverProblem.HeldElsewhere or HandoverProblem.ArchiveRefused ? "" : filing.PluginId;
                (filing.State, filing.Problem, filing.SinceOn) = (FilingState.Committed, HandoverProblem.Unspecified, done.DoneOn);
            }
            else if (filing.Late && done.AboutId == Archive)
            {
                (filing.Late, filing.SinceOn) = (false, done.DoneOn);
            }
        }
    }

    private static Filing Reach(Pathway pathway, HistoryEntry entry, string filingId, FilingState state)
    {
        var filing = Change(pathway, entry, filingId, state);
        FollowUpFold.Settle(pathway, entry, TaskKind.SettleFiling, filingId);
        return filing;
    }

    // What moved is not late any more; the task about what was ends with the last of them.
    private static Filing Change(Pathway pathway, HistoryEntry entry, string filingId, FilingState state)
    {
        var filing = Of(pathway, filingId);
        (filing.State, filing.Problem, filing.SinceOn, filing.Late) = (state, HandoverProblem.Unspecified, entry.OccurredOn, false);
        if (!pathway.Filings.Any(other => other.Late))
        {
            FollowUpFold.Settle(pathway, entry, TaskKind.SettleFiling, Archive);
        }

        return filing;
    }

    private static Filing Of(Pathway pathway, string filingId) => pathway.Filings.Single(filing => filing.FilingId == filingId);
}
