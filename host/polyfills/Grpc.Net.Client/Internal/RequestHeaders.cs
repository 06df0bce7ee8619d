using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.Net.Client.Internal;

internal static class RequestHeaders
{
    private static readonly string UserAgent = $"grpc-forlop/{typeof(RequestHeaders).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Adds the headers of the call and returns the encoding that its messages shall have.</summary>
    public static string? Apply(HttpRequestHeaders headers, Metadata? metadata, DateTime deadline)
    {
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(Headers.AcceptEncoding, Compression.Accepted);
        if (deadline != DateTime.MaxValue)
        {
            headers.TryAddWithoutValidation(Headers.Timeout, Wire.Timeout.Format(deadline - TimeProvider.System.GetUtcNow().UtcDateTime));
        }

        var encoding = Add(headers, metadata);
        if (encoding is not null)
        {
            headers.TryAddWithoutValidation(Headers.Encoding, encoding);
        }

        if (!headers.NonValidated.Contains("User-Agent"))
        {
            headers.TryAddWithoutValidation("User-Agent", UserAgent);
        }

        return encoding;
    }

    private static string? Add(HttpRequestHeaders headers, Metadata? metadata)
    {
        string? encoding = null;
        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (entry.Key == Headers.EncodingRequest)
            {
                encoding = Compression.IsKnown(entry.Value) ? entry.Value
                    : entry.Value == Compression.Identity ? null
                    : throw new RpcException(new Status(StatusCode.Internal, $"No compression named '{entry.Value}': use gzip or deflate."));
            }
            else if (!Headers.IsProtocol(entry.Key) && !headers.TryAddWithoutValidation(entry.Key, MetadataWire.ToHeaderValue(entry)))
            {
                throw new RpcException(new Status(StatusCode.Internal, $"HTTP cannot carry the value of metadata '{entry.Key}'."));
            }
        }

        return encoding;
    }
}
