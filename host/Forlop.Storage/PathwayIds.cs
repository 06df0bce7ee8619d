using System.Buffers.Binary;

namespace Forlop.Storage;

/// <summary>
/// Ids of new pathways: UUIDs of version 7, each greater than the one before. The store appends to its index and lists
/// newest first by them, and the runtime's own are in no order within a millisecond.
/// </summary>
public static class PathwayIds
{
    private const int LargestCount = 0xFFF;
    private static readonly Lock Gate = new();
    private static long milliseconds;
    private static int count;

    public static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (Gate)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            (milliseconds, count) = now > milliseconds ? (now, 0) : count < LargestCount ? (milliseconds, count + 1) : (milliseconds + 1, 0);
            Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).TryWriteBytes(bytes, bigEndian: true, out _);

            // The version, and twelve bits that the standard leaves to a counter within the millisecond.
            BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | count));
        }

        return new Guid(bytes, bigEndian: true);
    }
}
