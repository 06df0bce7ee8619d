using System.Security.Cryptography;
using System.Text;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.PluginHost;
using Forlop.Storage;
using Google.Protobuf;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Compares what a fagsystem holds with what it was given, range by range, and gives it once more what that mends. Nothing is delivered
/// beside it meanwhile; what is new since, <paramref name="underWay"/> tells.
/// </summary>
/// <param name="access">Of a pathway, or with "" of the whole.</param>
/// <param name="underWay">The pathways of which the fagsystem may hold less than is here.</param>
internal sealed class NightlyComparison(IPathwayStore store, CaseSystemPlugin fagsystem, Func<string, Access> access, Func<CancellationToken, Task<HashSet<string>>> underWay)
{
    // The contract's own bound.
    private const int Range = 1_000;
    private const int Page = 200;

    /// <summary>How many pathways only the fagsystem holds.</summary>
    public int Strangers { get; private set; }

    /// <param name="differ">What to do about a pathway that it holds otherwise, also after it was given everything once more.</param>
    /// <param name="alike">What to do about a pathway that somebody has such a task for and that is well now.</param>
    /// <exception cref="Grpc.Core.RpcException">The plugin did not compare.</exception>
    public async Task RunAsync(Func<string, Task> differ, Func<string, Task> alike, CancellationToken cancellation)
    {
        await store.RecordAccessAsync(access(""), AccessOutcome.Answered, cancellation);
        for (var (after, more) = ("", true); more;)
        {
            var ids = await store.PathwayIdsAsync(access("").TenantId, after, Range, cancellation);
            more = ids.Count == Range;
            var request = new ReconcileRequest { TenantId = access("").TenantId, AfterPathwayId = after, LastPathwayId = more ? ids[^1] : "" };
            await RangeAsync(request, ids, differ, alike, cancellation);
            after = request.LastPathwayId;
        }
    }

    private async Task RangeAsync(ReconcileRequest request, IReadOnlyList<string> ids, Func<string, Task> differ, Func<string, Task> alike, CancellationToken cancellation)
    {
        var awaited = new HashSet<string>();
        foreach (var id in ids)
        {
            if (await HeldAsync(id, awaited, cancellation) is { } held)
            {
                request.Pathways.Add(held);
            }
        }

        var (differences, moving) = await AskAsync(request, cancellation);
        var here = request.Pathways.ToDictionary(pathway => pathway.PathwayId);
        var mendable = differences.Where(difference => here.TryGetValue(difference.PathwayId, out var held)
            && (difference.Kind == DifferenceKind.MissingInCaseSystem || (difference.Kind == DifferenceKind.OtherVersion && difference.HeldVersion < held.Version))).ToList();
        foreach (var difference in mendable)
        {
            await new Delivery(store, fagsystem, access(difference.PathwayId)).SendAsync(after: null, cancellation);
        }

        if (mendable.Count > 0)
        {
            (differences, moving) = await AskAsync(request, cancellation);
        }

        Strangers += differences.Count(difference => difference.Kind == DifferenceKind.MissingInHost);
        foreach (var difference in differences.Where(difference => here.ContainsKey(difference.PathwayId)))
        {
            await differ(difference.PathwayId);
        }

        foreach (var pathwayId in awaited.Except(differences.Select(difference => difference.PathwayId)).Where(pathwayId => !moving.Contains(pathwayId)))
        {
            await alike(pathwayId);
        }
    }

    // What is under way may well differ, and is compared the next night: it is neither different nor alike. Asked for after the answer, so that it holds all that came meanwhile.
    private async Task<(IReadOnlyList<PathwayDifference> Differences, HashSet<string> Moving)> AskAsync(ReconcileRequest request, CancellationToken cancellation)
    {
        var answer = await fagsystem.Client.ReconcileAsync(request, cancellationToken: cancellation);
        var moving = await underWay(cancellation);
        return ([.. answer.Differences.Where(difference => !moving.Contains(difference.PathwayId))], moving);
    }

    // Null when it cannot be read, or was lawfully deleted meanwhile.
    private async Task<HeldPathway?> HeldAsync(string pathwayId, HashSet<string> awaited, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var version = 0L; await store.ReadableAfterAsync(access("").TenantId, pathwayId, version, Page, cancellation) is var (pathway, events);)
        {
            if (version == 0 && ExchangeDecisions.IsAwaited(pathway, access("").CallerId, HandoverProblem.HeldOtherwise))
            {
                awaited.Add(pathwayId);
            }

            foreach (var entry in events)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{entry.EventId}\n"));
                version = entry.Version;
            }

            if (events.Count < Page)
            {
                return new HeldPathway { PathwayId = pathwayId, Version = version, EventIdsSha256 = ByteString.CopyFrom(hash.GetHashAndReset()) };
            }
        }

        return null;
    }
}
