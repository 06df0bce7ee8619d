using System.Buffers.Text;

namespace Forlop.Storage;

/// <summary>
/// Where a page ended, as an opaque text. Bound to the store and the list that it came from: another's is refused
/// rather than misread. It holds nothing of a person.
/// </summary>
internal static class PageToken
{
    /// <param name="list">Which list, and of what: tokens of different lists never fit.</param>
    public static string Write(Guid storeId, string list, Action<BinaryWriter> position)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(storeId.ToByteArray(bigEndian: true));
        writer.Write(list);
        position(writer);
        return Base64Url.EncodeToString(bytes.ToArray());
    }

    /// <exception cref="CursorInvalidException">It is not a token of that list.</exception>
    public static T Read<T>(Guid storeId, string list, string token, Func<BinaryReader, T> position)
    {
        try
        {
            using var bytes = new MemoryStream(Base64Url.DecodeFromChars(token));
            using var reader = new BinaryReader(bytes);
            var fits = reader.ReadBytes(16).AsSpan().SequenceEqual(storeId.ToByteArray(bigEndian: true))
                && string.Equals(reader.ReadString(), list, StringComparison.Ordinal);
            var read = fits ? position(reader) : throw new CursorInvalidException();
            return bytes.Position == bytes.Length ? read : throw new CursorInvalidException();
        }
        catch (Exception e) when (e is FormatException or IOException or ArgumentException)
        {
            throw new CursorInvalidException();
        }
    }
}
