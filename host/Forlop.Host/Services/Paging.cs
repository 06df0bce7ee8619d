using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Pathways.Rules;
using Forlop.Storage;

namespace Forlop.Host.Services;

/// <summary>What reading RPCs share.</summary>
internal static class Paging
{
    /// <summary>Zero is the usual size; more than the most is refused rather than cut, so that nobody believes a short page is the last.</summary>
    public static PageRequest Of(int size, string token, int usual, int most) => size switch
    {
        0 => new PageRequest(usual, token),
        > 0 when size <= most => new PageRequest(size, token),
        _ => throw RefusalStatus.Of(Refusals.Malformed("page_size", "page-size")),
    };

    /// <summary>The caller's pathway. Somebody else's and none at all are the same answer.</summary>
    public static async Task<Pathway> FindAsync(this IPathwayStore store, Caller caller, string pathwayId, CancellationToken cancellation)
    {
        CommandRunner.Uuid("pathway_id", pathwayId);
        return await store.GetAsync(caller.Access(pathwayId), pathwayId, cancellation) ?? throw RefusalStatus.Of(Refusals.Of(RefusalReason.NotFound));
    }
}
