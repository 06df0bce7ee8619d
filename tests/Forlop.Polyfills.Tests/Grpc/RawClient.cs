using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>What came back, with grpc-status from wherever it stood.</summary>
internal sealed record RawReply(HttpStatusCode Http, string? Status, string? Message, byte[] Body, HttpResponseHeaders Headers, HttpResponseHeaders Trailers);

/// <summary>An HTTP/2 client that sends the bytes it is told, true or not.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };

    public static byte[] Frame(IMessage message, byte flag = 0) => Frame(message.ToByteArray(), flag);

    public static byte[] Frame(byte[] payload, byte flag = 0, uint? claimedLength = null)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), claimedLength ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public async Task<RawReply> PostAsync(
        byte[] body,
        string path = "/forlop.polyfills.tests.EchoService/Unary",
        string? contentType = "application/grpc",
        HttpMethod? method = null,
        Version? version = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path)
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request).Soon();
        var content = await response.Content.ReadAsByteArrayAsync();
        return new RawReply(
            response.StatusCode,
            One(response.Headers, "grpc-status") ?? One(response.TrailingHeaders, "grpc-status"),
            One(response.Headers, "grpc-message") ?? One(response.TrailingHeaders, "grpc-message"),
            content,
            response.Headers,
            response.TrailingHeaders);
    }

    public void Dispose() => http.Dispose();

    private static string? One(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
