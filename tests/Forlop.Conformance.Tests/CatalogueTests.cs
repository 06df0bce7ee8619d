using System.Text.RegularExpressions;
using Forlop.Contracts.V1;

namespace Forlop.Conformance.Tests;

/// <summary>The list of rules against the proto files that state them.</summary>
public sealed partial class CatalogueTests
{
    private static readonly IReadOnlyList<(string Id, string File)> Stated =
    [
        .. from file in Directory.EnumerateFiles(RepositoryFolder.Combine("contracts", "proto", "forlop", "plugin", "v1"), "*.proto")
           from Match found in Statement().Matches(File.ReadAllText(file))
           select (found.Groups["id"].Value, Path.GetFileNameWithoutExtension(file)),
    ];

    [Fact]
    public void Every_rule_of_the_plugin_contract_is_in_the_list_and_no_other() =>
        Assert.Equal(Stated.Select(rule => rule.Id).Order(StringComparer.Ordinal), Musts.All.Select(must => must.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void A_rule_of_a_kind_concerns_that_kind()
    {
        foreach (var (id, file) in Stated.Where(rule => rule.File != "lifecycle"))
            Assert.Equal(file.Replace("_", "", StringComparison.Ordinal), Musts.All.Single(must => must.Id == id).Concerns.ToString().ToLowerInvariant());
    }

    [Fact]
    public void Every_rule_of_the_list_has_a_planted_violation_that_must_be_found() =>
        Assert.Equal(
            Musts.All.Select(must => must.Id).Order(StringComparer.Ordinal),
            PlantedTests.Planted.Concat(ProgramTests.Planted).Concat(WithinTests.Planted).Select(planted => planted.Split(' ')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_examined_with_a_kill_says_so() =>
        Assert.All(Musts.All, must => Assert.Equal(must.Examined.Contains("kill", StringComparison.Ordinal), must.TakesAKill));

    [Theory]
    [InlineData("routing", PluginLevel.InProcess, 13)]
    [InlineData("routing", PluginLevel.Worker, 19)]
    [InlineData("fagsystem", PluginLevel.InProcess, 14)]
    public void A_plugin_has_to_keep_what_concerns_it(string kind, PluginLevel level, int rules) => Assert.Equal(rules, Musts.For(kind, level).Count);

    [GeneratedRegex(@"//\s*(?<id>[A-Z]{2,4}-\d+):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Statement();
}
