using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.Storage.Sealing;

/// <summary>
/// Seals the personal fields of one stored message in place, or opens them. Each value is bound to its tenant, pathway,
/// message and field, so that none can be moved to where it would say something else.
/// </summary>
/// <param name="place">The event id, or <c>snapshot@version</c>.</param>
internal sealed class FieldSealer(byte[] pathwayKey, string tenantId, Guid pathwayId, string place) : IDisposable
{
    private readonly AesGcm cipher = Seal.Cipher(pathwayKey);
    private readonly ArrayBufferWriter<byte> associated = Prefix(tenantId, pathwayId, place);

    public void Close(IMessage message) => Walk(message, SealPlan.Of(message.Descriptor), [], Close);

    /// <exception cref="CryptographicException">A value was changed, moved, or sealed with another key.</exception>
    public void Open(IMessage message) => Walk(message, SealPlan.Of(message.Descriptor), [], Open);

    public void Dispose() => cipher.Dispose();

    private void Walk(IMessage message, SealPlan plan, ReadOnlySpan<int> path, Func<string, byte[], string> change)
    {
        foreach (var field in plan.Personal)
        {
            if (field.IsRepeated)
            {
                var values = (IList<string>)field.Accessor.GetValue(message);
                for (var i = 0; i < values.Count; i++)
                {
                    values[i] = Changed(values[i], [.. path, field.FieldNumber, i], change);
                }
            }
            else if (field.Accessor.GetValue(message) is string { Length: > 0 } value)
            {
                field.Accessor.SetValue(message, Changed(value, [.. path, field.FieldNumber], change));
            }
        }

        foreach (var (field, below) in plan.Nested)
        {
            switch (field.Accessor.GetValue(message))
            {
                case IMessage one:
                    Walk(one, below, [.. path, field.FieldNumber], change);
                    break;
                case IList many:
                    for (var i = 0; i < many.Count; i++)
                    {
                        Walk((IMessage)many[i]!, below, [.. path, field.FieldNumber, i], change);
                    }

                    break;
            }
        }
    }

    // An empty string stays empty: that a field is not set is no secret, and proto3 could not tell the two apart.
    private string Changed(string value, ReadOnlySpan<int> path, Func<string, byte[], string> change)
    {
        if (value.Length == 0)
        {
            return value;
        }

        var prefix = associated.WrittenSpan;
        var bound = new byte[prefix.Length + (path.Length * sizeof(int))];
        prefix.CopyTo(bound);
        for (var i = 0; i < path.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(prefix.Length + (i * sizeof(int))), path[i]);
        }

        return change(value, bound);
    }

    private string Close(string value, byte[] bound)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var closed = new byte[plain.Length + Seal.Overhead];
        Seal.Close(cipher, plain, bound, closed);
        return Convert.ToBase64String(closed);
    }

    private string Open(string value, byte[] bound)
    {
        var closed = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, closed, out var length) || length < Seal.Overhead)
        {
            throw new CryptographicException("A personal field is not sealed.");
        }

        var plain = new byte[length - Seal.Overhead];
        Seal.Open(cipher, closed.AsSpan(0, length), bound, plain);
        return Encoding.UTF8.GetString(plain);
    }

    private static ArrayBufferWriter<byte> Prefix(string tenantId, Guid pathwayId, string place)
    {
        var prefix = new ArrayBufferWriter<byte>(128);
        prefix.Write("forlop/field/1\n"u8);
        Add(prefix, tenantId);
        pathwayId.TryWriteBytes(prefix.GetSpan(16), bigEndian: true, out _);
        prefix.Advance(16);
        Add(prefix, place);
        return prefix;
    }

    // With its length before it, so that no two lists of texts read alike.
    private static void Add(ArrayBufferWriter<byte> prefix, string text)
    {
        BinaryPrimitives.WriteInt32BigEndian(prefix.GetSpan(sizeof(int)), Encoding.UTF8.GetByteCount(text));
        prefix.Advance(sizeof(int));
        Encoding.UTF8.GetBytes(text, prefix);
    }
}
