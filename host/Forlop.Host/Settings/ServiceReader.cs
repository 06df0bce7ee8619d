using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Forlop.Contracts.V1;
using Forlop.Pathways.Settings;

namespace Forlop.Host.Settings;

/// <summary>Who the service is, and whom it works with.</summary>
internal static partial class ServiceReader
{
    private const string NameCure = "Write a name of at most 200 characters, without anything of a person.";

    public static ServedArea? Area(SettingsSection root)
    {
        if (root.Sub("service") is not { } service)
        {
            return null;
        }

        var kind = service.OneOf("kind", ServiceKind.Municipality, SettingsCodes.Kinds);
        if (!service.Has("kind"))
        {
            service.Problems.Add(service.Group, $"service.kind is missing. Write {string.Join(" or ", SettingsCodes.Kinds.Keys)}.");
        }

        var numbers = Numbers(service, kind);
        var district = service.Text("district", kind == ServiceKind.District, DistrictCode().IsMatch, "Write the district's code: digits, letters and hyphens, at most 20.");
        if (kind != ServiceKind.District && service.Has("district"))
        {
            service.Problems.Add(service.At("district"), "Only a service of kind district has a district. Leave it out, or change the kind.");
        }

        service.Close();
        return new ServedArea(kind, numbers, district);
    }

    public static FrozenDictionary<HealthInstanceType, string> LocalNames(SettingsSection root)
    {
        var names = new Dictionary<HealthInstanceType, string>();
        if (root.Sub("local_names") is { } section)
        {
            foreach (var (code, type) in SettingsCodes.Instances.Where(code => section.Has(code.Key)))
            {
                names[type] = section.Text(code, required: true, Always, NameCure);
            }

            section.Close();
        }

        return names.ToFrozenDictionary();
    }

    public static List<CooperationAgreement> Agreements(SettingsSection root) =>
        [.. root.Subs("agreements").Select(section =>
        {
            var agreement = new CooperationAgreement(section.Text("name", required: true, Always, NameCure), section.Text("with", required: true, Always, NameCure), section.Date("valid_until"));
            section.Close();
            return agreement;
        })];

    public static List<Institution> Institutions(SettingsSection root)
    {
        var institutions = new List<Institution>();
        foreach (var section in root.Subs("institutions"))
        {
            var id = section.Text("id", required: true, Key().IsMatch, "Write the institution's key as the fagsystem does: small letters, digits and hyphens.");
            var trust = section.Text("health_trust", required: true, Always, NameCure);
            var office = section.Text("liaison_office", required: false, Key().IsMatch, "Write the key of an office in the contacts file, small letters, digits and hyphens; never a person.");
            section.Close();
            if (id.Length > 0 && institutions.Exists(known => string.Equals(known.Id, id, StringComparison.Ordinal)))
            {
                section.Wrong(section.At("id"), "id", "An institution above has it already. Keep one of them.");
            }

            institutions.Add(new Institution(id, trust, office));
        }

        return institutions;
    }

    private static List<string> Numbers(SettingsSection service, ServiceKind kind)
    {
        var numbers = new List<string>();
        foreach (var item in service.Items("kommunenummer"))
        {
            if (item is YamlScalar { Value: var number } && Kommunenummer().IsMatch(number) && !numbers.Contains(number, StringComparer.Ordinal))
            {
                numbers.Add(number);
            }
            else
            {
                service.Wrong(item, "kommunenummer", "Write four digits in quotes, each number once.");
            }
        }

        var least = kind == ServiceKind.Intermunicipal ? 2 : 1;
        if (service.Items("kommunenummer").Count() < least || (kind != ServiceKind.Intermunicipal && numbers.Count > 1))
        {
            service.Problems.Add(
                service.At("kommunenummer"),
                kind == ServiceKind.Intermunicipal
                    ? "An intermunicipal service has at least two kommunenummer. Write such as [\"9901\", \"9902\"]."
                    : $"A service of kind {SettingsCodes.Of(kind)} has one kommunenummer. Write such as \"9901\"; several are for kind intermunicipal.");
        }

        numbers.Sort(StringComparer.Ordinal);
        return numbers;
    }

    private static bool Always(string text) => !string.IsNullOrWhiteSpace(text);

    [GeneratedRegex(@"\A[0-9]{4}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Kommunenummer();

    [GeneratedRegex(@"\A[0-9A-Za-z-]{1,20}\z", RegexOptions.NonBacktracking)]
    private static partial Regex DistrictCode();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,59}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
