using System.Buffers;
using Forlop.Contracts;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>Messages to bytes and back, by the marshaller that the generated client brings.</summary>
internal static class Payload
{
    public static ReadOnlyMemory<byte> Of<T>(Marshaller<T> marshaller, T message)
    {
        var writer = new Writer();
        marshaller.ContextualSerializer(message, writer);
        return writer.Written;
    }

    public static T Read<T>(Marshaller<T> marshaller, ReadOnlyMemory<byte> frame)
    {
        var message = marshaller.ContextualDeserializer(new Reader(frame));
        return message is IMessage known && BrokenText.Find(known.Descriptor, new(frame)) is { } field
            ? throw new InvalidDataException($"Field {field} of the message is not valid UTF-8.")
            : message;
    }

    private sealed class Writer : SerializationContext
    {
        private readonly ArrayBufferWriter<byte> buffer = new();
        private byte[]? whole;

        public ReadOnlyMemory<byte> Written => whole ?? buffer.WrittenMemory;

        public override void Complete(byte[] payload) => whole = payload;

        public override IBufferWriter<byte> GetBufferWriter() => buffer;

        public override void SetPayloadLength(int payloadLength)
        {
            // The buffer grows by itself.
        }

        public override void Complete()
        {
            // What was written is all there is.
        }
    }

    private sealed class Reader(ReadOnlyMemory<byte> frame) : DeserializationContext
    {
        public override int PayloadLength => frame.Length;

        public override byte[] PayloadAsNewBuffer() => frame.ToArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(frame);
    }
}
