using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Forlop.Storage.Chain;

/// <summary>
/// The hashes of the log, over what is stored and not over what it means: a lawful deletion destroys a key and leaves
/// every hash standing. One instance belongs to one thread.
/// </summary>
internal sealed class ChainHash
{
    public const int Size = SHA256.HashSizeInBytes;
    public static readonly byte[] Genesis = new byte[Size];

    // Put together first: one call into the cryptographic library costs more than copying what it hashes.
    private readonly ArrayBufferWriter<byte> hashed = new(4096);

    public byte[] Event(long position, string tenantId, Guid pathwayId, long version, ReadOnlySpan<byte> payload)
    {
        hashed.Write("forlop/event/1\n"u8);
        Add(position);
        Add(tenantId);
        pathwayId.TryWriteBytes(hashed.GetSpan(16), bigEndian: true, out _);
        hashed.Advance(16);
        Add(version);
        Add(payload);
        return Finish();
    }

    public byte[] Access(long position, string tenantId, ReadOnlySpan<byte> payload)
    {
        hashed.Write("forlop/access/1\n"u8);
        Add(position);
        Add(tenantId);
        Add(payload);
        return Finish();
    }

    public byte[] Settings(long position, string tenantId, int version, ReadOnlySpan<byte> payload)
    {
        hashed.Write("forlop/settings/1\n"u8);
        Add(position);
        Add(tenantId);
        Add(version);
        Add(payload);
        return Finish();
    }

    /// <summary>Over the rows of one commit. Without rows of settings it is what it was before there were any.</summary>
    public byte[] Digest(IEnumerable<byte[]> events, IEnumerable<byte[]> accesses, IReadOnlyCollection<byte[]> settings)
    {
        hashed.Write("forlop/rows/1\n"u8);
        foreach (var row in events)
        {
            hashed.Write(row);
        }

        hashed.Write("\n"u8);
        foreach (var row in accesses)
        {
            hashed.Write(row);
        }

        if (settings.Count > 0)
        {
            hashed.Write("\n"u8);
            foreach (var row in settings)
            {
                hashed.Write(row);
            }
        }

        return Finish();
    }

    /// <summary>SHA-256 over the hashes alone, as <c>Receipt.event_digest</c> promises.</summary>
    public byte[] EventDigest(IEnumerable<byte[]> events)
    {
        foreach (var row in events)
        {
            hashed.Write(row);
        }

        return Finish();
    }

    public byte[] Commit(long number, long recordTime, byte[] digest, byte[] previous)
    {
        hashed.Write("forlop/commit/1\n"u8);
        Add(number);
        Add(recordTime);
        hashed.Write(digest);
        hashed.Write(previous);
        return Finish();
    }

    private byte[] Finish()
    {
        var hash = SHA256.HashData(hashed.WrittenSpan);
        hashed.ResetWrittenCount();
        return hash;
    }

    private void Add(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(hashed.GetSpan(sizeof(long)), value);
        hashed.Advance(sizeof(long));
    }

    private void Add(string text)
    {
        Add((long)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, hashed);
    }

    // With its length before it, so that no two rows read alike.
    private void Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        hashed.Write(bytes);
    }
}
