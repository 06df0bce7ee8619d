using Microsoft.Data.Sqlite;

namespace Forlop.Host.Tests;

/// <summary>The program from outside: verbs, sentences, exit codes.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-prog-");

    private string Data => Path.Combine(folder.FullName, "data");

    private string Key => Path.Combine(folder.FullName, "master.key");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_demo_walks_a_pathway_to_its_end_and_says_what_is_due_and_why()
    {
        var (exitCode, output) = await ForlopProcess.RunAsync("demo");
        Assert.Equal(0, exitCode);
        string[] road = ["state    UnderConsideration", "state    Started", "state    ClarificationCalled", "state    InCooperation", "state    InAssessment", "state    AwaitingClosure", "state    Closed"];
        Assert.Equal(road, output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("state", StringComparison.Ordinal)).Distinct());
        Assert.Contains("due      2026-02-23  Consideration: 6 uker etter at vurderingen begynte 12.01.2026 (lokal standard)", output, StringComparison.Ordinal);
        Assert.Contains("1 deadline passed", output, StringComparison.Ordinal);
        Assert.Contains("rule fastlege of routing-havnes", output, StringComparison.Ordinal);
        Assert.Contains("FailedPrecondition", output, StringComparison.Ordinal);
        Assert.Contains("log      whole", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.All(Excerpt(), line => Assert.Contains(line, output, StringComparison.Ordinal));
    }

    // The README shows a step of the demo; each of its lines has to be one that the demo prints.
    private static IEnumerable<string> Excerpt() =>
        File.ReadAllLines(RepositoryFolder.Combine("README.md")).SkipWhile(line => !line.StartsWith("11  ", StringComparison.Ordinal)).TakeWhile(line => line != "```");

    [Fact]
    public async Task A_first_start_needs_no_configuration_and_stops_cleanly()
    {
        using var program = Serve();
        await program.Listening;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "development-credentials.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "forlop.sock")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        Assert.Equal(0, await program.StopAsync());
        Assert.InRange(program.Output.Split('\n').Count(line => line.Contains("redentials", StringComparison.Ordinal)), 1, 3);
    }

    [Fact]
    public async Task A_second_sidecar_on_the_same_folder_exits_3_with_a_sentence_and_the_first_goes_on()
    {
        using var first = Serve();
        await first.Listening;
        var (exitCode, output) = await RunServeAsync();
        Assert.Equal(3, exitCode);
        Assert.Single(output.Trim().Split('\n'));
        Assert.Equal(0, await first.StopAsync());
    }

    [Fact]
    public async Task A_store_of_a_newer_release_exits_5()
    {
        await StartAndStopAsync();
        await ExecuteAsync("PRAGMA user_version = 999");
        var (exitCode, output) = await RunServeAsync();
        Assert.Equal(5, exitCode);
        Assert.Contains("999", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_exits_2_and_makes_no_new_one()
    {
        await StartAndStopAsync();
        File.Delete(Key);
        Assert.Equal(2, (await RunServeAsync()).ExitCode);
        Assert.False(File.Exists(Key));
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://192.0.2.1:5080")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("nonsense")]
    public async Task An_address_that_others_could_reach_is_refused_before_anything_is_made(string listen)
    {
        var (exitCode, _) = await ForlopProcess.RunAsync("serve", "--data", Data, "--key", Key, "--listen", listen);
        Assert.Equal(2, exitCode);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    [Trait("Must", "AU-1")]
    public async Task Audit_verify_asks_the_running_sidecar_and_opens_the_file_when_none_runs()
    {
        using (var program = Serve())
        {
            await program.Listening;
            var running = await ForlopProcess.RunAsync("audit", "verify", "--data", Data, "--key", Key);
            Assert.Equal(0, running.ExitCode);
            Assert.Contains("The log is whole.", running.Output, StringComparison.Ordinal);
            await program.StopAsync();
        }

        Assert.Equal(0, (await ForlopProcess.RunAsync("audit", "verify", "--data", Data, "--key", Key)).ExitCode);
        await ExecuteAsync("UPDATE access SET payload = zeroblob(length(payload)) WHERE position = (SELECT min(position) FROM access)");
        var (exitCode, output) = await ForlopProcess.RunAsync("audit", "verify", "--data", Data, "--key", Key);
        Assert.Equal(1, exitCode);
        Assert.Contains("NOT whole", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_gone_from_a_folder_in_use_is_not_begun_anew()
    {
        await StartAndStopAsync();
        File.Delete(Path.Combine(Data, "forlop.db"));
        Assert.Equal(4, (await RunServeAsync()).ExitCode);
    }

    [Fact]
    public async Task Audit_verify_makes_no_store_where_there_is_none()
    {
        folder.CreateSubdirectory("data");
        var (exitCode, output) = await ForlopProcess.RunAsync("audit", "verify", "--data", Data, "--key", Key);
        Assert.Equal(2, exitCode);
        Assert.Contains("There is no store", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data));
        Assert.False(File.Exists(Key));
    }

    [Fact]
    public async Task Audit_verify_of_a_store_that_nobody_runs_vouches_for_nothing()
    {
        await StartAndStopAsync();
        var heads = Directory.EnumerateFiles(folder.FullName, "*.heads").Single();
        var sealedBefore = await File.ReadAllTextAsync(heads);
        Assert.Equal(0, (await ForlopProcess.RunAsync("audit", "verify", "--data", Data, "--key", Key)).ExitCode);
        Assert.Equal(sealedBefore, await File.ReadAllTextAsync(heads));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("")]
    public async Task A_data_folder_that_cannot_be_one_is_a_sentence_and_exit_2(string data)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "file"), "");
        var (exitCode, output) = await ForlopProcess.RunAsync("serve", "--data", data.Length > 0 ? Path.Combine(folder.FullName, data) : data, "--key", Key, "--listen", "none");
        Assert.Equal(2, exitCode);
        Assert.Single(output.Trim().Split('\n'));
    }

    private async Task StartAndStopAsync()
    {
        using var program = Serve();
        await program.Listening;
        Assert.Equal(0, await program.StopAsync());
    }

    private ForlopProcess Serve() => ForlopProcess.Start("serve", "--data", Data, "--key", Key, "--listen", "http://127.0.0.1:0");

    private Task<(int ExitCode, string Output)> RunServeAsync() => ForlopProcess.RunAsync("serve", "--data", Data, "--key", Key, "--listen", "none");

    private async Task ExecuteAsync(string sql)
    {
        var file = Directory.EnumerateFiles(Data, "*.db").Single();
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
