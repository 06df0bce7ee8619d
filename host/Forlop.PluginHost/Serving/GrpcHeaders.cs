using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Forlop.PluginHost.Serving;

/// <summary>Between HTTP headers and what the boundary calls metadata, deadline and status.</summary>
internal static class GrpcHeaders
{
    private const string Binary = "-bin";

    private static readonly HashSet<string> OfTheTransport = new(StringComparer.OrdinalIgnoreCase)
    {
        "te", "content-type", "user-agent", "host", Workers.WorkerSecret.Key,
    };

    /// <summary>The caller's metadata, without what the transport and the host need for themselves.</summary>
    public static List<KeyValuePair<string, ReadOnlyMemory<byte>>> Metadata(IHeaderDictionary headers) =>
    [
        .. from header in headers
           where !OfTheTransport.Contains(header.Key) && !header.Key.StartsWith(':') && !header.Key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
           from value in Values(header.Key, header.Value)
           select new KeyValuePair<string, ReadOnlyMemory<byte>>(header.Key.ToLowerInvariant(), value),
    ];

    /// <summary>The first value of a binary header; empty when there is none that is base64.</summary>
    public static byte[] Bytes(IHeaderDictionary headers, string key) => headers.TryGetValue(key, out var values) ? Decode(values[0]!.Split(',')[0]) : [];

    /// <summary>When the caller stops waiting; null when it does not say, or says what cannot be read.</summary>
    public static DateTimeOffset? Deadline(IHeaderDictionary headers, TimeProvider clock)
    {
        var text = headers["grpc-timeout"].ToString();
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return null;
        TimeSpan? left = text[^1] switch
        {
            'H' => TimeSpan.FromHours(Math.Min(amount, 1_000_000)),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromTicks(amount / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
        return left is null ? null : clock.GetUtcNow() + left;
    }

    public static void Finish(HttpResponse response, int status, string message, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> trailers)
    {
        response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));
        if (message.Length > 0)
            response.AppendTrailer("grpc-message", Percent(message));
        foreach (var (key, value) in trailers)
            response.AppendTrailer(key, key.EndsWith(Binary, StringComparison.Ordinal) ? Convert.ToBase64String(value.Span) : Encoding.ASCII.GetString(value.Span));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Values(string key, StringValues values)
    {
        foreach (var value in values.OfType<string>())
        {
            if (!key.EndsWith(Binary, StringComparison.OrdinalIgnoreCase))
                yield return Encoding.ASCII.GetBytes(value);
            else
                foreach (var part in value.Split(','))
                    yield return Decode(part);
        }
    }

    // Padding is optional on the wire.
    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim().PadRight((text.Trim().Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : [];
    }

    private static string Percent(string message)
    {
        var encoded = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(message))
            encoded.Append(one is >= 0x20 and <= 0x7e and not (byte)'%' ? ((char)one).ToString() : $"%{one:X2}");
        return encoded.ToString();
    }
}
