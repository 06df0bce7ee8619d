using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Forlop.Plugins.RoutingTable;

/// <summary>
/// One mapping of a file, read member by member. Whatever is wrong becomes a problem at its own line; <see cref="Close"/> finds
/// what nobody asked for, since a misspelt condition that was passed over would send a child the wrong way.
/// </summary>
internal sealed partial class Section(string file, YamlMappingNode node, Problems problems)
{
    private readonly HashSet<string> asked = [];

    public long Line => node.Start.Line;

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    public bool Has(string name) => Find(name) is not null;

    public long LineOf(string name) => Find(name)?.Start.Line ?? Line;

    public string Text(string name, bool required = true)
    {
        switch (Find(name))
        {
            case YamlScalarNode { Value: { } value } when !string.IsNullOrWhiteSpace(value):
                return value;
            case null when !required:
                return "";
            case null:
                problems.Add(file, Line, $"«{name}» mangler. Legg det til.", $"«{name}» manglar. Legg det til.");
                return "";
            case var other:
                problems.Add(file, other.Start.Line, $"«{name}» skal være en tekst. Skriv én verdi.", $"«{name}» skal vere ein tekst. Skriv éin verdi.");
                return "";
        }
    }

    public int? Number(string name)
    {
        if (!Has(name))
            return null;
        var text = Text(name);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        problems.Add(file, LineOf(name), $"«{name}» skal være et helt tall, ikke «{text}». Skriv tallet.", $"«{name}» skal vere eit heilt tal, ikkje «{text}». Skriv talet.");
        return null;
    }

    /// <summary>One text, or a list of them.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Scalars(name).Select(scalar => scalar.Value!)];

    public IReadOnlyList<T> Codes<T>(string name)
        where T : struct, Enum
    {
        var codes = new List<T>();
        foreach (var scalar in Scalars(name))
        {
            if (Parse<T>(scalar.Value!) is { } code)
                codes.Add(code);
            else
                Unknown(name, scalar.Value!, string.Join(", ", Enum.GetValues<T>().Where(value => !value.Equals(default(T))).Select(Name)), scalar.Start.Line);
        }

        return codes;
    }

    public T Code<T>(string name)
        where T : struct, Enum
    {
        if (!Has(name))
            Text(name); // Says that it is missing.
        return Codes<T>(name).FirstOrDefault();
    }

    public T OneOf<T>(string name, params (string Name, T Value)[] choices)
    {
        if (!Has(name))
            return choices[0].Value;
        var text = Text(name);
        foreach (var choice in choices.Where(choice => choice.Name == text))
            return choice.Value;
        Unknown(name, text, string.Join(", ", choices.Select(choice => choice.Name)), LineOf(name));
        return choices[0].Value;
    }

    public Section? Map(string name, bool required = true)
    {
        switch (Find(name))
        {
            case YamlMappingNode mapping:
                return new Section(file, mapping, problems);
            case null when !required:
                return null;
            case var other:
                problems.Add(file, other?.Start.Line ?? Line, $"«{name}» mangler eller er ikke en gruppe. Skriv «{name}:» og innrykkede linjer under.", $"«{name}» manglar eller er ikkje ei gruppe. Skriv «{name}:» og innrykte linjer under.");
                return null;
        }
    }

    public IReadOnlyList<Section> List(string name)
    {
        if (Find(name) is YamlSequenceNode { Children.Count: > 0 } sequence && sequence.Children.All(child => child is YamlMappingNode))
            return [.. sequence.Children.Cast<YamlMappingNode>().Select(child => new Section(file, child, problems))];
        problems.Add(file, LineOf(name), $"«{name}» skal være en liste med minst ett punkt. Begynn hvert punkt med «- ».", $"«{name}» skal vere ei liste med minst eitt punkt. Byrj kvart punkt med «- ».");
        return [];
    }

    public void Close()
    {
        foreach (var key in node.Children.Keys.OfType<YamlScalarNode>().Where(key => !asked.Contains(key.Value ?? "")))
        {
            var known = string.Join(", ", asked.Order(StringComparer.Ordinal));
            problems.Add(file, key.Start.Line, $"«{key.Value}» er ukjent her. Rett eller fjern det; her kan stå: {known}.", $"«{key.Value}» er ukjent her. Rett eller fjern det; her kan stå: {known}.");
        }
    }

    public void Unknown(string name, string value, string choices, long line) => problems.Add(
        file, line, $"«{name}» kan ikke være «{value}». Velg blant: {choices}.", $"«{name}» kan ikkje vere «{value}». Vel mellom: {choices}.");

    private static string Name<T>(T code)
        where T : struct, Enum => WordStart().Replace(code.ToString(), "_").ToUpperInvariant();

    // Written as in the contract: SCHOOL_HEALTH.
    private static T? Parse<T>(string text)
        where T : struct, Enum
    {
        foreach (var code in Enum.GetValues<T>())
        {
            if (!code.Equals(default(T)) && Name(code) == text)
                return code;
        }

        return null;
    }

    private YamlNode? Find(string name)
    {
        asked.Add(name);
        return node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;
    }

    private IEnumerable<YamlScalarNode> Scalars(string name)
    {
        var nodes = Find(name) switch { null => [], YamlSequenceNode sequence => sequence.Children, var one => [one] };
        foreach (var child in nodes)
        {
            if (child is YamlScalarNode { Value.Length: > 0 } scalar)
                yield return scalar;
            else
                problems.Add(file, child.Start.Line, $"«{name}» skal være en tekst eller en liste av tekster.", $"«{name}» skal vere ein tekst eller ei liste av tekstar.");
        }
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
