using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>The two encodings that every gRPC implementation has; "deflate" means the zlib format.</summary>
internal static class Compression
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";
    public const string Deflate = "deflate";
    public const string Accepted = "identity,gzip,deflate";

    private const int ChunkSize = 16 * 1024;

    public static bool IsKnown([NotNullWhen(true)] string? encoding) => encoding is Gzip or Deflate;

    /// <summary>The limit holds for what comes out: a small frame can hold a very large message.</summary>
    public static ReadOnlySequence<byte> Decompress(string encoding, ReadOnlySequence<byte> payload, int? maxSize)
    {
        using var source = AsStream(payload);
        using Stream inflater = encoding == Gzip
            ? new GZipStream(source, CompressionMode.Decompress)
            : new ZLibStream(source, CompressionMode.Decompress);
        var output = new ArrayBufferWriter<byte>(ChunkSize);
        try
        {
            while (inflater.Read(output.GetSpan(ChunkSize)) is > 0 and var read)
            {
                output.Advance(read);
                if (output.WrittenCount > maxSize)
                {
                    throw Errors.ReceivedTooLarge();
                }
            }
        }
        catch (InvalidDataException broken)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The message is not valid {encoding}.", broken));
        }

        return new ReadOnlySequence<byte>(output.WrittenMemory);
    }

    public static void Compress(string encoding, CompressionLevel level, ReadOnlySpan<byte> payload, Stream target)
    {
        using Stream deflater = encoding == Gzip
            ? new GZipStream(target, level, leaveOpen: true)
            : new ZLibStream(target, level, leaveOpen: true);
        deflater.Write(payload);
    }

    private static MemoryStream AsStream(ReadOnlySequence<byte> payload) =>
        payload.IsSingleSegment && MemoryMarshal.TryGetArray(payload.First, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(payload.ToArray(), writable: false);
}
