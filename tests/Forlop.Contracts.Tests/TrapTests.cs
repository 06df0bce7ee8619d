using System.Text.RegularExpressions;

namespace Forlop.Contracts.Tests;

/// <summary>
/// The traps that a naive pathway falls into, by their numbers in the description of the field. Each has a scenario or a
/// test that carries its number; those about discussions, audiences, reactivation, transfer, statistics and plugins are not
/// there yet.
/// </summary>
public sealed partial class TrapTests
{
    private static readonly int[] Met = [1, 2, 3, 4, 5, 8, 9, 10, 12, 13, 14, 15, 16, 20, 21, 22, 23, 24];

    [Fact]
    public void Each_trap_that_is_met_is_named_by_a_scenario_or_a_test()
    {
        var named = Files("*.yaml", "scenarios").SelectMany(text => InScenario().Matches(text))
            .Concat(Files("*.cs", ".").SelectMany(text => InTest().Matches(text)))
            .Select(match => int.Parse(match.Groups["number"].ValueSpan)).ToHashSet();

        Assert.Equal(Met, Met.Where(named.Contains));
        Repository.None(named.Except(Met).Select(number => $"Trap {number} is named, and not among those that are met."));
    }

    private static IEnumerable<string> Files(string pattern, string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal)).Select(File.ReadAllText);

    [GeneratedRegex(@"^# trap (?<number>\d+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex InScenario();

    [GeneratedRegex(@"Trait\(""Trap"", ""(?<number>\d+)""\)", RegexOptions.ExplicitCapture)]
    private static partial Regex InTest();
}
