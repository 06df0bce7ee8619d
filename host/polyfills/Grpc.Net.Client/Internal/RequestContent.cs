using System.Net;
using System.Net.Http.Headers;

namespace Grpc.Net.Client.Internal;

/// <summary>A request body of one message, or one that stays open while the caller writes.</summary>
internal sealed class RequestContent : HttpContent
{
    private static readonly MediaTypeHeaderValue GrpcType = new(Grpc.Net.Wire.Headers.ContentType);

    private readonly ReadOnlyMemory<byte>? single;
    private readonly TaskCompletionSource<Stream> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestContent(ReadOnlyMemory<byte>? single)
    {
        this.single = single;
        Headers.ContentType = GrpcType;
        if (single is not null)
        {
            completed.SetResult();
        }
    }

    public bool IsCompleted => completed.Task.IsCompleted;

    /// <summary>The stream, once the connection stands; cancelled when it never will.</summary>
    public Task<Stream> Opened => opened.Task;

    public void Complete() => completed.TrySetResult();

    /// <summary>Frees a writer that waits for a connection which will not come.</summary>
    public void Abandon()
    {
        completed.TrySetResult();
        opened.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (single is { } message)
        {
            await stream.WriteAsync(message, cancellationToken);
            return;
        }

        // The headers must leave now: the server may speak first.
        await stream.FlushAsync(cancellationToken);
        opened.TrySetResult(stream);
        await completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0; // A gRPC message carries its own length, and other clients send no other.
        return false;
    }
}
