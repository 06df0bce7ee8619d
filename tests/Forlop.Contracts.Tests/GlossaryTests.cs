using System.Text.RegularExpressions;

namespace Forlop.Contracts.Tests;

/// <summary>The glossary says what the code says.</summary>
public sealed partial class GlossaryTests
{
    private static readonly string[] Rows = [.. File.ReadLines(Repository.Full("contracts/GLOSSARY.md")).Where(line => line.StartsWith('|'))];

    [Fact]
    public void Every_code_name_of_the_glossary_is_a_word_of_the_contract()
    {
        var names = Rows.SelectMany(row => CodeName().Matches(row).Select(found => found.Groups["name"].Value)).ToList();

        Assert.True(names.Count > 50, $"Only {names.Count} names were found.");
        Repository.None(names.Where(name => !Words.Exists(word => word == name || word.EndsWith($"_{name}", StringComparison.Ordinal)))
            .Select(name => $"{name} is in the glossary and not in the contract."));
    }

    [Fact]
    public void No_term_is_explained_twice() =>
        Repository.None(Rows.Select(row => row.Split('|')[1].Trim()).Where(term => term is not ("Term" or "---"))
            .GroupBy(term => term, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));

    private static readonly List<string> Words =
    [
        .. Contract.Messages.Select(message => message.Name), .. Contract.Fields.Select(field => field.Name), .. Contract.Rpcs.Select(rpc => rpc.Name),
        .. Contract.Enums.Select(type => type.Name), .. Contract.Enums.SelectMany(type => type.Values).Select(value => value.Name),
    ];

    [GeneratedRegex("`(?<name>\\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodeName();
}
