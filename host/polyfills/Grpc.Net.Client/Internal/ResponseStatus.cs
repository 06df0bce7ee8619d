using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>What the headers or trailers of a response say of how the call ended.</summary>
internal static class ResponseStatus
{
    /// <summary>Null when the call goes on: the headers are good and messages, then trailers, follow.</summary>
    public static Status? OfHeaders(HttpResponseMessage response)
    {
        // A status among the headers is the whole answer, and outranks whatever HTTP says.
        if (TryRead(response.Headers, out var status))
        {
            return status;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Status(CodeOf(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        return response.Content.Headers.ContentType?.MediaType switch
        {
            null => new Status(StatusCode.Cancelled, "Bad gRPC response. Response did not have a content-type header."),
            var type when Headers.IsGrpc(type) => null,
            var type => new Status(StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {type}"),
        };
    }

    public static Status OfTrailers(HttpResponseMessage response) =>
        TryRead(response.TrailingHeaders, out var status) ? status : new Status(StatusCode.Cancelled, "No grpc-status found on response.");

    public static Metadata ToMetadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                MetadataWire.Add(metadata, name, value);
            }
        }

        return metadata;
    }

    private static bool TryRead(HttpResponseHeaders headers, out Status status)
    {
        status = default;
        if (!headers.NonValidated.TryGetValues(Headers.Status, out var values))
        {
            return false;
        }

        var detail = headers.NonValidated.TryGetValues(Headers.Message, out var messages) ? PercentEncoding.Decode(messages.ToString()) : "";
        status = int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Enum.IsDefined((StatusCode)code)
            ? new Status((StatusCode)code, detail)
            : new Status(StatusCode.Unknown, $"The server sent grpc-status '{values}', which is none. {detail}".TrimEnd());
        return true;
    }

    private static StatusCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
