using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Conformance.Checks;

/// <summary>IN: what lies in the inbox, offered again and again; one item of it is acknowledged, and has to be gone.</summary>
/// <param name="findings">Where it is told.</param>
/// <param name="invented">As whom it asks.</param>
/// <param name="levels">How many levels are still examined, this one included: each acknowledges an item.</param>
/// <param name="isFirst">No level before this one saw the inbox.</param>
internal sealed class IntakeChecks(Findings findings, Invented invented, int levels, bool isFirst) : IKindChecks
{
    // One is acknowledged, and another must still be offered then.
    private const int Fewest = 2;

    private const int LongestId = 100;

    private readonly Dictionary<string, IntakeItem> seen = [];
    private string? acknowledged;

    public async Task FirstAsync(RunningSpecimen instance)
    {
        await ReceiveAsync(instance, "at first");
        // Counted before anything is acknowledged, so that nothing that was found is lost for want of one.
        if (isFirst && seen.Count < Math.Max(levels, Fewest) && findings.IsUnbroken)
            throw new CannotExamineException($"{(seen.Count == 0 ? "Nothing lies" : $"{seen.Count} invented requests lie")} in the inbox, and {Math.Max(levels, Fewest)} are needed: as many as levels are examined, two at least, for one of them is acknowledged at each.");
        if (seen.Count == 0)
        {
            if (!isFirst)
                findings.Expect("IN-1", false, "an item was offered at the other level and not acknowledged there, and none is offered at this one");
            findings.Stop("Without an item there is nothing more to be asked.");
            return;
        }

        await ReceiveAsync(instance, "again");
    }

    public async Task AfterEndAsync(RunningSpecimen instance)
    {
        if (seen.Count == 0)
            return;
        await ReceiveAsync(instance, "after a new start");
        acknowledged = seen.Keys.Order(StringComparer.Ordinal).First();
        await AcknowledgeAsync(instance, "");
        await AcknowledgeAsync(instance, " again");
        await ReceiveAsync(instance, "after one was acknowledged");
    }

    public async Task AfterKillAsync(RunningSpecimen instance)
    {
        if (acknowledged is null)
            return;
        await ReceiveAsync(instance, "after a kill");
        await AcknowledgeAsync(instance, " again after a kill");
    }

    public Task<Task> LeaveHalfDoneAsync(RunningSpecimen instance) => Task.FromResult(Task.CompletedTask);

    public async Task<IReadOnlyList<object>> LookAsync(RunningSpecimen instance) => [.. (await OfferedAsync(instance)).Value ?? []];

    private async Task ReceiveAsync(RunningSpecimen instance, string when)
    {
        var offer = await OfferedAsync(instance);
        if (!findings.Expect("IN-1", offer.IsOk, $"it was asked {when}, and {offer.How}"))
            return;
        var items = offer.Value!;
        findings.Expect("IN-3", items.Select(item => item.ItemId).Distinct(StringComparer.Ordinal).Count() == items.Count, $"asked {when}, it offered two items with one id");
        foreach (var item in items)
        {
            findings.Expect("IN-5", item.Acuteness != Acuteness.Unspecified, $"asked {when}, it offered an item that does not say whether it is acute");
            findings.Expect("IN-3", IsWhole(item), $"asked {when}, it offered an item that lacks its id, kind, requester, handle or time");
            findings.Expect("IN-3", seen.TryAdd(item.ItemId, item) || seen[item.ItemId].Equals(item), $"asked {when}, it offered an item with other content than before");
        }

        foreach (var id in seen.Keys)
        {
            var isThere = items.Exists(item => item.ItemId == id);
            if (id == acknowledged)
                findings.Expect("IN-2", !isThere, $"asked {when}, it offered an item that was acknowledged");
            else
                findings.Expect("IN-1", isThere, $"asked {when}, it did not offer an item that was offered before and not acknowledged");
        }
    }

    private static bool IsWhole(IntakeItem item) =>
        item.ItemId.Length is > 0 and <= LongestId && item.Kind != IntakeKind.Unspecified && item.RequesterId.Length > 0 && item.ChildHandle.Length > 0 && item.ReceivedTime is not null;

    private async Task AcknowledgeAsync(RunningSpecimen instance, string again)
    {
        var answer = await Answered.OfAsync(() => instance.Intake.Client.AcknowledgeAsync(new AcknowledgeRequest
        {
            TenantId = invented.Tenant, ItemId = acknowledged, Outcome = IntakeOutcome.Received,
            Message = new LocalizedText { Nb = "Mottatt.", Nn = "Motteke." },
        }));
        findings.Expect("IN-4", answer.IsOk, $"an item was acknowledged{again}, and {answer.How}");
    }

    private Task<Answered<List<IntakeItem>>> OfferedAsync(RunningSpecimen instance) => Answered.OfAsync(async () =>
    {
        var items = new List<IntakeItem>();
        await foreach (var item in instance.Intake.ReceiveAsync(invented.Tenant, CancellationToken.None))
            items.Add(item ?? new IntakeItem());
        return items;
    });
}
