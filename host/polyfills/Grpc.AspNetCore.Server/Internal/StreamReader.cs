using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class StreamReader<T>(HttpCallContext call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? current;
    private bool finished;
    private int reading;

    public T Current => current ?? throw new InvalidOperationException("There is no current message: call MoveNext, and only while it answers true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref reading, 1) == 1)
        {
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        }

        try
        {
            current = finished ? null : await call.ReadAsync(marshaller, cancellationToken);
            finished |= current is null;
            return current is not null;
        }
        finally
        {
            Volatile.Write(ref reading, 0);
        }
    }
}
