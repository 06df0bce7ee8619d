using System.Globalization;
using Forlop.Contracts.V1;
using Forlop.Host.Demo;

namespace Forlop.Host.Tests.Crash;

/// <summary>What the clients of one store know: every command they gave, and every receipt they got.</summary>
/// <param name="journal">How long the journal of the disk is now, when somebody keeps one.</param>
internal sealed class Ledger(string name, Func<long>? journal = null)
{
    private readonly Lock gate = new();
    private readonly List<LedgerEntry> entries = [];
    private readonly List<string> pathways = [];
    private int children;

    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>Enters the next command: a new pathway now and then, else something on one that clients already share.</summary>
    public LedgerEntry Next(Random random)
    {
        lock (gate)
        {
            var kind = pathways.Count == 0 ? 0 : random.Next(8);
            var entry = kind switch
            {
                <= 1 => Opening(string.Create(CultureInfo.InvariantCulture, $"{name}-{++children}")),
                <= 5 => Participating(pathways[random.Next(pathways.Count)]),
                _ => Consenting(pathways[random.Next(pathways.Count)], random.Next(2) == 0 ? "mor" : "far"),
            };
            entries.Add(entry);
            return entry;
        }
    }

    public void Acknowledge(LedgerEntry entry, Receipt receipt)
    {
        lock (gate)
        {
            entry.Acknowledge(receipt, Now());
            if (entry.Opens)
            {
                pathways.Add(receipt.PathwayId);
            }
        }
    }

    /// <summary>As it stood when the journal was so long.</summary>
    public Ledger At(long length)
    {
        var then = new Ledger(name);
        then.entries.AddRange(Entries.Select(entry => entry.At(length)).OfType<LedgerEntry>());
        return then;
    }

    private long Now() => journal?.Invoke() ?? 0;

    private LedgerEntry Opening(string child)
    {
        var request = Requests.Open(child);
        return new("", Now(), async invoker => (await new PathwayService.PathwayServiceClient(invoker).OpenPathwayAsync(request)).Receipt);
    }

    private LedgerEntry Participating(string pathwayId)
    {
        var request = Requests.Participation(pathwayId);
        return new(pathwayId, Now(), async invoker => (await new PathwayService.PathwayServiceClient(invoker).RecordParticipationAsync(request)).Receipt);
    }

    private LedgerEntry Consenting(string pathwayId, string holder)
    {
        var request = Requests.On(pathwayId, DemoRequests.Consent(holder));
        return new(pathwayId, Now(), async invoker => (await new ConsentService.ConsentServiceClient(invoker).RecordConsentAsync(request)).Receipt);
    }
}
