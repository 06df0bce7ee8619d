using Forlop.Contracts.V1;
using Forlop.Pathways;

namespace Forlop.Storage;

/// <summary>
/// What goes out to archives and fagsystems, and what comes in. Events and documents are in the store once; what is kept
/// besides is how far each plugin has come, so that a crash at any moment leads to a repeat and never to a loss.
/// </summary>
public interface IExchangeStore
{
    /// <summary>Documents of the tenant that no archive has given its id for, in a fixed order and after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<OpenFiling>> OpenFilingsAsync(string tenantId, int limit, OpenFiling? after = null, CancellationToken cancellation = default);

    /// <summary>Enters that the caller is shown the document, and with that in one commit that it may hold it from now on, whatever becomes of the call.</summary>
    Task OfferFilingAsync(Access access, OpenFiling filing, CancellationToken cancellation = default);

    /// <summary>Nobody holds it who was offered it, or the pathway itself says who does.</summary>
    Task TakeBackFilingAsync(string tenantId, OpenFiling filing, CancellationToken cancellation = default);

    /// <summary>The next piece of a document, from 0; null after the last. The caller has entered the access.</summary>
    /// <exception cref="StoreException">4: it was changed.</exception>
    Task<byte[]?> DocumentPieceAsync(string tenantId, string pathwayId, Guid filingId, int piece, CancellationToken cancellation = default);

    /// <summary>From now on, <paramref name="handle"/> stands for the pathway where somebody outside asks for something. False when the tenant has no such pathway.</summary>
    Task<bool> EnterHandleAsync(Access access, string pathwayId, string handle, CancellationToken cancellation = default);

    /// <summary>
    /// Commits what came in for the pathway that <paramref name="handle"/> stands for, once for each request id of the command,
    /// whose pathway is decided here. <see cref="CommitResult.NotFound"/> when it stands for none; of that only the request id is kept,
    /// so that a repeat is answered the same, whatever was entered meanwhile.
    /// </summary>
    Task<CommitResult> ReceiveAsync(Command command, string handle, Func<IPathwayReader, Decision> decide, CancellationToken cancellation = default);

    /// <summary>The next events of a tenant after a cursor, in the order of their commits; at once, also when there are none. The caller has entered the access.</summary>
    Task<NextEvents> EventsAsync(string tenantId, string cursor, CancellationToken cancellation = default);

    /// <summary>The cursor of a tenant after everything that is durable now.</summary>
    string EndCursor(string tenantId);

    /// <summary>
    /// A pathway and its events after a version, oldest first; null when the tenant has no such pathway. The caller has entered the access.
    /// </summary>
    Task<(Pathway Pathway, IReadOnlyList<HistoryEntry> Events)?> PathwayAfterAsync(string tenantId, string pathwayId, long version, int most, CancellationToken cancellation = default);

    /// <summary>Completes when something was committed after this was called.</summary>
    Task NewEventsAsync(CancellationToken cancellation);

    /// <summary>How far a plugin has the tenant's events.</summary>
    Task<DeliveryProgress> DeliveryAsync(string tenantId, string pluginId, CancellationToken cancellation = default);

    /// <summary>Enters how far it is now, with the pathways that were held back, or are no longer.</summary>
    Task RecordDeliveryAsync(string tenantId, string pluginId, DeliveryStep step, CancellationToken cancellation = default);

    /// <summary>The tenant's pathways after an id, by rising id, also those that have ended. The caller has entered the access.</summary>
    Task<IReadOnlyList<string>> PathwayIdsAsync(string tenantId, string afterPathwayId, int most, CancellationToken cancellation = default);

    /// <summary>The archives and fagsystems that the tenant has, or has had.</summary>
    Task<IReadOnlyList<Counterpart>> CounterpartsAsync(string tenantId, CancellationToken cancellation = default);

    /// <summary>Enters one of them, or how it is now.</summary>
    Task RecordCounterpartAsync(string tenantId, Counterpart counterpart, CancellationToken cancellation = default);

    /// <summary>The tenant has this one no more. How far its plugin has the tenant's events is kept, should it come back.</summary>
    Task ForgetCounterpartAsync(string tenantId, string pluginId, CancellationToken cancellation = default);
}

/// <summary>An archive or a fagsystem, by the plugin that speaks to it.</summary>
/// <param name="Kind">The plugin's kind, as manifests name it.</param>
/// <param name="SinceOn">The first day on which it was there.</param>
/// <param name="ComparedOn">The day of the last night for which what it holds was compared; the first day before there was one.</param>
/// <param name="Strangers">How many pathways it held then that the tenant does not have.</param>
public sealed record Counterpart(string PluginId, string Kind, string SinceOn, string ComparedOn, int Strangers);

/// <summary>A document that no archive has given its id for.</summary>
public sealed record OpenFiling(string PathwayId, Guid FilingId)
{
    /// <summary>The plugin that may hold it although the pathway does not say so; empty when none may.</summary>
    public string OfferedTo { get; init; } = "";

    internal long Stream { get; init; }
}

/// <summary>A document as a command brings it; it is stored in the same commit as the event that tells of it.</summary>
public sealed record NewDocument(Guid FilingId, ReadOnlyMemory<byte> Content);

/// <param name="Cursor">After the last of them, or after what was looked through.</param>
/// <param name="More">There may be more already.</param>
public sealed record NextEvents(IReadOnlyList<HistoryEntry> Events, string Cursor, bool More)
{
    /// <summary>Pathways with events among them that were changed on the disk and cannot be read: one that is damaged keeps no other from going out.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];
}

/// <param name="Cursor">Empty at the beginning.</param>
/// <param name="HeldBack">
/// The pathways whose events after it, or before, the plugin did not take, each with the day since when; that is empty where it
/// was not noted yet.
/// </param>
public sealed record DeliveryProgress(string Cursor, IReadOnlyDictionary<string, string> HeldBack);

/// <param name="Cursor">Null to leave it where it is.</param>
public sealed record DeliveryStep(string? Cursor, IReadOnlyCollection<string> HeldBack, IReadOnlyCollection<string> Caught);
