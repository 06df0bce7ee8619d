using System.Buffers;
using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite.Tables;
using Google.Protobuf;

namespace Forlop.Storage.Sqlite;

/// <summary>
/// Between messages and stored bytes. An event keeps its shape and has its personal fields sealed, each by itself; a
/// snapshot is one seal. Safe on any thread, so that reading decrypts outside the writer.
/// </summary>
internal static class Payloads
{
    /// <summary>A piece is small enough for the writer to read between two batches.</summary>
    public const int LargestPiece = 256 * 1024;

    /// <summary>Seals within <paramref name="entry"/>, which is not to be used afterwards.</summary>
    public static byte[] Close(HistoryEntry entry, AesGcm cipher, Tenant tenant, Guid pathwayId)
    {
        new FieldSealer(cipher, OfEvent(tenant, pathwayId, entry.EventId)).Close(entry);
        return entry.ToByteArray();
    }

    public static byte[] Close(Pathway pathway, AesGcm cipher, Tenant tenant, Guid pathwayId, long version)
    {
        var size = pathway.CalculateSize();
        var plain = ArrayPool<byte>.Shared.Rent(size);
        pathway.WriteTo(plain.AsSpan(0, size));
        var closed = new byte[size + Seal.Overhead];
        Seal.Close(cipher, plain.AsSpan(0, size), OfSnapshot(tenant, pathwayId, version), closed);
        ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        return closed;
    }

    /// <exception cref="StoreException">4: it was changed.</exception>
    public static StoredPathway Open(StreamRow row)
    {
        try
        {
            var key = row.Tenant.Keys.PathwayKey(row.PathwayId, row.WrappedKey);
            using var cipher = Seal.Cipher(key);
            var plain = new byte[Math.Max(0, row.Snapshot.Length - Seal.Overhead)];
            Seal.Open(cipher, row.Snapshot, OfSnapshot(row.Tenant, row.PathwayId, row.Version), plain);
            return new StoredPathway(row, Pathway.Parser.ParseFrom(plain), key);
        }
        catch (Exception e) when (e is CryptographicException or InvalidProtocolBufferException)
        {
            throw Damaged(e);
        }
    }

    /// <exception cref="StoreException">4: it was changed.</exception>
    public static HistoryEntry Open(EventRow row, StreamRow stream, int writer)
    {
        using var cipher = Cipher(stream);
        return Open(row, stream, writer, cipher);
    }

    /// <summary>For many of one pathway, whose key need not be unwrapped for each.</summary>
    /// <exception cref="StoreException">4: it was changed.</exception>
    public static HistoryEntry Open(EventRow row, StreamRow stream, int writer, AesGcm cipher)
    {
        try
        {
            var entry = HistoryEntry.Parser.ParseFrom(row.Payload);
            new FieldSealer(cipher, OfEvent(stream.Tenant, stream.PathwayId, Position.EventId(writer, row.Position))).Open(entry);
            return entry;
        }
        catch (Exception e) when (e is CryptographicException or InvalidProtocolBufferException)
        {
            throw Damaged(e);
        }
    }

    /// <summary>One piece of a document.</summary>
    public static byte[] Close(ReadOnlySpan<byte> piece, AesGcm cipher, Tenant tenant, Guid pathwayId, Guid filingId, int number)
    {
        var closed = new byte[piece.Length + Seal.Overhead];
        Seal.Close(cipher, piece, OfPiece(tenant, pathwayId, filingId, number), closed);
        return closed;
    }

    /// <exception cref="StoreException">4: it was changed.</exception>
    public static byte[] Open(byte[] piece, StreamRow stream, Guid filingId, int number)
    {
        try
        {
            using var cipher = Seal.Cipher(stream.Tenant.Keys.PathwayKey(stream.PathwayId, stream.WrappedKey));
            var plain = new byte[Math.Max(0, piece.Length - Seal.Overhead)];
            Seal.Open(cipher, piece, OfPiece(stream.Tenant, stream.PathwayId, filingId, number), plain);
            return plain;
        }
        catch (CryptographicException e)
        {
            throw Damaged(e);
        }
    }

    private static AesGcm Cipher(StreamRow stream)
    {
        try
        {
            return Seal.Cipher(stream.Tenant.Keys.PathwayKey(stream.PathwayId, stream.WrappedKey));
        }
        catch (CryptographicException e)
        {
            throw Damaged(e);
        }
    }

    private static byte[] OfEvent(Tenant tenant, Guid pathwayId, string eventId) =>
        Binding.Of("forlop/field/1\n"u8, tenant.Id, pathwayId, eventId);

    private static byte[] OfSnapshot(Tenant tenant, Guid pathwayId, long version) =>
        Binding.Of("forlop/snapshot/1\n"u8, tenant.Id, pathwayId, $"snapshot@{version}");

    private static byte[] OfPiece(Tenant tenant, Guid pathwayId, Guid filingId, int number) =>
        Binding.Of("forlop/document/1\n"u8, tenant.Id, pathwayId, $"{filingId}/{number}");

    private static StoreException Damaged(Exception e) =>
        new(4, "A stored row is damaged or was changed. Run audit verify, then restore a backup.", e);
}
