using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Host.Tests.Crash;

namespace Forlop.Host.Tests.Exchange;

/// <summary>
/// Holds the archive, the fagsystem and the inbox against the sidecar between them, and all of it against what clients, institutions and the
/// program were told. It asks only what anybody may ask, and looks only at what lies outside.
/// </summary>
internal sealed class HandoverComparison(string data, Ledger ledger, Outside outside) : IDisposable
{
    private readonly LocalConnection connection = new(data, "dev-havnes");
    private readonly LocalConnection operations = new(data, "dev-operator");
    private readonly List<string> found = [];

    public (int Events, int Documents, int Requests) Arrived { get; private set; }

    public void Dispose()
    {
        connection.Dispose();
        operations.Dispose();
    }

    /// <summary>What is not as it has to be now, a line each.</summary>
    public async Task<IReadOnlyList<string>> LookAsync()
    {
        found.Clear();
        Arrived = default;
        var client = new PathwayService.PathwayServiceClient(connection.As(RunningSidecar.Caseworker));
        var pathways = new List<Pathway>();
        foreach (var id in await ListAsync(client))
        {
            var history = await HistoryAsync(client, id);
            pathways.Add((await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = id })).Pathway);
            Receipts(id, history);
            Fagsystem(id, [.. history.Select(entry => entry.EventId)]);
        }

        Differ("the fagsystem has pathway", outside.Names(Outside.Fagsystem, ".pathway"), pathways.Select(pathway => pathway.PathwayId));
        Archive(pathways);
        Inbox(pathways);
        found.AddRange(pathways.SelectMany(pathway => pathway.FollowUps.Where(task => task is { Kind: TaskKind.SettleFiling or TaskKind.SettleDelivery, State: FollowUpState.Open }).Select(task => $"pathway {pathway.PathwayId} still asks for {task.Kind}")));
        return [.. found];
    }

    /// <summary>What the sidecar's own check finds, and what a repeat of an acknowledged command is answered.</summary>
    public async Task<IReadOnlyList<string>> LogAsync()
    {
        var auditor = operations.As(new Actor { UserId = "drift-1", Role = Role.Operator, Purpose = "test" });
        var comparison = new Comparison(ledger, connection.As(RunningSidecar.Caseworker), auditor);
        await comparison.LogAsync(complete: false);
        await comparison.RepeatAsync(ledger.Entries.Where(entry => entry.Receipt is not null).TakeLast(40));
        return [.. comparison.All, .. ledger.Entries.Where(entry => entry.Receipt is null).Select(_ => "lost: a repeat was not answered")];
    }

    private void Receipts(string pathwayId, List<HistoryEntry> history)
    {
        foreach (var receipt in ledger.Entries.Where(entry => entry.PathwayId == pathwayId).Select(entry => entry.Receipt).OfType<Receipt>())
        {
            if (receipt.Version > history.Count || history[(int)receipt.Version - receipt.EventCount].EventId != receipt.FirstEventId)
            {
                found.Add($"lost: event {receipt.FirstEventId} of pathway {pathwayId}");
            }
        }
    }

    private void Fagsystem(string pathwayId, List<string> history)
    {
        var held = (outside.Read(Outside.Fagsystem, $"{pathwayId}.pathway") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Arrived = Arrived with { Events = Arrived.Events + held.Length };
        if (!held.SequenceEqual(history))
        {
            found.Add($"the fagsystem holds {held.Length} events of pathway {pathwayId}, {held.Intersect(history).Count()} of its {history.Count}, and not in its order or not all");
        }
    }

    private void Archive(IReadOnlyList<Pathway> pathways)
    {
        var filings = pathways.SelectMany(pathway => pathway.Filings.Select(filing => (pathway.PathwayId, Filing: filing))).ToList();
        Differ("the archive has document", outside.Names(Outside.Archive, ".sha256"), filings.Select(filing => filing.Filing.FilingId));
        foreach (var (pathwayId, filing) in filings)
        {
            if (filing.State != FilingState.Filed || filing.ArchiveId != outside.Read(Outside.Archive, $"{filing.FilingId}.archived"))
            {
                found.Add($"document {filing.FilingId} of pathway {pathwayId} is {filing.State} {filing.Problem} as '{filing.ArchiveId}'");
            }
            else if (outside.HashOf(filing.FilingId) != Convert.ToHexString(filing.Sha256.Span))
            {
                found.Add($"document {filing.FilingId} is another one in the archive");
            }
        }

        Arrived = Arrived with { Documents = filings.Count };
        var committed = filings.ToDictionary(filing => filing.Filing.FilingId, filing => filing.PathwayId);
        found.AddRange(outside.Documents.Read().Where(told => committed.GetValueOrDefault(told.Key) != told.Value).Select(told => $"lost: document {told.Key} of pathway {told.Value}"));
    }

    private void Inbox(IReadOnlyList<Pathway> pathways)
    {
        var handles = outside.Handles.Read();
        var requests = pathways.SelectMany(pathway => pathway.Requests.Select(request => (request.Reason, pathway.PathwayId))).ToLookup(request => request.Reason, request => request.PathwayId);
        foreach (var (form, handle) in outside.Forms)
        {
            var (outcome, owed) = handle == Outside.Unknown ? ("NotMatched", Array.Empty<string>()) : ("Received", [handles[handle]]);
            if (outside.Read(Outside.Inbox, $"{form}.done") is null || outside.Read(Outside.Inbox, $"{form}.answer")?.StartsWith($"{outcome}\n", StringComparison.Ordinal) != true)
            {
                found.Add($"{form} was not acknowledged as {outcome}");
            }

            if (!requests[form].SequenceEqual(owed))
            {
                found.Add($"{form} was to be {owed.Length} request, and is {requests[form].Count()}");
            }
        }

        Arrived = Arrived with { Requests = requests.Sum(request => request.Count()) };
    }

    private void Differ(string what, IEnumerable<string> there, IEnumerable<string> here)
    {
        var (one, other) = (there.ToHashSet(), here.ToHashSet());
        found.AddRange([.. one.Except(other).Select(id => $"{what} {id}, the sidecar does not"), .. other.Except(one).Select(id => $"{what} {id} not yet")]);
    }

    private static async Task<List<string>> ListAsync(PathwayService.PathwayServiceClient client)
    {
        var (listed, page) = (new List<string>(), new ListPathwaysRequest { PageSize = 200 });
        do
        {
            var response = await client.ListPathwaysAsync(page);
            listed.AddRange(response.Pathways.Select(pathway => pathway.PathwayId));
            page.PageToken = response.NextPageToken;
        }
        while (page.PageToken.Length > 0);
        return listed;
    }

    private static async Task<List<HistoryEntry>> HistoryAsync(PathwayService.PathwayServiceClient client, string pathwayId)
    {
        var (history, page) = (new List<HistoryEntry>(), new GetHistoryRequest { PathwayId = pathwayId, PageSize = 200 });
        do
        {
            var response = await client.GetHistoryAsync(page);
            history.AddRange(response.Entries);
            page.PageToken = response.NextPageToken;
        }
        while (page.PageToken.Length > 0);
        return history;
    }
}
