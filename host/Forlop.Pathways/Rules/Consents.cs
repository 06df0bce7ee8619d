using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>What consent allows on a day. Evaluated whenever something would leave; nothing is ever stored as "has consented".</summary>
public static class Consents
{
    /// <summary>The holder id of the child itself.</summary>
    public const string Child = "child";

    /// <summary>
    /// From this age the child's own consent is what counts for contact between the services; before, everyone whom the
    /// circumstances name (helsenorge.no on the pathway: under 15 the parents must consent as well).
    /// </summary>
    public const int AgeOfOwnConsent = 15;

    /// <summary>Whose consent is needed on the day.</summary>
    public static IReadOnlyList<string> Needed(Pathway pathway, LocalDate today) =>
        Day.Age(Day.Parse(pathway.Circumstances.BirthOn), today) >= AgeOfOwnConsent
            ? [Child]
            : [.. pathway.Circumstances.ConsentHolders.Select(holder => holder.HolderId)];

    /// <summary>Those who have not agreed that the pathway starts.</summary>
    public static IReadOnlyList<string> MissingForStart(Pathway pathway, LocalDate today) =>
        [.. Needed(pathway, today).Where(holder => !Standing(pathway, holder, ConsentPurpose.Participation, today).Any())];

    /// <summary>The first day on which everybody who is needed today had agreed that the pathway starts; null while somebody has not.</summary>
    public static LocalDate? CompleteSince(Pathway pathway, LocalDate today)
    {
        LocalDate? complete = null;
        foreach (var holder in Needed(pathway, today))
        {
            LocalDate[] given = [.. Standing(pathway, holder, ConsentPurpose.Participation, today).Select(consent => Day.Parse(consent.GivenOn))];
            if (given is [])
            {
                return null;
            }

            complete = LocalDate.Max(complete ?? given.Min(), given.Min());
        }

        return complete;
    }

    /// <summary>Whether information on these areas may go to this kind of instance on the day, and by which consents.</summary>
    public static Disclosure ToHealth(Pathway pathway, HealthInstanceType recipient, IEnumerable<HealthArea> areas, LocalDate today)
    {
        var allowedBy = new List<string>();
        var missing = new List<string>();
        HealthArea[] asked = [.. areas];
        foreach (var holder in Needed(pathway, today))
        {
            Consent[] covering =
            [
                .. Standing(pathway, holder, ConsentPurpose.InformationSharing, today)
                    .Where(consent => consent.Direction is DisclosureDirection.ToHealth or DisclosureDirection.Both)
                    .Where(consent => consent.Recipients.Count == 0 || consent.Recipients.Contains(recipient)),
            ];

            // Two consents of one holder may cover one area each. A meeting asks about no area in particular: any will do.
            if (covering.Length > 0 && asked.All(area => covering.Any(consent => consent.Areas.Count == 0 || consent.Areas.Contains(area))))
            {
                allowedBy.AddRange(covering.Select(consent => consent.ConsentId));
            }
            else
            {
                missing.Add(holder);
            }
        }

        return new Disclosure(allowedBy, missing);
    }

    /// <summary>Whether a holder took something back that no other consent of theirs covers, and has given nothing for the same purpose since.</summary>
    public static bool SomebodyWithdrew(Pathway pathway) => pathway.Consents.Any(withdrawn =>
        withdrawn.WithdrawnOn.Length > 0
        && !pathway.Consents.Any(other =>
            other.WithdrawnOn.Length == 0
            && other.HolderId == withdrawn.HolderId
            && withdrawn.Purposes.All(other.Purposes.Contains)
            && (Covers(other, withdrawn) || string.CompareOrdinal(other.GivenOn, withdrawn.WithdrawnOn) >= 0)));

    private static bool Covers(Consent wide, Consent narrow) =>
        (wide.Direction == narrow.Direction || wide.Direction == DisclosureDirection.Both)
        && (wide.Recipients.Count == 0 || (narrow.Recipients.Count > 0 && narrow.Recipients.All(wide.Recipients.Contains)))
        && (wide.Areas.Count == 0 || (narrow.Areas.Count > 0 && narrow.Areas.All(wide.Areas.Contains)));

    private static IEnumerable<Consent> Standing(Pathway pathway, string holder, ConsentPurpose purpose, LocalDate today) =>
        pathway.Consents.Where(consent =>
            consent.HolderId == holder
            && consent.Purposes.Contains(purpose)
            && consent.WithdrawnOn.Length == 0
            && Day.Parse(consent.GivenOn) <= today);
}

/// <param name="ConsentIds">What allows it.</param>
/// <param name="MissingHolders">Whose consent is not there; empty when it is allowed.</param>
public sealed record Disclosure(IReadOnlyList<string> ConsentIds, IReadOnlyList<string> MissingHolders)
{
    public bool IsAllowed => MissingHolders.Count == 0;
}
