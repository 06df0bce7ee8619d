using System.IO.Pipelines;
using System.Net;
using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// One call over one HTTP request: its messages. How it ends stands in the other half of this class.
/// </summary>
internal sealed partial class HttpCall<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options) : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly TaskCompletionSource<Metadata> responseHeaders = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RequestContent? content;
    private RequestFrame<TRequest>? frame;
    private HttpResponseMessage? response;
    private MessageReader? reader;
    private Task responding = Task.CompletedTask;

    public Task<Metadata> ResponseHeaders => responseHeaders.Task;

    public bool IsRequestComplete => content?.IsCompleted ?? true;

    /// <summary>Never throws for what goes wrong on the way: that is the outcome of the call.</summary>
    public void Start(TRequest? request)
    {
        var deadline = Deadline();
        if (options.CancellationToken.IsCancellationRequested)
        {
            End(CancelledByCaller());
        }
        else if (deadline <= TimeProvider.System.GetUtcNow().UtcDateTime)
        {
            End(DeadlinePassed());
        }
        else
        {
            responding = SendAsync(request, deadline);
            WatchForEnd(deadline);
        }
    }

    public async Task<TResponse> ReadSingleAsync()
    {
        try
        {
            await responding;
            if (IsRunning())
            {
                var message = await reader!.ReadSingleAsync(method.ResponseMarshaller.ContextualDeserializer, abort.Token);
                EndByTrailers(message is null);
                ThrowUnlessOk();
                return message!;
            }
        }
        catch (Exception exception) when (exception is not RpcException || IsRunning())
        {
            End(StatusOf(exception));
        }

        ThrowUnlessOk();
        throw NoMessage(); // The headers alone said OK.
    }

    /// <summary>Null when the server ended the stream well. Cancelling one read cancels the call.</summary>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        using var registration = EndWhenCancelled(cancellationToken);
        try
        {
            await responding;
            if (IsRunning())
            {
                if (await reader!.ReadAsync(method.ResponseMarshaller.ContextualDeserializer, abort.Token) is { } message)
                {
                    return message;
                }

                EndByTrailers(lacksMessage: false);
            }
        }
        catch (Exception exception) when (exception is not RpcException || IsRunning())
        {
            End(StatusOf(exception));
        }

        ThrowUnlessOk();
        return null;
    }

    public async Task WriteAsync(TRequest message, WriteOptions? writeOptions, CancellationToken cancellationToken)
    {
        using var registration = EndWhenCancelled(cancellationToken);
        if (IsRunning())
        {
            var bytes = frame!.Write(message, writeOptions);
            try
            {
                var stream = await content!.Opened;
                await stream.WriteAsync(bytes, abort.Token);
                if (writeOptions is null || !writeOptions.Flags.HasFlag(WriteFlags.BufferHint))
                {
                    await stream.FlushAsync(abort.Token);
                }

                return;
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or HttpRequestException or ObjectDisposedException)
            {
                await ThrowForBrokenRequestAsync(exception);
            }
        }

        ThrowUnlessOk();
        throw new InvalidOperationException("Can't write the message because the call is complete.");
    }

    public void CompleteRequest() => content?.Complete();

    private async Task SendAsync(TRequest? request, DateTime deadline)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, channel.UriOf(method))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            var encoding = RequestHeaders.Apply(message.Headers, options.Headers, deadline);
            frame = new RequestFrame<TRequest>(method.RequestMarshaller, channel.MaxSendMessageSize, encoding);
            message.Content = content = new RequestContent(request is null ? default(ReadOnlyMemory<byte>?) : frame.Write(request, options.WriteOptions));
            await ReceiveAsync(await channel.SendAsync(message, abort.Token));
        }
        catch (Exception exception)
        {
            End(StatusOf(exception));
        }
    }

    private async Task ReceiveAsync(HttpResponseMessage received)
    {
        lock (gate)
        {
            response = received;
        }

        // A call that ended meanwhile has not seen this response, and cannot dispose it.
        if (!IsRunning())
        {
            received.Dispose();
            return;
        }

        responseHeaders.TrySetResult(ResponseStatus.ToMetadata(received.Headers));
        if (ResponseStatus.OfHeaders(received) is { } status)
        {
            End(status, ResponseStatus.ToMetadata(received.Headers));
            return;
        }

        var encoding = received.Headers.NonValidated.TryGetValues(Headers.Encoding, out var named) ? named.ToString() : null;
        if (encoding is not null && encoding != Compression.Identity && !Compression.IsKnown(encoding))
        {
            throw Errors.UnknownEncoding(encoding);
        }

        var body = PipeReader.Create(await received.Content.ReadAsStreamAsync(abort.Token));
        reader = new MessageReader(body, channel.MaxReceiveMessageSize, encoding);
    }
}
