using Forlop.Contracts.V1;

namespace Forlop.Plugins.RoutingTable;

/// <summary>
/// Ordinary structures first: fastlege, helsestasjon, skolehelsetjeneste, tannhelse, kommunal psykisk helse. A default order and
/// not a lock: when it is acute, the acute entry comes first and the specialists are not held back.
/// </summary>
internal static class Ranking
{
    public static int Of(Rule rule, bool acute) => rule.Kind switch
    {
        RouteKind.Acute => 0,
        RouteKind.Discussion => 3,
        RouteKind.Referral when IsSpecialist(rule.Instance) => acute ? 1 : 6,
        RouteKind.Referral => 2,
        RouteKind.AdviceContact => 4,
        _ => 5,
    };

    // FACT ung is for those whom the existing services do not suffice for.
    private static bool IsSpecialist(HealthInstanceType type) => type is
        HealthInstanceType.ChildMentalHealthSpecialist or HealthInstanceType.FactYouth or HealthInstanceType.Habilitation
        or HealthInstanceType.Paediatrics or HealthInstanceType.SubstanceTreatment or HealthInstanceType.AdultMentalHealth
        or HealthInstanceType.ChildrensHouse;
}
