using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>A basis that was stated until a day: what its end asks for, and what answers that.</summary>
internal static class BasisEnd
{
    /// <summary>Whether something that rests on it is carried by nothing on that day, after its last: that the pathway goes on, or what an instance hears and tells.</summary>
    public static bool IsMissed(Pathway pathway, StatedBasis basis, LocalDate day) =>
        Carried(pathway).Any(asked => basis.Purposes.Contains(asked.Purpose) && Scope.Covers(basis.Recipients, basis.Areas, basis.Direction, asked) && !Consents.Evaluate(pathway, asked, day).IsAllowed);

    /// <summary>Whether another one reaches as far and lasts longer.</summary>
    public static bool IsReplaced(Pathway pathway, StatedBasis basis) => pathway.StatedBases.Any(other =>
        other.BasisId != basis.BasisId
        && string.CompareOrdinal(other.StatedOn, basis.UntilOn) <= 0
        && (other.UntilOn.Length == 0 || string.CompareOrdinal(other.UntilOn, basis.UntilOn) > 0)
        && basis.Purposes.All(other.Purposes.Contains)
        && (other.Recipients.Count == 0 || (basis.Recipients.Count > 0 && basis.Recipients.All(other.Recipients.Contains)))
        && (other.Areas.Count == 0 || (basis.Areas.Count > 0 && basis.Areas.All(other.Areas.Contains)))
        && (other.Direction == basis.Direction || other.Direction == DisclosureDirection.Both || basis.Direction == DisclosureDirection.Unspecified));

    private static IEnumerable<Asked> Carried(Pathway pathway) =>
    [
        .. pathway.State is PathwayState.UnderConsideration or PathwayState.AwaitingConsent ? Array.Empty<Asked>() : [Asked.Start],
        .. pathway.Engagements.Where(engagement => !EngagementDefinition.IsSettled(engagement.State)).SelectMany(engagement => (Asked[])
        [
            Asked.ToHealth(engagement.Instance.Type, engagement.Areas),
            Asked.FromHealth(engagement.Instance.Type, engagement.Areas),
        ]),
    ];
}
