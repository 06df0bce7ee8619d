namespace Forlop.Host.Tests.Scenarios;

/// <summary>Every file of tests/scenarios, played against a sidecar of its own.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Names => ScenarioFiles.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_goes_as_the_file_says(string name)
    {
        var golden = ScenarioFiles.GoldenOf(name);
        var (isSame, output) = await ScenarioFiles.PlayAsync(ScenarioFiles.PathOf(name), history: ScenarioFiles.Renew ? golden : null);
        Assert.True(isSame, output);
        Assert.True(File.Exists(golden), $"{name} has no history that later releases could be held against. Write it and commit it: FORLOP_RENEW=1 dotnet test tests/Forlop.Host.Tests --filter ScenarioTests");
    }

    [Fact]
    public void The_example_of_the_guide_is_one_of_them()
    {
        var guide = File.ReadAllText(RepositoryFolder.Combine("host", "Forlop.Host", "Scenarios", "README.md"));
        Assert.Contains($"```yaml\n{File.ReadAllText(ScenarioFiles.PathOf("example"))}```", guide, StringComparison.Ordinal);
    }
}
