using System.Text;
using System.Text.RegularExpressions;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Forlop.Plugins.RoutingTable;

/// <summary>Text to rules. It goes on after a problem, to find them all.</summary>
internal sealed partial class TableReader
{
    private readonly Problems problems;
    private readonly string file;
    private readonly Contacts contacts;
    private readonly IReadOnlyList<string>? granted;
    private IReadOnlyList<string> home = [];

    private TableReader(Problems problems, string file, Contacts contacts, IReadOnlyList<string>? granted) =>
        (this.problems, this.file, this.contacts, this.granted) = (problems, file, contacts, granted);

    public static Table? Read(IReadOnlyList<DataFile> files, Problems problems)
    {
        if (Open(files, "contacts", problems) is not { } list || Open(files, "table", problems) is not { } rules)
            return null;
        var offices = ContactsReader.Read(list.Section, list.Name, problems);
        var askedFor = files.Any(entry => entry.Role == "manifest") && Open(files, "manifest", problems) is { } manifest ? manifest.Section.Texts("dataFields") : null;
        return new TableReader(problems, rules.Name, offices, askedFor).Table(rules.Section);
    }

    private static (Section Section, string Name)? Open(IReadOnlyList<DataFile> files, string role, Problems problems)
    {
        if (files.FirstOrDefault(entry => entry.Role == role) is not { } data)
        {
            problems.Add("plugin.json", 0, $"«data» nevner ingen «{role}». Legg den til.", $"«data» nemner ingen «{role}». Legg han til.");
            return null;
        }

        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(data.Content.Span)));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
                return (new Section(data.Name, root, problems), data.Name);
            problems.Add(data.Name, 1, "Filen er tom eller er ikke en gruppe. Begynn med «version: 1».", "Fila er tom eller er ikkje ei gruppe. Byrj med «version: 1».");
        }
        catch (YamlException e)
        {
            problems.Add(data.Name, e.Start.Line, "Linjen er ikke gyldig YAML. Se på innrykk, kolon og anførselstegn, også på linjen over.", "Linja er ikkje gyldig YAML. Sjå på innrykk, kolon og hermeteikn, òg på linja over.");
        }
        catch (DecoderFallbackException)
        {
            problems.Add(data.Name, 0, "Filen er ikke lagret som UTF-8. Lagre den på nytt med den tegnkodingen.", "Fila er ikkje lagra som UTF-8. Lagre ho på nytt med den teiknkodinga.");
        }

        return null;
    }

    private Table Table(Section root)
    {
        root.OneOf("version", ("1", 1));
        if (!root.Has("version"))
            root.Text("version");
        home = root.Texts("kommunenummer");
        foreach (var number in home.Where(number => !Kommunenummer().IsMatch(number)))
            root.Unknown("kommunenummer", number, "fire siffer / fire siffer", root.LineOf("kommunenummer"));
        var order = root.OneOf("order", ("primary-first", TableOrder.PrimaryFirst), ("as-written", TableOrder.AsWritten));
        var rules = root.List("rules").Select(Rule).ToList();
        var otherwise = Otherwise(root);
        var examples = root.List("examples").Select(Example).ToList();
        root.Close();

        foreach (var twice in rules.Where(rule => rule.Id.Length > 0).GroupBy(rule => rule.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add(file, twice.Last().Line, $"Regelen «{twice.Key}» finnes to ganger. Gi den ene et annet navn.", $"Regelen «{twice.Key}» finst to gonger. Gi den eine eit anna namn.");
        foreach (var lookUp in contacts.LookUps.Values)
            Granted(lookUp.By, root.LineOf("rules"));
        return new Table(file, order, rules, otherwise, contacts, examples);
    }

    private Rule Rule(Section section)
    {
        var id = section.Text("id");
        var when = section.Map("when", required: false) is { } conditions ? When(conditions) : new Condition();
        var rule = section.Map("suggest") is { } suggest
            ? new Rule(id, when, suggest.Code<RouteKind>("kind"), suggest.Code<HealthInstanceType>("instance"), NullIfEmpty(suggest.Text("look_up", required: false)), suggest.Text("contact"), Reason(section), section.Line)
            : new Rule(id, when, default, default, null, "", Reason(section), section.Line);
        if (section.Map("suggest", required: false) is { } known)
            CheckSuggestion(rule, known);
        section.Close();
        return rule;
    }

    private void CheckSuggestion(Rule rule, Section suggest)
    {
        foreach (var name in new[] { "kind", "instance", "look_up", "contact" })
            suggest.Has(name);
        suggest.Close();
        if (rule.Contact.Length > 0 && !contacts.Offices.ContainsKey(rule.Contact))
            problems.Add(file, suggest.LineOf("contact"), $"Kontakten «{rule.Contact}» finnes ikke i kontaktlisten. Legg den til der, eller rett navnet her.", $"Kontakten «{rule.Contact}» finst ikkje i kontaktlista. Legg han til der, eller rett namnet her.");
        if (rule.LookUp is { } lookUp && !contacts.LookUps.ContainsKey(lookUp))
            problems.Add(file, suggest.LineOf("look_up"), $"Oppslaget «{lookUp}» finnes ikke i kontaktlisten. Legg det til under «lookups» der, eller rett navnet her.", $"Oppslaget «{lookUp}» finst ikkje i kontaktlista. Legg det til under «lookups» der, eller rett namnet her.");
        if (rule.Instance == HealthInstanceType.ChildWelfareLiaison && rule.Kind is not (RouteKind.AdviceContact or RouteKind.Liaison))
            problems.Add(file, suggest.LineOf("kind"), "Barnevernsansvarlig gir råd og tar ikke imot henvisninger. Skriv ADVICE_CONTACT eller LIAISON.", "Barnevernsansvarleg gir råd og tek ikkje imot tilvisingar. Skriv ADVICE_CONTACT eller LIAISON.");
        if (rule.Instance == HealthInstanceType.Gp)
            CheckGpChannels(rule);
    }

    // Digital mail can fall back to a channel that is unfit for a GP's office.
    private void CheckGpChannels(Rule rule)
    {
        var keys = rule.LookUp is { } name && contacts.LookUps.TryGetValue(name, out var list) ? list.Offices.Values.Append(rule.Contact) : [rule.Contact];
        foreach (var office in keys.Distinct(StringComparer.Ordinal).Where(contacts.Offices.ContainsKey).Select(key => contacts.Offices[key]).Where(office => office.Channels.Contains(Channel.DigitalMail)))
            problems.Add(contacts.File, office.ChannelsLine, $"«{office.Key}» er en fastlege, og dit sendes ikke digital post. Fjern DIGITAL_MAIL.", $"«{office.Key}» er ein fastlege, og dit sender ein ikkje digital post. Fjern DIGITAL_MAIL.");
    }

    private Condition When(Section section)
    {
        foreach (var (name, field) in new[] { ("age_from", "age_years"), ("age_to", "age_years"), ("resident", "resident_kommunenummer") })
        {
            if (section.Has(name))
                Granted(field, section.LineOf(name));
        }

        foreach (var name in Fields.Texts.Concat(["placement_kind", "care_basis", "protection_grade"]).Where(section.Has))
            Granted(name, section.LineOf(name));
        var condition = new Condition
        {
            Areas = section.Codes<HealthArea>("areas"),
            Acuteness = section.Codes<Acuteness>("acuteness"),
            AgeFrom = section.Number("age_from"),
            AgeTo = section.Number("age_to"),
            Residence = section.OneOf("resident", ("anywhere", Residence.Anywhere), ("here", Residence.Here), ("elsewhere", Residence.Elsewhere)),
            Home = home,
            PlacementKind = section.Codes<PlacementKind>("placement_kind"),
            CareBasis = section.Codes<CareBasis>("care_basis"),
            ProtectionGrade = section.Codes<ProtectionGrade>("protection_grade"),
            Texts = Fields.Texts.Where(section.Has).ToDictionary(name => name, section.Texts),
        };
        if (condition.Acuteness.Contains(Acuteness.Unsure))
            problems.Add(file, section.LineOf("acuteness"), "UNSURE teller alltid som YES. Skriv YES.", "UNSURE tel alltid som YES. Skriv YES.");
        if (condition.Residence != Residence.Anywhere && home.Count == 0)
            problems.Add(file, section.LineOf("resident"), "«resident» trenger tabellens egne kommunenumre. Skriv «kommunenummer: [\"9901\"]» øverst.", "«resident» treng dei eigne kommunenumra til tabellen. Skriv «kommunenummer: [\"9901\"]» øvst.");
        section.Close();
        return condition;
    }

    private void Granted(string field, long line)
    {
        if (granted is not null && Fields.MustBeGranted(field) && !granted.Contains(field))
            problems.Add(file, line, $"Her brukes «{field}», som plugin.json ikke ber om, så det er alltid tomt. Legg det til i «dataFields», eller fjern det her.", $"Her blir «{field}» brukt, som plugin.json ikkje ber om, så det er alltid tomt. Legg det til i «dataFields», eller fjern det her.");
    }

    private static LocalizedText Reason(Section section)
    {
        if (section.Map("reason") is not { } reason)
            return new LocalizedText();
        var text = new LocalizedText { Nb = reason.Text("nb"), Nn = reason.Text("nn") };
        reason.Close();
        return text;
    }

    private static NoRoute Otherwise(Section root)
    {
        if (root.Map("otherwise") is not { } section)
            return new NoRoute();
        var otherwise = new NoRoute { RuleId = section.Text("id"), Reason = Reason(section) };
        section.Close();
        return otherwise;
    }

    private static Example Example(Section section)
    {
        var name = section.Text("name");
        var request = new RouteRequest { Acuteness = Acuteness.No };
        if (section.Map("request") is { } asked)
        {
            request.Areas.Add(asked.Codes<HealthArea>("areas"));
            if (asked.Has("acuteness"))
                request.Acuteness = asked.Code<Acuteness>("acuteness");
            if (asked.Number("age_years") is { } age)
                request.AgeYears = age;
            request.PlacementKind = asked.Codes<PlacementKind>("placement_kind").FirstOrDefault();
            request.CareBasis = asked.Codes<CareBasis>("care_basis").FirstOrDefault();
            request.ProtectionGrade = asked.Codes<ProtectionGrade>("protection_grade").FirstOrDefault();
            foreach (var field in Fields.Texts)
                Fields.Of(field).Accessor.SetValue(request, asked.Text(field, required: false));
            asked.Close();
        }

        if (!section.Has("expect"))
            section.Text("expect"); // Says that it is missing; an empty list means that nothing fits.
        var example = new Example(name, request, section.Texts("expect"), section.LineOf("expect"));
        section.Close();
        return example;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex(@"\A[0-9]{4}\z", RegexOptions.None, 1000)]
    private static partial Regex Kommunenummer();
}
