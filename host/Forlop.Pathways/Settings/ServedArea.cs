namespace Forlop.Pathways.Settings;

public enum ServiceKind
{
    /// <summary>One municipality's own.</summary>
    Municipality,

    /// <summary>A bydel's. It shares its kommunenummer with others, and nothing else.</summary>
    District,

    /// <summary>Interkommunal: one service for several municipalities.</summary>
    Intermunicipal,
}

/// <summary>Whom a service is for.</summary>
/// <param name="Kommunenummer">One, or several of an intermunicipal service.</param>
/// <param name="District">The district's code; empty unless it is a district's.</param>
public sealed record ServedArea(ServiceKind Kind, IReadOnlyList<string> Kommunenummer, string District)
{
    /// <summary>A district that nobody named is no contradiction: the fagsystem may not know it.</summary>
    public bool Covers(string kommunenummer, string district) =>
        Kommunenummer.Contains(kommunenummer)
        && (Kind != ServiceKind.District || district.Length == 0 || string.Equals(district, District, StringComparison.Ordinal));

    /// <summary>Whether a child could be both services'.</summary>
    public bool Overlaps(ServedArea other) =>
        Kommunenummer.Intersect(other.Kommunenummer).Any()
        && !(Kind == ServiceKind.District && other.Kind == ServiceKind.District && !string.Equals(District, other.District, StringComparison.Ordinal));
}
