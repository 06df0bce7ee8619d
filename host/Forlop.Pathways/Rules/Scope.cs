using Forlop.Contracts.V1;

namespace Forlop.Pathways.Rules;

/// <summary>How far an entry of the ledger reaches. An empty list means all.</summary>
internal static class Scope
{
    /// <summary>Whether all that is asked lies within.</summary>
    public static bool Covers(IReadOnlyCollection<HealthInstanceType> recipients, IReadOnlyCollection<HealthArea> areas, DisclosureDirection direction, Asked asked) =>
        Reaches(recipients, direction, asked) && (areas.Count == 0 || asked.Areas.All(areas.Contains));

    /// <summary>Whether it is about this recipient and direction; of the areas, any will do.</summary>
    public static bool Reaches(IReadOnlyCollection<HealthInstanceType> recipients, DisclosureDirection direction, Asked asked) =>
        Includes(direction, asked.Direction) && (recipients.Count == 0 || asked.Recipient == HealthInstanceType.Unspecified || recipients.Contains(asked.Recipient));

    /// <summary>Whether anything that is asked lies within: enough for a "no". A "no" on one area is no "no" where no area is asked about.</summary>
    public static bool Touches(IReadOnlyCollection<HealthInstanceType> recipients, IReadOnlyCollection<HealthArea> areas, DisclosureDirection direction, Asked asked) =>
        (recipients.Count == 0 || recipients.Contains(asked.Recipient))
        && (areas.Count == 0 || asked.Areas.Any(areas.Contains))
        && (direction is DisclosureDirection.Unspecified or DisclosureDirection.Both || asked.Direction is DisclosureDirection.Unspecified or DisclosureDirection.Both || direction == asked.Direction);

    private static bool Includes(DisclosureDirection given, DisclosureDirection asked) =>
        asked == DisclosureDirection.Unspecified || given == asked || given == DisclosureDirection.Both;
}
