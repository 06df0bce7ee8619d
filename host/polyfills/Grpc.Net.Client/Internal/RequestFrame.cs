using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>Turns requests into framed bytes. The bytes are good until the next request is written.</summary>
internal sealed class RequestFrame<T>
{
    private readonly Marshaller<T> marshaller;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly MessageWriter writer;

    public RequestFrame(Marshaller<T> marshaller, int? maxSize, string? encoding)
    {
        this.marshaller = marshaller;
        writer = new MessageWriter(buffer, maxSize, encoding, CompressionLevel.Fastest);
    }

    public ReadOnlyMemory<byte> Write(T message, WriteOptions? options)
    {
        buffer.ResetWrittenCount();
        writer.Write(message, marshaller.ContextualSerializer, options?.Flags ?? default);
        return buffer.WrittenMemory;
    }
}
