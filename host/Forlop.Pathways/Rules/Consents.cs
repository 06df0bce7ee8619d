using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>Something that somebody may have agreed to: a purpose and, for sharing, with whom, which way and on what.</summary>
/// <param name="Recipient">Unspecified when no instance in particular is asked about.</param>
/// <param name="Direction">Unspecified when nothing is shared; BOTH asks for both.</param>
/// <param name="Areas">None when no area in particular is asked about.</param>
public sealed record Asked(ConsentPurpose Purpose, HealthInstanceType Recipient, DisclosureDirection Direction, IReadOnlyList<HealthArea> Areas)
{
    public static readonly Asked Start = new(ConsentPurpose.Participation, HealthInstanceType.Unspecified, DisclosureDirection.Unspecified, []);

    public static Asked ToHealth(HealthInstanceType recipient, IEnumerable<HealthArea> areas) =>
        new(ConsentPurpose.InformationSharing, recipient, DisclosureDirection.ToHealth, [.. areas]);

    public static Asked FromHealth(HealthInstanceType sender, IEnumerable<HealthArea> areas) =>
        new(ConsentPurpose.InformationSharing, sender, DisclosureDirection.FromHealth, [.. areas]);
}

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
        Age(pathway, today) >= AgeOfOwnConsent ? [Child] : [.. Situations.On(pathway, today).ConsentHolders.Select(holder => holder.HolderId).Where(holder => holder != Child)];

    public static int Age(Pathway pathway, LocalDate day) => Day.Age(Day.Parse(pathway.Circumstances.BirthOn), day);

    /// <summary>Those who have not agreed that the pathway starts, unless another basis was stated for it.</summary>
    public static IReadOnlyList<string> MissingForStart(Pathway pathway, LocalDate today) =>
        [.. Evaluate(pathway, Asked.Start, today).Blocks.Select(block => block.HolderId)];

    /// <summary>Whether it is allowed on the day: by a stated basis, or by everybody whose consent is needed then.</summary>
    public static Disclosure Evaluate(Pathway pathway, Asked asked, LocalDate day) =>
        pathway.StatedBases.FirstOrDefault(basis => Covers(basis, asked, day)) is { } stated
            ? new Disclosure(stated.LegalBasis, [], stated, [])
            : ByConsent(pathway, asked, day);

    /// <summary>Whether a health service may hear of the child on at least one of the pathway's areas: of a meeting or a call nobody says beforehand which.</summary>
    public static Disclosure OnSomeArea(Pathway pathway, HealthInstanceType recipient, LocalDate day, bool byConsentAlone)
    {
        HealthArea[] areas = [.. pathway.Areas.Where(status => status.Outcome != AreaOutcome.NotNeeded).Select(status => status.Area)];
        var found = (areas is [] ? [Asked.ToHealth(recipient, [])] : areas.Select(area => Asked.ToHealth(recipient, [area])))
            .Select(asked => byConsentAlone ? ByConsent(pathway, asked, day) : Evaluate(pathway, asked, day)).ToList();
        return found.Find(one => one.IsAllowed) ?? found[0];
    }

    /// <summary>By consent alone.</summary>
    public static Disclosure ByConsent(Pathway pathway, Asked asked, LocalDate day)
    {
        var allowedBy = new List<string>();
        var blocks = new List<DisclosureBlock>();
        foreach (var holder in Needed(pathway, day))
        {
            var statements = new Statements(pathway, holder, day);
            if (statements.Allow(asked) is { } consents)
            {
                allowedBy.AddRange(consents);
            }
            else
            {
                blocks.Add(statements.WhyNot(asked));
            }
        }

        return new Disclosure(blocks.Count == 0 && allowedBy.Count > 0 ? LegalBasis.Consent : LegalBasis.Unspecified, allowedBy, null, blocks);
    }

    /// <summary>The first day on which the start was allowed as it is today; null while it is not.</summary>
    public static (LocalDate Day, LegalBasis Basis)? CompleteSince(Pathway pathway, LocalDate today)
    {
        var now = Evaluate(pathway, Asked.Start, today);
        if (!now.IsAllowed)
        {
            return null;
        }

        if (now.Stated is { } stated)
        {
            return (Day.Parse(stated.StatedOn), stated.LegalBasis);
        }

        // Whoever is needed today had agreed by then; of two consents of one holder the earlier one counts.
        var complete = LocalDate.MinIsoValue;
        foreach (var holder in Needed(pathway, today))
        {
            var given = new Statements(pathway, holder, today).Allow(Asked.Start)!.Select(id => Day.Parse(pathway.Consents.Single(consent => consent.ConsentId == id).GivenOn));
            complete = LocalDate.Max(complete, given.Min());
        }

        return (complete, LegalBasis.Consent);
    }

    /// <summary>Whether the child, too young to decide alone, has said no to the pathway and not yes since.</summary>
    public static bool ChildSaysNo(Pathway pathway, LocalDate today) =>
        Age(pathway, today) < AgeOfOwnConsent && new Statements(pathway, Child, today).LatestOn(ConsentPurpose.Participation) is { Refused: true };

    private static bool Covers(StatedBasis basis, Asked asked, LocalDate day) =>
        basis.Purposes.Contains(asked.Purpose)
        && Day.Parse(basis.StatedOn) <= day
        && (basis.UntilOn.Length == 0 || Day.Parse(basis.UntilOn) >= day)
        && Scope.Covers(basis.Recipients, basis.Areas, basis.Direction, asked);
}

/// <param name="Basis">On what it is allowed; unspecified when it is not.</param>
/// <param name="ConsentIds">The consents that allow it.</param>
/// <param name="Stated">The other basis that allows it.</param>
/// <param name="Blocks">What stands in the way; empty when it is allowed.</param>
public sealed record Disclosure(LegalBasis Basis, IReadOnlyList<string> ConsentIds, StatedBasis? Stated, IReadOnlyList<DisclosureBlock> Blocks)
{
    /// <summary>Nobody's consent is no consent.</summary>
    public bool IsAllowed => Blocks.Count == 0 && Basis != LegalBasis.Unspecified;
}
