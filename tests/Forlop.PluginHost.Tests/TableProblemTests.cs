using System.Security.Cryptography;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests;

/// <summary>PL-5: what is wrong in a table or a contact list is named with file and line, and the package is left out.</summary>
[Trait("Must", "PL-5")]
public sealed class TableProblemTests
{
    [Theory]
    [InlineData("routing.yaml", "    when: { areas: [DENTAL], age_to: 18, resident: here }", "    when: { areas: [DENTIST], age_to: 18, resident: here }", "«areas» kan ikke være «DENTIST»")]
    [InlineData("routing.yaml", "    when: { areas: [DENTAL], age_to: 18, resident: here }", "    when: { areas: [DENTAL], age_too: 18, resident: here }", "«age_too» er ukjent")]
    [InlineData("routing.yaml", "    when: { areas: [DENTAL], age_to: 18, resident: here }", "    when: { areas: [DENTAL], age_to: atten, resident: here }", "helt tall")]
    [InlineData("routing.yaml", "    when: { areas: [DENTAL], age_to: 18, resident: here }", "    when: { areas: [DENTAL], care_basis: CARE_ORDER }", "plugin.json ikke ber om")]
    [InlineData("routing.yaml", "    suggest: { kind: REFERRAL, instance: PUBLIC_DENTAL, contact: tannklinikk }", "    suggest: { kind: REFERRAL, instance: PUBLIC_DENTAL, contact: tannlege }", "«tannlege» finnes ikke")]
    [InlineData("routing.yaml", "    suggest: { kind: REFERRAL, instance: PUBLIC_DENTAL, contact: tannklinikk }", "    suggest: { kind: REFERRAL, instance: CHILD_WELFARE_LIAISON, contact: tannklinikk }", "ikke imot henvisninger")]
    [InlineData("routing.yaml", "    expect: [fastlege, helsestasjon]", "    expect: [helsestasjon, fastlege]", "men reglene gir [fastlege, helsestasjon]")]
    [InlineData("routing.yaml", "  - id: helsestasjon", "  - id: helsestasjon: her", "ikke gyldig YAML")]
    [InlineData("contacts.yaml", "  legekontor-torget: { name: Torget legesenter, phone: +47 00 00 00 12, channels: [PHONE, LETTER], confirmed_on: 2026-01-12 }", "  legekontor-torget: { name: Torget legesenter, phone: +47 00 00 00 12, channels: [DIGITAL_MAIL], confirmed_on: 2026-01-12 }", "Fjern DIGITAL_MAIL")]
    [InlineData("contacts.yaml", "  amk: { name: AMK, phone: \"113\", channels: [PHONE], confirmed_on: 2026-01-05 }", "  amk: { name: AMK, phone: en-en-tre, channels: [PHONE], confirmed_on: 2026-01-05 }", "telefonnummer")]
    [InlineData("contacts.yaml", "  amk: { name: AMK, phone: \"113\", channels: [PHONE], confirmed_on: 2026-01-05 }", "  amk: { name: AMK, phone: \"113\", channels: [], confirmed_on: 5. januar }", "som 2026-01-31")]
    public async Task A_mistake_is_named_with_its_file_and_line_and_its_cure(string file, string line, string mistake, string says)
    {
        using var folders = Folders.With("routing-table", "routing-skogli");
        var folder = folders.Add("routing-havnes");
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, file));
        var at = Array.IndexOf(lines, line);
        Assert.True(at >= 0, $"{file} no longer holds: {line}");
        lines[at] = mistake;
        await Replace(folder, file, string.Join('\n', lines));
        await using var house = await folders.OpenAsync();

        var left = house.Statuses.Single(status => status.PluginId == "routing-havnes");
        Assert.Equal(PluginState.LeftOut, left.State);
        Assert.Contains(left.Problem.Nb.Split('\n'), problem => problem.StartsWith($"{file}:{at + 1}: ", StringComparison.Ordinal) && problem.Contains(says, StringComparison.Ordinal));
        Assert.Equal(left.Problem.Nb.Split('\n').Length, left.Problem.Nn.Split('\n').Length);
        Assert.Single(house.RoutingFor("skogli"));
    }

    [Fact]
    public async Task A_new_phone_number_needs_no_new_hash()
    {
        using var folders = Folders.With("routing-table");
        var contacts = Path.Combine(folders.Add("routing-havnes"), "contacts.yaml");
        await File.WriteAllTextAsync(contacts, (await File.ReadAllTextAsync(contacts)).Replace("+47 00 00 00 31", "+47 00 00 00 99", StringComparison.Ordinal));
        await using var house = await folders.OpenAsync();

        var answer = await house.Routing("routing-havnes").RouteAsync(new() { Areas = { HealthArea.Dental }, AgeYears = 7 });
        Assert.Equal("+47 00 00 00 99", answer.Suggestions.Single().Contact.Phone);
    }

    private static async Task Replace(string folder, string file, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, file), text);
        if (file == "routing.yaml")
            Folders.Edit(folder, manifest => manifest["files"]![file] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
    }
}
