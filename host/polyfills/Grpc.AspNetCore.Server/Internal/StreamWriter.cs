using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class StreamWriter<T>(HttpCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    private int writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref writing, 1) == 1)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        try
        {
            // Kestrel swallows what is written after a reset; a handler that streams without end must learn of it.
            var options = WriteOptions ?? call.WriteOptions;
            if (call.CancellationToken.IsCancellationRequested || !await call.TryWriteAsync(marshaller, message, options))
            {
                throw new InvalidOperationException("Can't write the message because the request is complete.");
            }

            if (options is null || !options.Flags.HasFlag(WriteFlags.BufferHint))
            {
                await call.Http.Response.BodyWriter.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            Volatile.Write(ref writing, 0);
        }
    }
}
