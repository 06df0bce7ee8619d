using System.Text.RegularExpressions;

namespace Forlop.Contracts.Tests;

/// <summary>Every MUST of the contract has a number, and a test that cites it.</summary>
public sealed partial class MustTests
{
    private static readonly IReadOnlyList<string> Stated =
        [.. Repository.Below("contracts/proto", ".proto").SelectMany(file => Statement().Matches(File.ReadAllText(file)).Select(found => found.Groups["id"].Value))];

    [Fact]
    public void No_number_is_given_twice() =>
        Repository.None(Stated.GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Key} is stated {same.Count()} times."));

    [Fact]
    public void Every_must_in_the_contract_is_numbered() =>
        Repository.None(
            from file in Repository.Below("contracts/proto", ".proto")
            from paragraph in Paragraphs(file)
            where paragraph.Contains("MUST", StringComparison.Ordinal) && !Statement().IsMatch($"// {paragraph}")
            select $"{Path.GetFileName(file)}: {paragraph}");

    [Fact]
    public void Every_must_is_cited_by_a_test() =>
        Repository.None(Stated.Except(Cited(), StringComparer.Ordinal).Select(id => $"No test cites {id}. Cite it with [Trait(\"Must\", \"{id}\")], or `Must: {id}` in a script."));

    [Fact]
    public void No_test_cites_a_must_that_the_contract_does_not_state() =>
        Repository.None(Cited().Except(Stated, StringComparer.Ordinal).Select(id => $"A test cites {id}, which no .proto file states."));

    private static HashSet<string> Cited() =>
    [
        .. Repository.Below("tests", ".cs").SelectMany(file => Trait().Matches(File.ReadAllText(file))).Select(found => found.Groups["id"].Value),
        .. Repository.Below("tests", ".py", ".mjs").SelectMany(file => Remark().Matches(File.ReadAllText(file))).Select(found => found.Groups["id"].Value),
    ];

    // A statement reaches over the lines that are indented below it; any other line is one of its own.
    private static IEnumerable<string> Paragraphs(string file)
    {
        var paragraph = "";
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()).Where(line => line.StartsWith("//", StringComparison.Ordinal)).Select(line => line[2..]))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal) && paragraph.Length > 0)
            {
                paragraph += line;
                continue;
            }

            yield return paragraph.Trim();
            paragraph = line;
        }

        yield return paragraph.Trim();
    }

    [GeneratedRegex(@"//\s*(?<id>[A-Z]{2,4}-\d+):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\[\s*(assembly:\s*)?Trait\(""Must"",\s*""(?<id>[A-Z]{2,4}-\d+)""\)|(?<=,\s*)Trait\(""Must"",\s*""(?<id>[A-Z]{2,4}-\d+)""\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Trait();

    [GeneratedRegex(@"Must:\s*(?<id>[A-Z]{2,4}-\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Remark();
}
