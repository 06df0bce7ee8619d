using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.Plugins.RoutingTable;

/// <summary>When a rule fits: everything that it names must hold; what it does not name, does not matter.</summary>
internal sealed record Condition
{
    public IReadOnlyList<HealthArea> Areas { get; init; } = [];

    public IReadOnlyList<Acuteness> Acuteness { get; init; } = [];

    public int? AgeFrom { get; init; }

    public int? AgeTo { get; init; }

    public Residence Residence { get; init; }

    /// <summary>The table's own kommunenumre, for <see cref="Residence"/>.</summary>
    public IReadOnlyList<string> Home { get; init; } = [];

    public IReadOnlyList<PlacementKind> PlacementKind { get; init; } = [];

    public IReadOnlyList<CareBasis> CareBasis { get; init; } = [];

    public IReadOnlyList<ProtectionGrade> ProtectionGrade { get; init; } = [];

    /// <summary>By the name of a text field of the request; `any` stands for whatever is there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public bool Concerns(HealthArea area) => Areas.Count == 0 || Areas.Contains(area);

    public bool Fits(RouteRequest request) =>
        request.Areas.Any(Concerns)
        && Allows(Acuteness, Effective(request.Acuteness))
        && (AgeFrom is null || (request.HasAgeYears && request.AgeYears >= AgeFrom))
        && (AgeTo is null || (request.HasAgeYears && request.AgeYears <= AgeTo))
        && LivesRight(request.ResidentKommunenummer)
        && Allows(PlacementKind, request.PlacementKind)
        && Allows(CareBasis, request.CareBasis)
        && Allows(ProtectionGrade, request.ProtectionGrade)
        && Texts.All(text => TextFits(text.Value, (string)Fields.Of(text.Key).Accessor.GetValue(request)));

    // An address that is not told counts as here: most children live in the municipality that asks.
    private bool LivesRight(string resident) => Residence switch
    {
        Residence.Here => resident.Length == 0 || Home.Contains(resident),
        Residence.Elsewhere => resident.Length > 0 && !Home.Contains(resident),
        _ => true,
    };

    // UNSURE counts as YES; what was not said counts as NO.
    private static Acuteness Effective(Acuteness asked) => asked switch
    {
        Contracts.V1.Acuteness.Unsure => Contracts.V1.Acuteness.Yes,
        Contracts.V1.Acuteness.Unspecified => Contracts.V1.Acuteness.No,
        _ => asked,
    };

    private static bool Allows<T>(IReadOnlyList<T> wanted, T actual) => wanted.Count == 0 || wanted.Contains(actual);

    private static bool TextFits(IReadOnlyList<string> wanted, string actual) => wanted is ["any"] ? actual.Length > 0 : wanted.Contains(actual);
}

internal enum Residence
{
    Anywhere,
    Here,
    Elsewhere,
}
