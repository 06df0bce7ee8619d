using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests.Crash;

/// <summary>One command as the client that gives it remembers it. Entered before it is sent.</summary>
/// <param name="pathwayId">Empty for a command that opens a pathway: only its receipt tells which.</param>
/// <param name="enteredAt">How long the journal was, when somebody keeps one.</param>
/// <param name="send">Sends the same request, byte for byte, each time.</param>
internal sealed class LedgerEntry(string pathwayId, long enteredAt, Func<CallInvoker, Task<Receipt>> send)
{
    /// <summary>As it was first acknowledged.</summary>
    public Receipt? Receipt { get; private set; }

    /// <summary>How long the journal was when the acknowledgement was here: whatever is lost later, this is not.</summary>
    public long OwedFrom { get; private set; }

    public string PathwayId => Receipt?.PathwayId ?? pathwayId;

    public bool Opens => pathwayId.Length == 0;

    public Task<Receipt> SendAsync(CallInvoker invoker) => send(invoker);

    public void Acknowledge(Receipt receipt, long journal) => (Receipt, OwedFrom) = (receipt, journal);

    /// <summary>As it was known when the journal was so long: a copy, so that each moment is compared by itself. Null when it was not sent yet.</summary>
    public LedgerEntry? At(long journal)
    {
        if (enteredAt > journal)
        {
            return null;
        }

        var then = new LedgerEntry(pathwayId, enteredAt, send);
        if (Receipt is not null && OwedFrom <= journal)
        {
            then.Acknowledge(Receipt, OwedFrom);
        }

        return then;
    }
}
