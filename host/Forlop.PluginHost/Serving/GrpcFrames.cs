using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Forlop.PluginHost.Serving;

/// <summary>gRPC's framing: a flag, a length of four bytes, a message.</summary>
internal static class GrpcFrames
{
    public const int Largest = 4 * 1024 * 1024;

    private const int Prefix = 5;

    /// <summary>Each message in turn. Enumeration throws <see cref="InvalidDataException"/> where the bytes are no gRPC.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (TryTake(ref rest) is { } message)
                yield return message;
            var torn = read.IsCompleted && !rest.IsEmpty;
            body.AdvanceTo(rest.Start, rest.End);
            if (torn)
                throw new InvalidDataException("The request ended within a message.");
            if (read.IsCompleted)
                yield break;
        }
    }

    public static async ValueTask WriteAsync(PipeWriter body, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.Length);
        body.Write(prefix);
        body.Write(message.Span);
        await body.FlushAsync(cancellation);
    }

    private static ReadOnlyMemory<byte>? TryTake(ref ReadOnlySequence<byte> rest)
    {
        if (rest.Length < Prefix)
            return null;
        Span<byte> prefix = stackalloc byte[Prefix];
        rest.Slice(0, Prefix).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] != 0)
            throw new InvalidDataException("The message is compressed, which the host never does.");
        if (length > Largest)
            throw new InvalidDataException("The message is larger than 4 MiB.");
        if (rest.Length < Prefix + length)
            return null;
        var message = rest.Slice(Prefix, length).ToArray();
        rest = rest.Slice(Prefix + length);
        return message;
    }
}
