using Forlop.Contracts.V1;

namespace Forlop.Pathways.Rules;

/// <summary>Whether what a holder took back, or said no to, has been answered by a yes of the same holder.</summary>
internal static class Answered
{
    /// <summary>
    /// The holder has agreed anew to the pathway and to whatever else it was about, however narrowly; or has agreed since to
    /// something of each part.
    /// </summary>
    /// <param name="entered">The yes that was just entered, which counts whatever its day.</param>
    public static bool By(Pathway pathway, Consent taken, Consent entered)
    {
        Part[] parts = [.. Parts(taken)];
        return (taken.Purposes.Contains(ConsentPurpose.Participation) && parts.All(part => taken.Purposes.All(purpose => Given(part.On, purpose).Any())))
            || parts.All(part => part.Purposes.All(purpose => Given(part.On, purpose).Any(given => purpose == ConsentPurpose.Participation || IsAbout(given, part))));

        IEnumerable<Consent> Given(string since, ConsentPurpose purpose) => pathway.Consents.Where(given =>
            !given.Refused && given.WithdrawnOn.Length == 0 && given.HolderId == taken.HolderId && given.ConsentId != taken.ConsentId
            && (given.ConsentId == entered.ConsentId || string.CompareOrdinal(given.GivenOn, since) >= 0)
            && given.Purposes.Contains(purpose));
    }

    private static IEnumerable<Part> Parts(Consent taken) => taken.Refused || taken.WithdrawnOn.Length > 0
        ? [new Part(taken.Purposes, taken.Recipients, taken.Areas, taken.Direction, taken.Refused ? taken.GivenOn : taken.WithdrawnOn)]
        : taken.PartialWithdrawals.Select(part => new Part(
            taken.Purposes.Where(purpose => purpose != ConsentPurpose.Participation), // a part of it says nothing of whether the pathway goes on
            part.Recipients.Count > 0 ? part.Recipients : taken.Recipients,
            part.Areas.Count > 0 ? part.Areas : taken.Areas,
            part.Direction != DisclosureDirection.Unspecified ? part.Direction : taken.Direction,
            part.WithdrawnOn));

    private static bool IsAbout(Consent given, Part part) => Meet(given.Recipients, part.Recipients) && Meet(given.Areas, part.Areas)
        && (given.Direction == part.Direction || IsBothWays(given.Direction) || IsBothWays(part.Direction));

    // An empty list means all.
    private static bool Meet<T>(IReadOnlyCollection<T> one, IReadOnlyCollection<T> other) => one.Count == 0 || other.Count == 0 || one.Intersect(other).Any();

    private static bool IsBothWays(DisclosureDirection direction) => direction is DisclosureDirection.Unspecified or DisclosureDirection.Both;

    private sealed record Part(IEnumerable<ConsentPurpose> Purposes, IReadOnlyCollection<HealthInstanceType> Recipients, IReadOnlyCollection<HealthArea> Areas, DisclosureDirection Direction, string On);
}
