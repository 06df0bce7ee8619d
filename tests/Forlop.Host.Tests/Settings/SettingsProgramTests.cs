namespace Forlop.Host.Tests.Settings;

/// <summary>The verbs and their exit codes, and a start with and without usable files.</summary>
public sealed class SettingsProgramTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-settings-");

    private string Settings => Path.Combine(folder.FullName, "settings");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Check_says_a_line_for_each_service_with_what_is_national_and_what_local()
    {
        Write("havnes.yaml", "service: { kind: municipality, kommunenummer: \"9901\" }\ntime_limits: { consideration: { amount: 4 } }\n");
        Write("skogli.yaml", "time_limits: { answer_bup: { amount: 8 } }\n");

        var (exitCode, output) = await ForlopProcess.RunAsync("settings", "check", Settings);

        Assert.Equal(0, exitCode);
        var lines = output.Trim().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("havnes: municipality 9901; national: answer_bup, basic_assessment_bup, extended_assessment_bup, start_of_help; local: consideration, consent, ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("not the default: consideration 4 weeks.", lines[0].Trim(), StringComparison.Ordinal);
        Assert.StartsWith("skogli: serves everybody; national: basic_assessment_bup, extended_assessment_bup, start_of_help; local: ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_prints_everything_that_is_wrong_and_exits_1_and_a_sidecar_does_not_start_with_it()
    {
        Write("havnes.yaml", "odrer: meeting_first\nupper_age: 12\n");
        Write("skogli.yaml", "childs_no: maybe\n");
        Write("Fjordbygd.YML", "");

        var (exitCode, output) = await ForlopProcess.RunAsync("settings", "check", Settings);

        Assert.Equal(1, exitCode);
        string[] expected =
        [
            "Fjordbygd.YML:1:1: The file's name is no service's.", "havnes.yaml:1:1: \"odrer\" is no key of settings. Did you mean \"order\"?",
            "havnes.yaml:2:12: upper_age is \"12\".", "skogli.yaml:1:12: childs_no is \"maybe\".",
        ];
        Assert.Equal(expected.Length, output.Trim().Split('\n').Length);
        Assert.All(expected, sentence => Assert.Contains(sentence, output, StringComparison.Ordinal));

        var (started, said) = await ServeAsync();
        Assert.Equal(2, started);
        Assert.All(expected, sentence => Assert.Contains(sentence, said, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("havnes.yaml", "skogli.yaml", "service: { kind: municipality, kommunenummer: \"9901\" }", "serve the same children")]
    [InlineData("skogle.yaml", "havnes.yaml", "order: meeting_first", "skogle.yaml is of a service that no credential acts for. Did you mean \"skogli\"?")]
    public async Task Files_that_contradict_one_another_or_reach_nobody_stop_the_start(string one, string other, string text, string sentence)
    {
        Write(one, text);
        Write(other, text);

        var (exitCode, output) = await ServeAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_prints_settings_in_full_and_what_it_prints_is_a_file()
    {
        var (exitCode, defaults) = await ForlopProcess.RunAsync("settings", "show");
        Assert.Equal(0, exitCode);
        Assert.Contains("  answer_bup: { amount: 10, unit: working_days } # national\n", defaults, StringComparison.Ordinal);
        Assert.Contains("  consideration: { amount: 6, unit: weeks, day_off: next } # local\n", defaults, StringComparison.Ordinal);

        Write("havnes.yaml", defaults.Replace("upper_age: 23", "upper_age: 25", StringComparison.Ordinal));
        var (again, shown) = await ForlopProcess.RunAsync("settings", "show", Path.Combine(Settings, "havnes.yaml"));
        Assert.Equal(0, again);
        Assert.Equal(defaults.Replace("upper_age: 23", "upper_age: 25", StringComparison.Ordinal), shown);
    }

    [Fact]
    public async Task A_path_that_is_not_there_exits_2_and_a_folder_that_is_not_there_means_the_defaults()
    {
        Assert.Equal(2, (await ForlopProcess.RunAsync("settings", "check", Settings)).ExitCode);
        await File.WriteAllTextAsync(Settings, "");
        Assert.Equal(2, (await ServeAsync()).ExitCode);
        File.Delete(Settings);

        using var program = ForlopProcess.StartBare("serve", "--data", Data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "none", "--settings", Settings);
        await program.Listening;
        Write("havnes.yaml", "upper_age: 25\n");
        var (exitCode, output) = await ForlopProcess.RunAsync("settings", "reload", "--data", Data);
        Assert.Equal((0, "havnes: version 1 is in use."), (exitCode, output.Trim()));
        Assert.Equal("Nothing has changed.", (await ForlopProcess.RunAsync("settings", "reload", "--data", Data)).Output.Trim());
        Write("havnes.yaml", "upper_age: 250\n");
        var (broken, said) = await ForlopProcess.RunAsync("settings", "reload", "--data", Data);
        Assert.Equal(1, broken);
        Assert.Contains("havnes.yaml:1:12:", said, StringComparison.Ordinal);
        Assert.Equal(0, await program.StopAsync());
        Assert.Contains("every service has the defaults", program.Output, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Settings);
        File.WriteAllText(Path.Combine(Settings, name), text);
    }

    private Task<(int ExitCode, string Output)> ServeAsync() =>
        ForlopProcess.RunAsync("serve", "--data", Data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "none", "--settings", Settings);
}
