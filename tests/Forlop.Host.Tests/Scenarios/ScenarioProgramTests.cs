namespace Forlop.Host.Tests.Scenarios;

/// <summary><c>forlop scenario run</c> from outside: what it prints, what it leaves, its exit codes.</summary>
public sealed class ScenarioProgramTests : IDisposable
{
    private const string Wrong = "scenario: Wrong\nclock: 2026-01-12\nsteps:\n  - at: 2026-01-13\n    expect: { fields: { deadlines_passed: 7 } }\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-scn-");

    private string Data => Path.Combine(folder.FullName, "data");

    private static string Example => ScenarioFiles.PathOf("example");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_scenario_that_goes_as_written_exits_0_and_leaves_its_history_where_it_was_asked_to()
    {
        var history = Path.Combine(folder.FullName, "deep", "history.json");
        var (exitCode, output) = await ForlopProcess.RunAsync("scenario", "run", Example, "--history", history);
        Assert.Equal(0, exitCode);
        Assert.Contains("13 of 13 steps as expected.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(ScenarioFiles.GoldenOf("example")), await File.ReadAllTextAsync(history));
    }

    [Fact]
    public async Task A_difference_exits_1_and_the_other_files_of_a_folder_are_played_all_the_same()
    {
        var wrong = Write("a.yaml", Wrong);
        Write("b.yaml", Wrong.Replace("passed: 7", "passed: 0", StringComparison.Ordinal));
        var (exitCode, output) = await ForlopProcess.RunAsync("scenario", "run", folder.FullName);
        Assert.Equal(1, exitCode);
        Assert.Contains($"{wrong}:5: deadlines_passed", output, StringComparison.Ordinal);
        Assert.Contains($"DIFF {wrong}", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 scenarios as expected.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_scenario_exits_2_before_any_other_is_played()
    {
        Write("a.yaml", Wrong);
        var broken = Write("b.yaml", "scenario: Broken\nclock: 2026-01-12\nsteps:\n  - call: PathwayService.Nothing\n");
        var (exitCode, output) = await ForlopProcess.RunAsync("scenario", "run", folder.FullName);
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"{broken}:4: There is no RPC PathwayService.Nothing.", Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file or folder", "nowhere.yaml")]
    [InlineData("There is no *.yaml in", ".")]
    [InlineData("is not a loopback address", "example", "--address", "http://192.0.2.1:5080")]
    [InlineData("add --data with its data folder, or --credentials with its file", "example", "--address", "http://127.0.0.1:5080")]
    [InlineData("no sidecar has been started there", "example", "--data", "nowhere")]
    public async Task What_cannot_be_played_exits_2_with_a_sentence(string sentence, params string[] arguments)
    {
        string[] all = ["scenario", "run", arguments[0] == "example" ? Example : Path.Combine(folder.FullName, arguments[0]), .. arguments[1..]];
        var (exitCode, output) = await ForlopProcess.RunAsync(all);
        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_that_runs_is_played_against_once_and_again_only_while_its_clock_allows_it()
    {
        using var program = ForlopProcess.Start("serve", "--data", Data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "http://127.0.0.1:0", "--simulated-clock", "2026-01-12");
        await program.Listening;
        var today = Write("today.yaml", $"{string.Join('\n', (await File.ReadAllLinesAsync(Example)).TakeWhile(line => !line.Contains("nobody decides", StringComparison.Ordinal)))}\n");

        // The same file twice: ${run} makes its child another one.
        Assert.Equal(0, (await ForlopProcess.RunAsync("scenario", "run", today, "--data", Data)).ExitCode);
        Assert.Equal(0, (await ForlopProcess.RunAsync("scenario", "run", today, "--address", $"{program.Address}", "--data", Data)).ExitCode);
        var credentials = Path.Combine(folder.FullName, "copy.json");
        File.Copy(Path.Combine(Data, "development-credentials.json"), credentials);
        var whole = await ForlopProcess.RunAsync("scenario", "run", Example, "--address", $"{program.Address}", "--credentials", credentials);
        Assert.True(whole.ExitCode == 0, whole.Output);

        var late = await ForlopProcess.RunAsync("scenario", "run", Example, "--data", Data);
        Assert.Equal(2, late.ExitCode);
        Assert.Contains("it never goes back. Start it anew on a fresh data folder with --simulated-clock 2026-01-12", late.Output, StringComparison.Ordinal);

        var several = await ForlopProcess.RunAsync("scenario", "run", ScenarioFiles.Folder, "--data", Data);
        Assert.Equal(2, several.ExitCode);
        Assert.Contains("one clock that never goes back", several.Output, StringComparison.Ordinal);

        Assert.Equal(0, await program.StopAsync());
        var gone = await ForlopProcess.RunAsync("scenario", "run", Example, "--data", Data);
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("No sidecar answers.", gone.Output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
