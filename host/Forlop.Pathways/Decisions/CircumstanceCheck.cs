using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What the fagsystem has to say of a child's situation before a pathway can be opened.</summary>
internal static class CircumstanceCheck
{
    // Unborn children have no pathway, and nobody is served at an age that only a mistyped year gives.
    private const int OldestConceivable = 30;

    public static Refusal? Of(Circumstances? circumstances, LocalDate today) => circumstances is null
        ? Refusals.Malformed("circumstances", "required")
        : Birth(circumstances.BirthOn, today)
            ?? Check.Code("circumstances.care_basis", circumstances.CareBasis)
            ?? Check.Code("circumstances.placement_kind", circumstances.PlacementKind)
            ?? Check.Code("circumstances.protection_grade", circumstances.ProtectionGrade)
            ?? Check.Kommunenummer("circumstances.responsible_kommunenummer", circumstances.ResponsibleKommunenummer)
            ?? Check.Kommunenummer("circumstances.resident_kommunenummer", circumstances.ResidentKommunenummer)
            ?? Check.Reference("circumstances.resident_district", circumstances.ResidentDistrict, required: false)
            ?? Check.Reference("circumstances.gp_office_id", circumstances.GpOfficeId, required: false)
            ?? Check.Reference("circumstances.school_id", circumstances.SchoolId, required: false)
            ?? Check.Reference("circumstances.institution_id", circumstances.InstitutionId, required: false)
            ?? Check.Text("circumstances.interpreter_language", circumstances.InterpreterLanguage, required: false, longest: 8)
            ?? Check.Count("circumstances.consent_holders", circumstances.ConsentHolders)
            ?? Holders(circumstances, today);

    private static Refusal? Birth(string birthOn, LocalDate today) =>
        Check.Date("circumstances.birth_on", birthOn)
        ?? (Day.Parse(birthOn) > today ? Refusals.ImpossibleDate("circumstances.birth_on", "date-ahead") : null)
        ?? (Day.Age(Day.Parse(birthOn), today) > OldestConceivable ? Refusals.ImpossibleDate("circumstances.birth_on", "too-old") : null);

    private static Refusal? Holders(Circumstances circumstances, LocalDate today)
    {
        if (circumstances.ConsentHolders.All(holder => holder.Role == ConsentHolderRole.Child) && Day.Age(Day.Parse(circumstances.BirthOn), today) < Consents.AgeOfOwnConsent)
        {
            return Refusals.Malformed("circumstances.consent_holders", "grown-up-holder");
        }

        foreach (var holder in circumstances.ConsentHolders)
        {
            var refusal = Check.Key("circumstances.consent_holders.holder_id", holder.HolderId, longest: 50)
                ?? Check.Code("circumstances.consent_holders.role", holder.Role)
                ?? (holder.HolderId == Consents.Child == (holder.Role == ConsentHolderRole.Child)
                    ? null
                    : Refusals.Malformed("circumstances.consent_holders.holder_id", "child-holder"));
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return circumstances.ConsentHolders.DistinctBy(holder => holder.HolderId).Count() == circumstances.ConsentHolders.Count
            ? null
            : Refusals.Malformed("circumstances.consent_holders", "repeated");
    }
}
