using Forlop.Contracts.V1;
using Forlop.Storage.Sealing;

namespace Forlop.Storage.Sqlite;

/// <content>A pathway with everything that happened in it, for whoever decides on both.</content>
internal sealed partial class Reads
{
    /// <summary>As it was when the first slice was read, with the history up to there; null when the tenant has no such pathway.</summary>
    public async Task<(StoredPathway Pathway, IReadOnlyList<HistoryEntry> History)?> WholeAsync(Access access, string pathwayId, CancellationToken cancellation)
    {
        if (await SliceAsync(s => Find(s, access, pathwayId), cancellation) is not { } found)
        {
            return null;
        }

        var history = new List<HistoryEntry>();
        using var cipher = Seal.Cipher(found.Key);
        foreach (var some in (await WalkBackAsync(found.Row.Head, afterVersion: 0, cancellation)).Chunk(Slice / 5))
        {
            history.AddRange((await EventsAsync(some, cancellation)).Select(row => Payloads.Open(row, found.Row, writerId, cipher)));
        }

        return (found, history);
    }
}
