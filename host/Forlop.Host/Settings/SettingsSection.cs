using System.Globalization;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Host.Settings;

/// <summary>
/// One group of a settings file, read key by key. Whatever is wrong becomes a problem at its place, and the default goes on in
/// its stead, to find the rest; <see cref="Close"/> finds what nobody asked for.
/// </summary>
/// <param name="path">Such as <c>time_limits.answer</c>; empty for the file itself.</param>
internal sealed class SettingsSection(YamlGroup group, string path, SettingsProblems problems)
{
    private const int LongestText = 200;

    private readonly HashSet<string> asked = [];

    public YamlGroup Group => group;

    public SettingsProblems Problems => problems;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Where a key's value stands, or the group when it is not there.</summary>
    public YamlNode At(string key) => Find(key) ?? group;

    public int Number(string key, int least, int most, int otherwise, string unit = "")
    {
        if (Find(key) is not { } node)
        {
            return otherwise;
        }

        if (node is YamlScalar { IsPlain: true } scalar && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(node, key, $"Write a whole number from {least} to {most}{(unit.Length > 0 ? $" ({unit})" : "")}, without quotes.");
        return otherwise;
    }

    public bool Flag(string key, bool otherwise) => Find(key) switch
    {
        null => otherwise,
        YamlScalar { IsPlain: true, Value: "true" } => true,
        YamlScalar { IsPlain: true, Value: "false" } => false,
        var node => Wrong(node, key, "Write true or false, without quotes.", otherwise),
    };

    public T OneOf<T>(string key, T otherwise, IReadOnlyDictionary<string, T> codes)
    {
        if (Find(key) is not { } node)
        {
            return otherwise;
        }

        var written = (node as YamlScalar)?.Value ?? "";
        return codes.TryGetValue(written, out var value)
            ? value
            : Wrong(node, key, $"Write {string.Join(" or ", codes.Keys)}.{SettingsProblems.DidYouMean(written, codes.Keys)}", otherwise);
    }

    /// <summary>A name or key in one line.</summary>
    /// <param name="fits">What it must be; the cure says it.</param>
    public string Text(string key, bool required, Func<string, bool> fits, string cure)
    {
        switch (Find(key))
        {
            case null when required:
                problems.Add(group, $"{Name(key)} is missing. {cure}");
                return "";
            case null:
                return "";
            case YamlScalar { Value: { Length: > 0 and <= LongestText } text } when OpaqueText.IsVisible(text) && !OpaqueText.LooksLikeNationalId(text) && fits(text):
                return text;
            case var node:
                return Wrong(node, key, cure, "");
        }
    }

    public LocalDate Date(string key)
    {
        var text = Text(key, required: true, text => Day.TryParse(text, out _), "Write a day that the calendar has, as YYYY-MM-DD.");
        return text.Length > 0 ? Day.Parse(text) : default;
    }

    public SettingsSection? Sub(string key) => Find(key) switch
    {
        null => null,
        YamlGroup sub => new SettingsSection(sub, Name(key), problems),
        var node => Wrong<SettingsSection?>(node, key, $"Write \"{key}:\" and its keys below, indented.", null),
    };

    /// <summary>A list of groups.</summary>
    public IEnumerable<SettingsSection> Subs(string key) => Items(key)
        .Select((item, i) => item is YamlGroup sub ? new SettingsSection(sub, $"{Name(key)}[{i + 1}]", problems) : Wrong<SettingsSection?>(item, key, "Write \"- \" and then its keys.", null))
        .OfType<SettingsSection>();

    /// <summary>One text or a list of them.</summary>
    public IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null or YamlBroken => [],
        YamlList list => list.Items,
        YamlScalar { Value.Length: > 0 } single => [single],
        var node => Wrong<YamlNode[]>(node, key, "Write a list.", []),
    };

    /// <summary>Keys that are codes themselves; each is asked for.</summary>
    public IEnumerable<string> Keys => group.Entries.Select(entry => entry.Key.Value).Distinct(StringComparer.Ordinal);

    public T Wrong<T>(YamlNode at, string key, string cure, T otherwise)
    {
        Wrong(at, key, cure);
        return otherwise;
    }

    public void Wrong(YamlNode at, string key, string cure)
    {
        if (at is not YamlBroken)
        {
            problems.Add(at, $"{Name(key)} is {Shown(at)}. {cure}");
        }
    }

    /// <summary>Says what stands in the group and is none of its keys, or is there twice.</summary>
    public void Close()
    {
        foreach (var unknown in group.Entries.Where(entry => !asked.Contains(entry.Key.Value)))
        {
            problems.Add(unknown.Key, $"{SettingsProblems.Shown(unknown.Key.Value)} is no key {(path.Length > 0 ? $"of {path}" : "of settings")}.{SettingsProblems.DidYouMean(unknown.Key.Value, asked)} Known here: {string.Join(", ", asked)}.");
        }

        foreach (var same in group.Entries.GroupBy(entry => entry.Key.Value, StringComparer.Ordinal))
        {
            foreach (var again in same.Skip(1))
            {
                problems.Add(again.Key, $"{SettingsProblems.Shown(same.Key)} stands here again; the first is in line {same.First().Key.Line}. Keep one of them.");
            }
        }
    }

    private static string Shown(YamlNode node) => node switch
    {
        YamlScalar scalar => SettingsProblems.Shown(scalar.Value) + (scalar.IsPlain || scalar.Value.Length == 0 ? "" : " in quotes"),
        YamlList => "a list",
        _ => "a group of keys",
    };

    private string Name(string key) => path.Length > 0 ? $"{path}.{key}" : key;

    private YamlNode? Find(string key)
    {
        asked.Add(key);
        return group.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Value, key, StringComparison.Ordinal)).Value;
    }
}
