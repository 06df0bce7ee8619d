using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>
/// Writes messages with their header. A message that promises its length, and is not compressed, goes straight to the
/// output; any other is collected first, since the length stands before it.
/// </summary>
internal sealed class MessageWriter(IBufferWriter<byte> output, int? maxSize, string? encoding, CompressionLevel level) : SerializationContext, IBufferWriter<byte>
{
    private ArrayBufferWriter<byte>? collected;
    private int promised = -1;
    private int written;
    private bool compress;
    private bool direct;
    private bool complete;

    /// <summary>Throws before it has written anything, unless the message breaks its own promise of length.</summary>
    public void Write<T>(T message, Action<T, SerializationContext> serialize, WriteFlags flags)
    {
        (promised, written, direct, complete) = (-1, 0, false, false);
        compress = encoding is not null && !flags.HasFlag(WriteFlags.NoCompress);
        collected?.ResetWrittenCount();
        serialize(message, this);
        if (!complete)
        {
            throw new InvalidOperationException("The serializer did not complete the message.");
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > maxSize)
        {
            throw Errors.SentTooLarge();
        }

        promised = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (!direct && promised >= 0 && !compress)
        {
            direct = true;
            WriteHeader(promised, compressed: false);
        }

        return this;
    }

    public override void Complete()
    {
        if (!direct)
        {
            WriteFrame(collected is null ? [] : collected.WrittenSpan);
        }
        else if (written != promised)
        {
            throw new InvalidOperationException($"The message promised {promised} bytes and wrote {written}: it was changed while it was sent.");
        }

        complete = true;
    }

    public override void Complete(byte[] payload)
    {
        WriteFrame(payload);
        complete = true;
    }

    public void Advance(int count)
    {
        written += count;
        Target().Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Target().GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => Target().GetSpan(sizeHint);

    private IBufferWriter<byte> Target() => direct ? output : collected ??= new ArrayBufferWriter<byte>();

    private void WriteFrame(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > maxSize)
        {
            throw Errors.SentTooLarge();
        }

        if (!compress || payload.IsEmpty) // Nothing squeezed is no bytes at all here, which others refuse as broken gzip.
        {
            WriteHeader(payload.Length, compressed: false);
            output.Write(payload);
            return;
        }

        using var squeezed = new MemoryStream();
        Compression.Compress(encoding!, level, payload, squeezed);
        WriteHeader((int)squeezed.Length, compressed: true);
        output.Write(squeezed.GetBuffer().AsSpan(0, (int)squeezed.Length));
    }

    private void WriteHeader(int length, bool compressed)
    {
        var header = output.GetSpan(MessageReader.HeaderSize);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
        output.Advance(MessageReader.HeaderSize);
    }
}
