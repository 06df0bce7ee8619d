using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Tests.Crash;

/// <summary>
/// Holds a sidecar against the ledger of its clients. It asks only what any client may ask, and it counts instead of
/// failing: a harness that cannot report a loss could not be shown to work.
/// </summary>
internal sealed class Comparison(Ledger ledger, CallInvoker clients, CallInvoker auditor)
{
    private readonly PathwayService.PathwayServiceClient pathways = new(clients);

    /// <summary>Acknowledged, and not there or not as it was acknowledged.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>There, and belonging to no receipt: done twice, or done by nobody.</summary>
    public List<string> Doubled { get; } = [];

    /// <summary>What the sidecar's own check of its log found.</summary>
    public List<string> Broken { get; } = [];

    public IEnumerable<string> All => [.. Lost.Select(found => $"lost: {found}"), .. Doubled.Select(found => $"doubled: {found}"), .. Broken.Select(found => $"broken: {found}")];

    /// <summary>A repeat of what was acknowledged gets the same receipt, byte for byte.</summary>
    public async Task RepeatAsync(IEnumerable<LedgerEntry> acknowledged)
    {
        // Together, so that they share commits; what each brought is looked at afterwards.
        foreach (var (first, again, fault) in await Task.WhenAll(acknowledged.Select(AgainAsync)))
        {
            if (fault is not null)
            {
                Lost.Add($"a repeat of event {first.FirstEventId} was answered {fault.StatusCode}");
            }
            else if (!again!.ToByteArray().AsSpan().SequenceEqual(first.ToByteArray()))
            {
                Doubled.Add($"a repeat of event {first.FirstEventId} became event {again!.FirstEventId}");
            }
        }
    }

    /// <summary>The number of commits that are there.</summary>
    public async Task<long> LogAsync(bool complete)
    {
        var found = await new AuditService.AuditServiceClient(auditor).VerifyLogAsync(new VerifyLogRequest());
        Broken.AddRange(found.Findings);
        var owed = ledger.Entries.Sum(entry => entry.Receipt?.EventCount ?? 0);
        if (complete && found.Events != owed)
        {
            (found.Events < owed ? Lost : Doubled).Add($"the log has {found.Events} events, the receipts have {owed}");
        }

        return found.Commits;
    }

    /// <summary>Every pathway of the ledger is listed once, in its last version, and no other is.</summary>
    public async Task ListAsync()
    {
        var listed = new List<PathwaySummary>();
        var page = new ListPathwaysRequest { PageSize = 200 };
        do
        {
            var response = await pathways.ListPathwaysAsync(page);
            listed.AddRange(response.Pathways);
            page.PageToken = response.NextPageToken;
        }
        while (page.PageToken.Length > 0);

        var versions = ByPathway().ToDictionary(group => group.Key, group => group.Max(entry => entry.Receipt!.Version));
        Doubled.AddRange(listed.Where(pathway => !versions.ContainsKey(pathway.PathwayId)).Select(pathway => $"pathway {pathway.PathwayId} belongs to no receipt"));
        Doubled.AddRange(listed.GroupBy(pathway => pathway.PathwayId).Where(group => group.Count() > 1).Select(group => $"pathway {group.Key} is listed {group.Count()} times"));
        foreach (var (id, version) in versions)
        {
            var found = listed.Find(pathway => pathway.PathwayId == id)?.Version ?? 0;
            if (found != version)
            {
                (found < version ? Lost : Doubled).Add($"pathway {id} has version {found}, the receipts reach {version}");
            }
        }
    }

    /// <summary>The receipts of each pathway cover its history from the first event to the last: no gap, no overlap.</summary>
    public async Task HistoriesAsync(IReadOnlyCollection<string>? only = null)
    {
        var asked = ByPathway().Where(group => only?.Contains(group.Key) ?? true).ToList();
        foreach (var (receipts, history) in asked.Zip(await Task.WhenAll(asked.Select(group => HistoryAsync(group.Key)))))
        {
            Cover(receipts.Key, [.. receipts.Select(entry => entry.Receipt!)], history);
        }
    }

    private void Cover(string pathwayId, IReadOnlyList<Receipt> receipts, List<HistoryEntry> history)
    {
        var covered = new int[history.Count];
        foreach (var receipt in receipts)
        {
            var first = (int)receipt.Version - receipt.EventCount;
            if (receipt.Version > history.Count || history[first].EventId != receipt.FirstEventId)
            {
                Lost.Add($"event {receipt.FirstEventId} of pathway {pathwayId}");
                continue;
            }

            for (var version = first; version < receipt.Version; version++)
            {
                covered[version]++;
            }
        }

        for (var at = 0; at < history.Count; at++)
        {
            if (history[at].Version != at + 1)
            {
                Broken.Add($"event {history[at].EventId} has version {history[at].Version} at place {at + 1}");
            }

            if (covered[at] != 1)
            {
                Doubled.Add($"event {history[at].EventId} of pathway {pathwayId} belongs to {covered[at]} receipts");
            }
        }
    }

    private async Task<(Receipt First, Receipt? Again, RpcException? Fault)> AgainAsync(LedgerEntry entry)
    {
        try
        {
            return (entry.Receipt!, await entry.SendAsync(clients), null);
        }
        catch (RpcException fault)
        {
            return (entry.Receipt!, null, fault);
        }
    }

    private IEnumerable<IGrouping<string, LedgerEntry>> ByPathway() => ledger.Entries.Where(entry => entry.Receipt is not null).GroupBy(entry => entry.PathwayId);

    private async Task<List<HistoryEntry>> HistoryAsync(string pathwayId)
    {
        var history = new List<HistoryEntry>();
        var page = new GetHistoryRequest { PathwayId = pathwayId, PageSize = 200 };
        try
        {
            do
            {
                var response = await pathways.GetHistoryAsync(page);
                history.AddRange(response.Entries);
                page.PageToken = response.NextPageToken;
            }
            while (page.PageToken.Length > 0);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
        {
            history.Clear(); // none of its events is there: each of its receipts will say so
        }

        return history;
    }
}
