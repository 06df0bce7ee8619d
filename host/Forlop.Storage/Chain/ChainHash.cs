using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Forlop.Storage.Chain;

/// <summary>
/// The hashes of the log, over what is stored and not over what it means: a lawful deletion destroys a key and leaves
/// every hash standing. One instance belongs to one thread.
/// </summary>
internal sealed class ChainHash : IDisposable
{
    public const int Size = SHA256.HashSizeInBytes;
    public static readonly byte[] Genesis = new byte[Size];

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public byte[] Event(long position, string tenantId, Guid pathwayId, long version, ReadOnlySpan<byte> payload)
    {
        hash.AppendData("forlop/event/1\n"u8);
        Add(position);
        Add(tenantId);
        Span<byte> id = stackalloc byte[16];
        pathwayId.TryWriteBytes(id, bigEndian: true, out _);
        hash.AppendData(id);
        Add(version);
        Add(payload);
        return hash.GetHashAndReset();
    }

    public byte[] Access(long position, string tenantId, ReadOnlySpan<byte> payload)
    {
        hash.AppendData("forlop/access/1\n"u8);
        Add(position);
        Add(tenantId);
        Add(payload);
        return hash.GetHashAndReset();
    }

    /// <summary>Over the rows of one commit, or over the events of one command for its receipt.</summary>
    public byte[] Digest(IEnumerable<byte[]> events, IEnumerable<byte[]> accesses)
    {
        hash.AppendData("forlop/rows/1\n"u8);
        foreach (var row in events)
        {
            hash.AppendData(row);
        }

        hash.AppendData("\n"u8);
        foreach (var row in accesses)
        {
            hash.AppendData(row);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256 over the hashes alone, as <c>Receipt.event_digest</c> promises.</summary>
    public byte[] EventDigest(IEnumerable<byte[]> events)
    {
        foreach (var row in events)
        {
            hash.AppendData(row);
        }

        return hash.GetHashAndReset();
    }

    public byte[] Commit(long number, long recordTime, byte[] digest, byte[] previous)
    {
        hash.AppendData("forlop/commit/1\n"u8);
        Add(number);
        Add(recordTime);
        hash.AppendData(digest);
        hash.AppendData(previous);
        return hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();

    private void Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    // With its length before it, so that no two rows read alike.
    private void Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        hash.AppendData(bytes);
    }
}
