using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>What one holder has said by a day, in the order of the days on which it was said.</summary>
internal sealed class Statements(Pathway pathway, string holder, LocalDate day)
{
    private static readonly HealthArea[] Every = [.. Enum.GetValues<HealthArea>().Where(area => area != HealthArea.Unspecified)];

    // What the child said before its own word counted alone is weighed, and has to be asked for again.
    private readonly Consent[] said =
    [
        .. pathway.Consents
            .Where(consent => consent.HolderId == holder && Day.Parse(consent.GivenOn) <= day)
            .Where(consent => consent.Refused || holder != Consents.Child || Consents.Age(pathway, day) < Consents.AgeOfOwnConsent || consent.AgeAtGrant >= Consents.AgeOfOwnConsent)
            .OrderBy(consent => consent.GivenOn, StringComparer.Ordinal),
    ];

    /// <summary>The consents that together allow it; null when they do not.</summary>
    public IReadOnlyList<string>? Allow(Asked asked)
    {
        Consent[] standing = [.. Standing(asked)];
        return standing.Length > 0 && asked.Areas.All(area => standing.Any(consent => Carries(consent, asked with { Areas = [area] })))
            ? [.. standing.Select(consent => consent.ConsentId)]
            : null;
    }

    public DisclosureBlock WhyNot(Asked asked)
    {
        var onPurpose = said.Where(consent => consent.Purposes.Contains(asked.Purpose)).ToList();
        var block = new DisclosureBlock { HolderId = holder, Kind = DisclosureBlockKind.NotAsked };
        if (onPurpose.FindLast(consent => consent.Refused && Touches(consent, asked)) is { } refusal && !GivenSince(refusal, asked))
        {
            (block.Kind, block.ConsentId) = (DisclosureBlockKind.Refused, refusal.ConsentId);
        }
        else if (onPurpose.FindLast(consent => !consent.Refused && Scope.Reaches(consent.Recipients, consent.Direction, asked) && IsWithdrawn(consent, asked)) is { } withdrawn)
        {
            (block.Kind, block.ConsentId) = (DisclosureBlockKind.Withdrawn, withdrawn.ConsentId);
        }
        else if (onPurpose.FindLast(consent => !consent.Refused) is { } other)
        {
            (block.Kind, block.ConsentId) = (DisclosureBlockKind.OutOfScope, other.ConsentId);
        }

        return block;
    }

    public Consent? LatestOn(ConsentPurpose purpose) =>
        said.LastOrDefault(consent => consent.Purposes.Contains(purpose) && (consent.Refused || !Ended(consent.WithdrawnOn)));

    // Two consents of one holder may carry one area each; each has to be about this recipient and direction.
    private IEnumerable<Consent> Standing(Asked asked) => said.Where(consent =>
        !consent.Refused
        && consent.Purposes.Contains(asked.Purpose)
        && Scope.Reaches(consent.Recipients, consent.Direction, asked)
        && (asked.Areas.Count > 0 || asked.Purpose == ConsentPurpose.InformationSharing
            ? (asked.Areas.Count > 0 ? asked.Areas : Every).Any(area => Carries(consent, asked with { Areas = [area] }))
            : Carries(consent, asked)));

    private bool Carries(Consent consent, Asked asked) =>
        Scope.Covers(consent.Recipients, consent.Areas, consent.Direction, asked) && !IsWithdrawn(consent, asked) && !RefusedSince(consent, asked);

    private bool IsWithdrawn(Consent consent, Asked asked) =>
        Ended(consent.WithdrawnOn)
        || consent.PartialWithdrawals.Any(part => Ended(part.WithdrawnOn) && IsOfThatWay(part, asked) && Scope.Touches(part.Recipients, part.Areas, part.Direction, asked));

    private bool RefusedSince(Consent consent, Asked asked) =>
        said.SkipWhile(earlier => earlier.ConsentId != consent.ConsentId).Any(later => later.Refused && later.Purposes.Contains(asked.Purpose) && Touches(later, asked));

    private bool GivenSince(Consent refusal, Asked asked) =>
        said.SkipWhile(earlier => earlier.ConsentId != refusal.ConsentId).Any(later => !later.Refused && later.Purposes.Contains(asked.Purpose) && Scope.Covers(later.Recipients, later.Areas, later.Direction, asked));

    // What was taken back of one direction says nothing of whether the pathway may go on.
    private static bool IsOfThatWay(PartialWithdrawal part, Asked asked) => part.Direction == DisclosureDirection.Unspecified || asked.Direction != DisclosureDirection.Unspecified;

    private bool Ended(string withdrawnOn) => withdrawnOn.Length > 0 && Day.Parse(withdrawnOn) <= day;

    private static bool Touches(Consent refusal, Asked asked) => Scope.Touches(refusal.Recipients, refusal.Areas, refusal.Direction, asked);
}
