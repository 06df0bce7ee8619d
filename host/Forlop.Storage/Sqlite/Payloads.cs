using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Storage.Chain;
using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite.Tables;
using Google.Protobuf;

namespace Forlop.Storage.Sqlite;

/// <summary>Between messages and stored bytes. Safe on any thread, so that reading decrypts outside the writer.</summary>
internal static class Payloads
{
    public static byte[] Close(HistoryEntry entry, byte[] key, Tenant tenant, Guid pathwayId) =>
        Close(entry.Clone(), key, tenant, pathwayId, entry.EventId);

    public static byte[] Close(Pathway pathway, byte[] key, Tenant tenant, Guid pathwayId, long version) =>
        Close(pathway.Clone(), key, tenant, pathwayId, Snapshot(version));

    /// <exception cref="StoreException">4: it was changed.</exception>
    public static Pathway Open(StreamRow row)
    {
        try
        {
            var pathway = Pathway.Parser.ParseFrom(row.Snapshot);
            Open(pathway, row.Tenant.Keys.PathwayKey(row.PathwayId, row.WrappedKey), row.Tenant, row.PathwayId, Snapshot(row.Version));
            return pathway;
        }
        catch (Exception e) when (e is CryptographicException or InvalidProtocolBufferException)
        {
            throw Damaged(e);
        }
    }

    /// <exception cref="StoreException">4: it was changed.</exception>
    public static HistoryEntry Open(EventRow row, StreamRow stream, int writer)
    {
        try
        {
            var entry = HistoryEntry.Parser.ParseFrom(row.Payload);
            var key = stream.Tenant.Keys.PathwayKey(stream.PathwayId, stream.WrappedKey);
            Open(entry, key, stream.Tenant, stream.PathwayId, Position.EventId(writer, row.Position));
            return entry;
        }
        catch (Exception e) when (e is CryptographicException or InvalidProtocolBufferException)
        {
            throw Damaged(e);
        }
    }

    private static byte[] Close(IMessage copy, byte[] key, Tenant tenant, Guid pathwayId, string place)
    {
        using var sealer = new FieldSealer(key, tenant.Id, pathwayId, place);
        sealer.Close(copy);
        return copy.ToByteArray();
    }

    private static void Open(IMessage message, byte[] key, Tenant tenant, Guid pathwayId, string place)
    {
        using var sealer = new FieldSealer(key, tenant.Id, pathwayId, place);
        sealer.Open(message);
    }

    private static string Snapshot(long version) => $"snapshot@{version}";

    private static StoreException Damaged(Exception e) =>
        new(4, "A stored row is damaged or was changed. Run audit verify, then restore a backup.", e);
}
