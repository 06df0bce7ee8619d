using System.Text.RegularExpressions;

namespace Forlop.Host.Scenarios;

/// <summary>What <c>${name}</c> stands for: what earlier steps saved, and a few that are always there.</summary>
internal sealed partial class Values
{
    // ${id:NAME} is a UUID, the same each time that NAME is asked for.
    private const string IdPrefix = "id:";
    private const string Day = "today";
    private const string Pathway = "pathway";
    private const string Run = "run";

    private readonly Dictionary<string, string> known = [];

    /// <param name="run">Different for each run against one store.</param>
    public Values(string run) => known[Run] = run;

    public static IReadOnlyList<string> Always { get; } = [Day, Pathway, Run];

    /// <summary>The scenario's current day.</summary>
    public string Today
    {
        get => known[Day];
        set => known[Day] = value;
    }

    /// <summary>The pathway that was opened last; null before the first.</summary>
    public string? LastPathway
    {
        get => known.GetValueOrDefault(Pathway);
        set => known[Pathway] = value!;
    }

    public static bool AnyIn(string text) => Placeholder().IsMatch(text);

    /// <summary>The names that a text asks for, but for ids, which are made when they are asked for.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Placeholder().Matches(text).Select(match => match.Groups["name"].Value).Where(name => !name.StartsWith(IdPrefix, StringComparison.Ordinal));

    /// <summary>Whether a step may save under it.</summary>
    public static bool IsName(string name) => Name().IsMatch(name) && !Always.Contains(name);

    public void Save(string name, string value) => known[name] = value;

    public string Fill(Part part) => Placeholder().Replace(part.Text, match => Of(match.Groups["name"].Value, part));

    private string Of(string name, Part part)
    {
        if (!known.TryGetValue(name, out var value))
        {
            value = name.StartsWith(IdPrefix, StringComparison.Ordinal)
                ? known[name] = Guid.CreateVersion7().ToString()
                : throw part.Fault(name == Pathway
                    ? "${pathway} has no value yet: no pathway has been opened. Open one in an earlier step."
                    : $"${{{name}}} has no value yet. Save it in an earlier step.");
        }

        return value;
    }

    [GeneratedRegex(@"\$\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
