using Forlop.Contracts.Plugin.V1;
using Forlop.PluginHost.Workers;
using Forlop.Plugins.Boundary;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Forlop.PluginHost.Serving;

/// <summary>gRPC on one side, <see cref="IPluginEndpoint"/> on the other: each method and message passes as bytes, whatever its kind.</summary>
internal sealed class EndpointHandler(IPluginEndpoint endpoint, WorkerSecret secret)
{
    private const string Describe = "/forlop.plugin.v1.PluginLifecycleService/Describe";

    public async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        response.ContentType = "application/grpc";
        if (!secret.Is(GrpcHeaders.Bytes(request.Headers, WorkerSecret.Key)))
        {
            GrpcHeaders.Finish(response, (int)StatusCode.Unauthenticated, "The call does not carry this worker's secret.", []);
            return;
        }

        // Headers go at once: a caller that streams may wait for them before it says more.
        await response.StartAsync(context.RequestAborted);
        await AnswerAsync(context);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, cancellation) = (context.Request, context.RequestAborted);
        var method = request.Path.Value!;
        var requests = GrpcFrames.ReadAsync(request.BodyReader, cancellation);
        var nonce = ByteString.Empty;
        if (method == Describe)
            requests = Noting(requests, sent => nonce = sent);
        (int Code, string Message, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Trailers) end = ((int)StatusCode.Internal, "The plugin broke off the call.", []);
        var complete = false;
        try
        {
            var replies = endpoint.CallAsync(
                method,
                GrpcHeaders.Metadata(request.Headers),
                GrpcHeaders.Deadline(request.Headers, TimeProvider.System),
                requests,
                (code, message, trailers) =>
                {
                    end = complete ? end : (code, message, [.. trailers.Select(entry => new KeyValuePair<string, ReadOnlyMemory<byte>>(entry.Key, entry.Value.ToArray()))]);
                    complete = true;
                },
                cancellation);
            await foreach (var reply in replies.WithCancellation(cancellation))
                await GrpcFrames.WriteAsync(context.Response.BodyWriter, nonce.IsEmpty ? reply : Proved(reply, nonce), cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // Its text may hold something of a person, and stays here.
            end = ((int)StatusCode.Internal, "The plugin broke off the call.", []);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        GrpcHeaders.Finish(context.Response, end.Code, end.Message, end.Trailers);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Noting(IAsyncEnumerable<ReadOnlyMemory<byte>> requests, Action<ByteString> nonce)
    {
        await foreach (var request in requests)
        {
            nonce(DescribeRequest.Parser.ParseFrom(request.Span).Nonce);
            yield return request;
        }
    }

    // PL-15, for the plugin: it knows nothing of the process that it is in.
    private byte[] Proved(ReadOnlyMemory<byte> reply, ByteString nonce)
    {
        var answer = DescribeResponse.Parser.ParseFrom(reply.Span);
        answer.NonceMac = ByteString.CopyFrom(secret.Prove(nonce.Span));
        return answer.ToByteArray();
    }
}
