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

    private int inside;

    public async Task EnterAsync(ConnectionContext connection)
    {
        try
        {
            if (Interlocked.Increment(ref inside) <= limits.Connections && await GreetsAsync(connection))
            {
                await next(connection);
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

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
