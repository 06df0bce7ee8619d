using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Forlop.Host.Transport;

/// <summary>
/// Lets a connection of one listener in when there is room and it greets as HTTP/2 does. One that is silent is closed long
/// before Kestrel's idle timeout; one too many is closed at once, which its client sees as UNAVAILABLE and may try again.
/// </summary>
internal sealed class ConnectionGate(ConnectionDelegate next, TransportLimits limits)
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    // Many more than those who use a sidecar; and what is left when a flood of them is over.
    private const int Flood = 500;
    private const int Ebb = 50;

    private static readonly TimeSpan CollectionPause = TimeSpan.FromMinutes(1);

    private int inside;
    private long lastCollection;
    private int isFlooded;

    public async Task EnterAsync(ConnectionContext connection)
    {
        try
        {
            if (Enter() && await GreetsAsync(connection))
            {
                await next(connection);
            }
        }
        finally
        {
            Leave();
        }
    }

    private bool Enter()
    {
        var now = Interlocked.Increment(ref inside);
        if (now == Flood)
        {
            Volatile.Write(ref isFlooded, 1);
        }

        return now <= limits.Connections;
    }

    // Five thousand connections leave a hundred megabytes that nobody uses, and a sidecar has so little to do that no full collection comes
    // for minutes; no setting of the collector changed that. So one is asked for when a flood has run off. It holds every call for some
    // tens of milliseconds, so that one flood after another must not buy one each.
    private void Leave()
    {
        if (Interlocked.Decrement(ref inside) <= Ebb && Volatile.Read(ref isFlooded) == 1 && IsTimeToCollect() && Interlocked.Exchange(ref isFlooded, 0) == 1)
        {
            lastCollection = TimeProvider.System.GetTimestamp();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private bool IsTimeToCollect() => lastCollection == 0 || TimeProvider.System.GetElapsedTime(lastCollection) > CollectionPause;

    // Looks at the bytes and leaves them to Kestrel. What is no HTTP/2 is Kestrel's too: it answers in HTTP/1.1 that this is none.
    private async Task<bool> GreetsAsync(ConnectionContext connection)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(limits.Greeting);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(patience.Token);
                var isKnown = read.Buffer.Length >= Preface.Length || !IsBeginning(read.Buffer);
                input.AdvanceTo(read.Buffer.Start, isKnown ? read.Buffer.Start : read.Buffer.End);
                if (isKnown || read.IsCompleted)
                {
                    return isKnown;
                }
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Silent for too long, gone, or the sidecar is stopping: nobody waits for an answer.
            return false;
        }
    }

    private static bool IsBeginning(ReadOnlySequence<byte> bytes) => Preface.AsSpan().StartsWith(bytes.ToArray());
}
