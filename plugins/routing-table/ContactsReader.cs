using System.Globalization;
using System.Text.RegularExpressions;
using Forlop.Contracts.V1;

namespace Forlop.Plugins.RoutingTable;

/// <summary>Text to offices. The file changes without a new hash, so everything in it is checked here, every time.</summary>
internal static partial class ContactsReader
{
    public static Contacts Read(Section root, string file, Problems problems)
    {
        if (root.OneOf("version", ("1", 1)) == 1 && !root.Has("version"))
            root.Text("version");
        var offices = new Dictionary<string, Office>();
        if (root.Map("offices") is { } list)
        {
            foreach (var key in list.Keys)
            {
                if (list.Map(key) is { } office)
                    offices[key] = Office(key, office, file, problems);
            }
        }

        var lookUps = new Dictionary<string, LookUp>();
        if (root.Map("lookups", required: false) is { } all)
        {
            foreach (var name in all.Keys)
            {
                if (all.Map(name) is { } lookUp)
                    lookUps[name] = LookUp(lookUp, offices, file, problems);
            }
        }

        root.Close();
        return new Contacts(file, offices, lookUps);
    }

    private static Office Office(string key, Section section, string file, Problems problems)
    {
        var office = new Office(key, section.Text("name"), section.Text("phone", required: false), section.Codes<Channel>("channels"), section.Text("confirmed_on", required: false), section.LineOf("channels"));
        if (office.Phone.Length > 0 && !Phone().IsMatch(office.Phone))
            problems.Add(file, section.LineOf("phone"), "«phone» skal være et telefonnummer: sifre og mellomrom, gjerne med + foran.", "«phone» skal vere eit telefonnummer: siffer og mellomrom, gjerne med + framfor.");
        if (office.Channels.Count == 0)
            problems.Add(file, section.LineOf("channels"), $"«{key}» har ingen kanal. Skriv «channels: [PHONE]» eller en annen, den beste først.", $"«{key}» har ingen kanal. Skriv «channels: [PHONE]» eller ein annan, den beste først.");
        if (office.ConfirmedOn.Length > 0 && !DateOnly.TryParseExact(office.ConfirmedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            problems.Add(file, section.LineOf("confirmed_on"), "«confirmed_on» skal være en dato som 2026-01-31.", "«confirmed_on» skal vere ein dato som 2026-01-31.");
        section.Close();
        return office;
    }

    private static LookUp LookUp(Section section, Dictionary<string, Office> offices, string file, Problems problems)
    {
        var by = section.OneOf("by", [.. new[] { "gp_office_id", "school_id", "institution_id", "resident_district", "resident_kommunenummer" }.Select(name => (name, name))]);
        if (!section.Has("by"))
            section.Text("by");
        var map = new Dictionary<string, string>();
        if (section.Map("offices") is { } list)
        {
            foreach (var id in list.Keys)
            {
                map[id] = list.Text(id);
                if (map[id].Length > 0 && !offices.ContainsKey(map[id]))
                    problems.Add(file, list.LineOf(id), $"Kontoret «{map[id]}» finnes ikke under «offices». Legg det til, eller rett navnet.", $"Kontoret «{map[id]}» finst ikkje under «offices». Legg det til, eller rett namnet.");
            }
        }

        section.Close();
        return new LookUp(by, map);
    }

    [GeneratedRegex(@"\A\+?[0-9][0-9 ]{1,18}[0-9]\z", RegexOptions.None, 1000)]
    private static partial Regex Phone();
}
