using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests.Crash;

/// <summary>One command as the client that gives it remembers it. Entered before it is sent.</summary>
/// <param name="pathwayId">Empty for a command that opens a pathway: only its receipt tells which.</param>
/// <param name="send">Sends the same request, byte for byte, each time.</param>
internal sealed class LedgerEntry(string pathwayId, Func<CallInvoker, Task<Receipt>> send)
{
    /// <summary>As it was first acknowledged.</summary>
    public Receipt? Receipt { get; private set; }

    /// <summary>How long the journal was when the acknowledgement was here: whatever is lost later, this is not.</summary>
    public long OwedFrom { get; private set; } = long.MaxValue;

    public string PathwayId => Receipt?.PathwayId ?? pathwayId;

    public bool Opens => pathwayId.Length == 0;

    public Task<Receipt> SendAsync(CallInvoker invoker) => send(invoker);

    public void Acknowledge(Receipt receipt, long owedFrom = long.MaxValue) => (Receipt, OwedFrom) = (receipt, owedFrom);

    /// <summary>As the ledger stood when the journal was so long: a copy, so that each cut is compared by itself.</summary>
    public LedgerEntry At(long journal)
    {
        var copy = new LedgerEntry(pathwayId, send);
        if (Receipt is not null && OwedFrom <= journal)
        {
            copy.Acknowledge(Receipt, OwedFrom);
        }

        return copy;
    }
}
