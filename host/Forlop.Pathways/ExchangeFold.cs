using Forlop.Contracts.V1;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>How far each document is, what has been asked for, and whether the fagsystem takes what happens. It moves no pathway.</summary>
internal static class ExchangeFold
{
    /// <summary>False when the event is none of these.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.FilingCommitted:
                pathway.Filings.Add(entry.FilingCommitted.Filing.Clone());
                return true;
            case Payload.FilingDelivered:
                Reach(pathway, entry, entry.FilingDelivered.FilingId, FilingState.Delivered);
                return true;
            case Payload.FilingFiled:
                Reach(pathway, entry, entry.FilingFiled.FilingId, FilingState.Filed).ArchiveId = entry.FilingFiled.ArchiveId;
                return true;
            case Payload.FilingParked:
                Of(pathway, entry.FilingParked.FilingId).State = FilingState.Parked;
                Of(pathway, entry.FilingParked.FilingId).Problem = entry.FilingParked.Problem;
                return true;
            case Payload.RequestReceived:
                pathway.Requests.Add(entry.RequestReceived.Request.Clone());
                var counts = PathwayFold.Counts(pathway);
                counts.Requests = PathwayFold.Highest(counts.Requests, entry.RequestReceived.Request.RequestId);
                return true;
            case Payload.DeliveryParked:
                return true; // the task that follows is all there is to it
            case Payload.DeliveryResumed:
                FollowUpFold.Settle(pathway, entry, TaskKind.SettleDelivery, entry.DeliveryResumed.PluginId);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Somebody has seen to it: what could not be handed over is sent again.</summary>
    public static void SendAgain(Pathway pathway, FollowUp done)
    {
        if (done.Kind == TaskKind.SettleFiling && pathway.Filings.FirstOrDefault(filing => filing.FilingId == done.AboutId) is { State: FilingState.Parked } parked)
        {
            (parked.State, parked.Problem) = (FilingState.Committed, HandoverProblem.Unspecified);
        }
    }

    private static Filing Reach(Pathway pathway, HistoryEntry entry, string filingId, FilingState state)
    {
        var filing = Of(pathway, filingId);
        (filing.State, filing.Problem) = (state, HandoverProblem.Unspecified);
        FollowUpFold.Settle(pathway, entry, TaskKind.SettleFiling, filingId);
        return filing;
    }

    private static Filing Of(Pathway pathway, string filingId) => pathway.Filings.Single(filing => filing.FilingId == filingId);
}
