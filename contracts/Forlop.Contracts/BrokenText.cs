using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace Forlop.Contracts;

/// <summary>
/// Finds text that is no UTF-8. Google.Protobuf reads such bytes and puts U+FFFD in their place without a word, so that two
/// different references could become one; whoever takes in the bytes of others asks here.
/// </summary>
internal static class BrokenText
{
    /// <summary>The first string field that is not UTF-8, as the proto names it, with the fields that it is in; null when all are.</summary>
    /// <param name="message">What the bytes are. They have been parsed as such, so their structure is whole.</param>
    /// <param name="bytes">As they came.</param>
    public static string? Find(MessageDescriptor message, ReadOnlySequence<byte> bytes) =>
        IsAscii(bytes) ? null : Find(message, bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray());

    // Most messages end here: tags, lengths and codes below 128 are ASCII too, and what is ASCII altogether is so in its parts.
    private static bool IsAscii(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            if (!Ascii.IsValid(segment.Span))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Find(MessageDescriptor message, ReadOnlySpan<byte> bytes)
    {
        var inGroup = 0;
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref bytes);
                    break;
                case 1:
                    bytes = bytes[8..];
                    break;
                case 5:
                    bytes = bytes[4..];
                    break;
                case 2:
                    var length = (int)Varint(ref bytes);
                    if (inGroup == 0 && message.FindFieldByNumber((int)(tag >> 3)) is { } field && FindIn(field, bytes[..length]) is { } path)
                    {
                        return path;
                    }

                    bytes = bytes[length..];
                    break;
                default:
                    // proto3 has no groups: one that comes is an unknown field, and nothing in it is a field of this message.
                    inGroup += (tag & 7) == 3 ? 1 : -1;
                    break;
            }
        }

        return null;
    }

    private static string? FindIn(FieldDescriptor field, ReadOnlySpan<byte> content) => field.FieldType switch
    {
        FieldType.String => Utf8.IsValid(content) ? null : field.Name,
        FieldType.Message => Find(field.MessageType, content) is { } path ? $"{field.Name}.{path}" : null,
        _ => null,
    };

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
