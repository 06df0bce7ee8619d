using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>Metadata entries to and from HTTP header values.</summary>
internal static class MetadataWire
{
    public static string ToHeaderValue(Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.RawBytes) : entry.Value;

    /// <summary>Names that HTTP allows and gRPC does not are passed over: a stranger's header is no reason to fail a call.</summary>
    public static void Add(Metadata metadata, string name, string value)
    {
        if (Headers.IsProtocol(name) || !MetadataKey.TryNormalize(name, out var key))
        {
            return;
        }

        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(key, value);
            return;
        }

        // A proxy may have joined several values of one name with commas, which base64 never holds.
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            metadata.Add(key, TryDecode(part, out var bytes)
                ? bytes
                : throw new RpcException(new Status(StatusCode.Internal, $"Metadata '{key}' is not base64.")));
        }
    }

    // Senders should leave the padding out and receivers must take both.
    private static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var padded = (text.Length % 4) switch
        {
            2 => text + "==",
            3 => text + "=",
            _ => text,
        };
        var buffer = new byte[padded.Length / 4 * 3];
        bytes = Convert.TryFromBase64String(padded, buffer, out var written) ? buffer[..written] : null;
        return bytes is not null;
    }
}
