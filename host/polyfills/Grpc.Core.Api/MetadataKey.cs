using System.Buffers;

namespace Grpc.Core;

/// <summary>Keys are HTTP/2 header names: lower case, and fewer characters than HTTP allows.</summary>
internal static class MetadataKey
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");
    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static string Normalize(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return TryNormalize(key, out var normalized)
            ? normalized
            : throw new ArgumentException($"Metadata key '{key}' has a character outside a-z, 0-9, '_', '-' and '.'.", nameof(key));
    }

    public static bool TryNormalize(string key, out string normalized)
    {
        normalized = key.AsSpan().ContainsAny(Upper) ? key.ToLowerInvariant() : key;
        return normalized.Length > 0 && !normalized.AsSpan().ContainsAnyExcept(Allowed);
    }
}
