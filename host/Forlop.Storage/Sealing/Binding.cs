using System.Buffers.Binary;
using System.Text;

namespace Forlop.Storage.Sealing;

/// <summary>The associated data of a seal: what the sealed value belongs to, so that it opens nowhere else.</summary>
internal static class Binding
{
    /// <param name="use">What is sealed; no two uses share a binding.</param>
    /// <param name="place">The event id, or <c>snapshot@version</c>.</param>
    public static byte[] Of(ReadOnlySpan<byte> use, string tenantId, Guid pathwayId, string place)
    {
        var binding = new byte[use.Length + Size(tenantId) + 16 + Size(place)];
        use.CopyTo(binding);
        var rest = Add(binding.AsSpan(use.Length), tenantId);
        pathwayId.TryWriteBytes(rest, bigEndian: true, out _);
        Add(rest[16..], place);
        return binding;
    }

    private static int Size(string text) => sizeof(int) + Encoding.UTF8.GetByteCount(text);

    // With its length before it, so that no two lists of texts read alike.
    private static Span<byte> Add(Span<byte> destination, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, destination[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(destination, length);
        return destination[(sizeof(int) + length)..];
    }
}
