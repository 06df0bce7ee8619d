using System.Buffers.Binary;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Forlop.Storage.Sealing;

/// <summary>
/// Seals the personal fields of one stored message in place, or opens them. Each value is bound to its tenant, pathway,
/// message and field, so that none can be moved to where it would say something else.
/// </summary>
/// <param name="binding">Of the message; each field adds where in it it stands.</param>
internal sealed class FieldSealer(AesGcm cipher, byte[] binding)
{
    private delegate string Change(string value, ReadOnlySpan<byte> bound);

    public void Close(IMessage message) => Walk(message, SealPlan.Of(message.Descriptor), [], Close);

    /// <exception cref="CryptographicException">A value was changed, moved, or sealed with another key.</exception>
    public void Open(IMessage message) => Walk(message, SealPlan.Of(message.Descriptor), [], Open);

    private void Walk(IMessage message, SealPlan plan, ReadOnlySpan<int> path, Change change)
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

        foreach (var field in plan.Nested)
        {
            switch (field.Accessor.GetValue(message))
            {
                case IMessage one:
                    Walk(one, SealPlan.Of(field.MessageType), [.. path, field.FieldNumber], change);
                    break;
                case IList many:
                    for (var i = 0; i < many.Count; i++)
                    {
                        Walk((IMessage)many[i]!, SealPlan.Of(field.MessageType), [.. path, field.FieldNumber, i], change);
                    }

                    break;
            }
        }
    }

    // An empty string stays empty: that a field is not set is no secret, and proto3 could not tell the two apart.
    private string Changed(string value, ReadOnlySpan<int> path, Change change)
    {
        if (value.Length == 0)
        {
            return value;
        }

        Span<byte> bound = new byte[binding.Length + (path.Length * sizeof(int))];
        binding.CopyTo(bound);
        for (var i = 0; i < path.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bound[(binding.Length + (i * sizeof(int)))..], path[i]);
        }

        return change(value, bound);
    }

    private string Close(string value, ReadOnlySpan<byte> bound)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var closed = new byte[plain.Length + Seal.Overhead];
        Seal.Close(cipher, plain, bound, closed);
        return Convert.ToBase64String(closed);
    }

    private string Open(string value, ReadOnlySpan<byte> bound)
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
}
