namespace Forlop.Storage.Sqlite;

/// <summary>The pathways used last, decrypted. Holds committed states only.</summary>
internal sealed class HotPathways(int capacity)
{
    private readonly Dictionary<(long Tenant, Guid Id), LinkedListNode<StoredPathway>> byId = [];
    private readonly LinkedList<StoredPathway> byUse = new();

    public StoredPathway? Find(long tenant, Guid id)
    {
        if (!byId.TryGetValue((tenant, id), out var node))
        {
            return null;
        }

        byUse.Remove(node);
        byUse.AddFirst(node);
        return node.Value;
    }

    public void Keep(StoredPathway pathway)
    {
        var key = (pathway.Row.Tenant.Row, pathway.Row.PathwayId);
        if (byId.TryGetValue(key, out var known))
        {
            byUse.Remove(known);
        }

        // The sealed snapshot is not needed beside the open one.
        byId[key] = byUse.AddFirst(pathway with { Row = pathway.Row with { Snapshot = [] } });
        if (byId.Count > capacity && byUse.Last is { } oldest)
        {
            byUse.RemoveLast();
            byId.Remove((oldest.Value.Row.Tenant.Row, oldest.Value.Row.PathwayId));
        }
    }
}
