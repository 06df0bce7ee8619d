using System.Security.Cryptography;
using System.Text;
using Forlop.Contracts.Plugin.V1;
using Google.Protobuf;

namespace Forlop.Plugins.Sdk;

/// <summary>The comparison that <see cref="CaseSystemPlugin"/> is asked for at night.</summary>
/// <example><code>
/// protected override ValueTask&lt;ReconcileResponse&gt; Reconcile(ReconcileRequest request, PluginCall call) =>
///     new(PathwayRange.Compare(request, mine.Select(pathway => PathwayRange.Held(pathway.Id, pathway.Version, pathway.EventIds))));
/// </code></example>
public static class PathwayRange
{
    /// <summary>Whether an id lies in the range that a request is about. Ids are compared as bytes.</summary>
    /// <param name="request">Names the range.</param>
    /// <param name="pathwayId">An id.</param>
    /// <returns>True when it lies after the beginning and not after the end.</returns>
    public static bool Contains(ReconcileRequest request, string pathwayId)
    {
        ArgumentNullException.ThrowIfNull(request);
        return string.CompareOrdinal(pathwayId, request.AfterPathwayId) > 0
            && (request.LastPathwayId.Length == 0 || string.CompareOrdinal(pathwayId, request.LastPathwayId) <= 0);
    }

    /// <summary>What one side holds of a pathway.</summary>
    /// <param name="pathwayId">The pathway.</param>
    /// <param name="version">Its last version.</param>
    /// <param name="eventIds">The ids of its events, in order.</param>
    /// <returns>The entry, with its digest.</returns>
    public static HeldPathway Held(string pathwayId, long version, IEnumerable<string> eventIds)
    {
        ArgumentNullException.ThrowIfNull(eventIds);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var id in eventIds)
            hash.AppendData(Encoding.UTF8.GetBytes($"{id}\n"));
        return new HeldPathway { PathwayId = pathwayId, Version = version, EventIdsSha256 = ByteString.CopyFrom(hash.GetHashAndReset()) };
    }

    /// <summary>Names every pathway of the range that both sides do not hold alike (CS-5).</summary>
    /// <param name="request">What the host holds.</param>
    /// <param name="mine">What the fagsystem holds; what lies outside the range is passed over.</param>
    /// <returns>The differences, by rising id; none when both hold the same.</returns>
    public static ReconcileResponse Compare(ReconcileRequest request, IEnumerable<HeldPathway> mine)
    {
        ArgumentNullException.ThrowIfNull(request);
        var hosts = request.Pathways.ToDictionary(pathway => pathway.PathwayId, StringComparer.Ordinal);
        var here = mine.Where(pathway => Contains(request, pathway.PathwayId)).ToDictionary(pathway => pathway.PathwayId, StringComparer.Ordinal);
        var response = new ReconcileResponse();
        foreach (var id in hosts.Keys.Union(here.Keys).Order(StringComparer.Ordinal))
        {
            if (Difference(hosts.GetValueOrDefault(id), here.GetValueOrDefault(id)) is { } kind)
                response.Differences.Add(new PathwayDifference { PathwayId = id, Kind = kind, HeldVersion = here.GetValueOrDefault(id)?.Version ?? 0 });
        }

        return response;
    }

    private static DifferenceKind? Difference(HeldPathway? host, HeldPathway? mine) => (host, mine) switch
    {
        (_, null) => DifferenceKind.MissingInCaseSystem,
        (null, _) => DifferenceKind.MissingInHost,
        _ when host.Version != mine.Version => DifferenceKind.OtherVersion,
        _ when !host.EventIdsSha256.Equals(mine.EventIdsSha256) => DifferenceKind.OtherEvents,
        _ => null,
    };
}
