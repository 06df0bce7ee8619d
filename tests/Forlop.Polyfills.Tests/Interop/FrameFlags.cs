using System.Collections.Concurrent;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>
/// The compressed-flags of the messages in a stream of bytes, which no gRPC library shows to those who use it. Messages are
/// told apart by their own lengths.
/// </summary>
internal sealed class FrameFlags
{
    private const int HeaderSize = 5;

    private readonly byte[] header = new byte[HeaderSize];
    private readonly ConcurrentQueue<byte> flags = [];
    private int headerBytes;
    private uint rest;

    /// <summary>One digit a message: 1 for a compressed one.</summary>
    public override string ToString() => string.Concat(flags);

    public void Observe(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (rest > 0)
            {
                var skipped = (int)Math.Min(rest, (uint)bytes.Length);
                rest -= (uint)skipped;
                bytes = bytes[skipped..];
                continue;
            }

            header[headerBytes++] = bytes[0];
            bytes = bytes[1..];
            if (headerBytes == HeaderSize)
            {
                headerBytes = 0;
                flags.Enqueue(header[0]);
                rest = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
            }
        }
    }
}
