using Forlop.Contracts.V1;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>An accepted command with every byte that it will write, so that nothing can fail between its writes.</summary>
/// <param name="Previous">Null when it creates the pathway.</param>
/// <param name="Answer">What <paramref name="Receipt"/> holds serialised.</param>
/// <param name="Counted">The counters to raise by one, once for each time they are named.</param>
internal sealed record PreparedCommand(
    StoredPathway? Previous,
    StoredPathway Next,
    IReadOnlyList<EventRow> Events,
    long Scope,
    Guid RequestId,
    StoredReceipt Receipt,
    Receipt Answer,
    IReadOnlyList<string> Counted,
    IReadOnlyList<byte[]> ReplyCodes,
    IReadOnlyList<DocumentPiece> Document);
