using Forlop.Contracts.V1;
using Forlop.Storage;

namespace Forlop.Host.Effects.Exchange;

/// <summary>Reads of which one that fails keeps nothing else waiting.</summary>
internal static class ExchangeReads
{
    /// <summary>As <see cref="IExchangeStore.PathwayAfterAsync"/>; null also when it cannot be read: the verification says why.</summary>
    public static async Task<(Pathway Pathway, IReadOnlyList<HistoryEntry> Events)?> ReadableAfterAsync(this IExchangeStore store, string tenantId, string pathwayId, long version, int most, CancellationToken cancellation)
    {
        try
        {
            return await store.PathwayAfterAsync(tenantId, pathwayId, version, most, cancellation);
        }
        catch (StoreException damaged) when (damaged.ExitCode == 4)
        {
            return null;
        }
    }

    /// <summary>As <see cref="IExchangeStore.EventsAsync"/>; from the beginning after a cursor that this store never gave.</summary>
    public static async Task<NextEvents> NextAsync(this IExchangeStore store, string tenantId, string cursor, CancellationToken cancellation)
    {
        try
        {
            return await store.EventsAsync(tenantId, cursor, cancellation);
        }
        catch (CursorInvalidException) when (cursor.Length > 0)
        {
            return await store.EventsAsync(tenantId, "", cancellation);
        }
    }
}
