using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>
/// The messages of one direction of one call: one byte of flag, four of length, the message, again and again.
/// It is its own deserialization context, so that a message costs no object but itself.
/// </summary>
internal sealed class MessageReader(PipeReader pipe, int? maxSize, string? encoding) : DeserializationContext
{
    public const int HeaderSize = 5;

    private ReadOnlySequence<byte> payload;

    /// <summary>Also after a read that failed: whatever was thrown came from the other side, or from the way to it.</summary>
    public bool IsReading { get; private set; }

    public override int PayloadLength => (int)payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;

    /// <summary>Null when the stream ended between messages.</summary>
    public async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserialize, CancellationToken cancellationToken)
        where T : class
    {
        IsReading = true;
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            ThrowIfCanceled(result);
            if (TryTake(result.Buffer, deserialize) is { } message)
            {
                IsReading = false;
                return message;
            }

            if (result.IsCompleted)
            {
                IsReading = false;
                return result.Buffer.IsEmpty ? null : throw Errors.Incomplete();
            }

            pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The one message of a unary direction. It waits for the end of the stream, since more data is an error.</summary>
    public async ValueTask<T?> ReadSingleAsync<T>(Func<DeserializationContext, T> deserialize, CancellationToken cancellationToken)
        where T : class
    {
        T? message = null;
        IsReading = true;
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            ThrowIfCanceled(result);
            if (message is not null)
            {
                if (!result.Buffer.IsEmpty)
                {
                    throw Errors.Additional();
                }

                pipe.AdvanceTo(result.Buffer.End);
            }
            else if ((message = TryTake(result.Buffer, deserialize, single: true)) is null)
            {
                if (result.IsCompleted)
                {
                    return result.Buffer.IsEmpty ? null : throw Errors.Incomplete();
                }

                pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }

            if (result.IsCompleted)
            {
                IsReading = false;
                return message;
            }
        }
    }

    private static void ThrowIfCanceled(ReadResult result)
    {
        if (result.IsCanceled)
        {
            throw new OperationCanceledException("The stream was reset.");
        }
    }

    private T? TryTake<T>(ReadOnlySequence<byte> buffer, Func<DeserializationContext, T> deserialize, bool single = false)
        where T : class
    {
        if (buffer.Length < HeaderSize)
        {
            return null;
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        if (header[0] > 1)
        {
            throw Errors.BadFlag();
        }

        // Unsigned, and refused before a byte of it is waited for: the length is a stranger's word.
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)(maxSize ?? int.MaxValue))
        {
            throw Errors.ReceivedTooLarge();
        }

        var end = HeaderSize + (long)length;
        if (buffer.Length < end)
        {
            return null;
        }

        if (single && buffer.Length > end)
        {
            throw Errors.Additional();
        }

        payload = buffer.Slice(HeaderSize, length);
        if (header[0] == 1)
        {
            payload = Compression.Decompress(Compression.IsKnown(encoding) ? encoding : throw Errors.CompressedWithoutEncoding(), payload, maxSize);
        }

        var message = deserialize(this);
        payload = default;
        pipe.AdvanceTo(buffer.GetPosition(end));
        return message;
    }
}
