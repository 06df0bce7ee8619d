using System.Security.Cryptography;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests.Workers;

/// <summary>Programs that are no good plugins, in the shell's language: whatever they do, the host starts and says what is wrong.</summary>
public sealed class CommandTests : IDisposable
{
    private const string NeverReady = "ikke klar";

    private readonly Folders folders = Folders.With("routing-sample");

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData("echo hello", "PL-12")]
    [InlineData("echo '{\"ready\": false}'", "PL-12")]
    [InlineData("head -c 100000 /dev/zero; echo", "PL-12")]
    [InlineData("echo '{\"problem\": {\"nb\": \"Mangler nøkkel.\", \"nn\": \"Manglar nøkkel.\"}}'", "Mangler nøkkel.")]
    [Trait("Must", "PL-12")]
    public async Task One_that_does_not_say_that_it_is_ready_is_left_out(string script, string why)
    {
        Add(script);
        await using var house = await folders.OpenAsync();

        Assert.Equal(PluginState.LeftOut, Status(house).State);
        Assert.Contains(why, Status(house).Problem.Nb, StringComparison.Ordinal);
        Assert.Equal(PluginState.Running, house.Statuses.Single(status => status.PluginId == "routing-sample").State);
    }

    // The greeting is more than the pipe holds: the host is still writing it when the program, which reads nothing, has ended.
    [Fact]
    [Trait("Must", "PL-12")]
    public async Task What_one_says_that_ends_without_having_listened_is_heard()
    {
        Add("echo '{\"problem\": {\"nb\": \"Mangler nøkkel.\", \"nn\": \"Manglar nøkkel.\"}}'");
        await using var house = await folders.OpenAsync(options => options with { UnknownMember = new string('x', 1024 * 1024) });

        Assert.Equal((PluginState.LeftOut, "Mangler nøkkel."), (Status(house).State, Status(house).Problem?.Nb));
    }

    [Theory]
    [InlineData("exit 3", "kode 3")]
    [InlineData("cat > /dev/null", NeverReady)]
    public async Task One_that_ends_or_never_is_ready_is_tried_again_and_then_given_up(string script, string why)
    {
        Add(script);
        await using var house = await folders.OpenAsync(options => options with
        {
            StartPatience = why == NeverReady ? TimeSpan.FromSeconds(1) : options.StartPatience,
            Levels = new Dictionary<string, PluginLevel> { ["routing-sample"] = PluginLevel.InProcess },
            Supervision = options.Supervision with { MostRestarts = 1, FirstBackoff = TimeSpan.FromMilliseconds(1) },
        });

        await Until.TrueAsync(() => Status(house).State == PluginState.Quarantined);

        Assert.Equal((PluginState.Quarantined, 1, PluginLevel.Worker), (Status(house).State, Status(house).Restarts, Status(house).Level));
        Assert.Contains(why, Status(house).LastFailure.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_language_cannot_run_within_the_host()
    {
        Add("exit 0");
        await using var house = await folders.OpenAsync(options => options with { Levels = new Dictionary<string, PluginLevel> { ["shell"] = PluginLevel.InProcess } });

        Assert.Contains("egen prosess", Status(house).Problem.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_the_machine_lacks_is_named()
    {
        Add("exit 0", "no-such-program");
        await using var house = await folders.OpenAsync();

        Assert.Contains("no-such-program", Status(house).Problem.Nb, StringComparison.Ordinal);
    }

    // What it could write to, and how many MiB hold what it wrote, in the one line that is read of a plugin that cannot serve.
    [SkippableFact("bwrap --unshare-all --ro-bind / / --size 4096 --tmpfs /tmp true", "bubblewrap (bwrap) 0.7 or later, and a system that lets it make namespaces")]
    public async Task One_that_is_confined_can_write_to_a_bounded_tmp_of_its_own_and_to_nothing_else()
    {
        Directory.CreateDirectory(Path.Combine(folders.Root, "data"));
        Add($$"""
            for place in /tmp / /dev /dev/shm /proc /usr /etc . {{Path.Combine(folders.Root, "data")}}; do
              (echo x > "$place/written") 2> /dev/null && seen="$seen $place"
            done
            echo "{\"problem\": {\"nb\": \"writes to:$seen, $(($(stat -f -c %b /tmp) * $(stat -f -c %S /tmp) / 1048576)) MiB\", \"nn\": \"-\"} }"
            """);
        await using var house = await folders.OpenAsync();

        Assert.Equal("writes to: /tmp, 64 MiB", Status(house).Problem.Nb);
    }

    private static PluginStatus Status(PluginHouse house) => house.Statuses.Single(status => status.PluginId == "shell");

    private void Add(string script, string program = "sh")
    {
        var folder = Path.Combine(folders.Other, "shell");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "run.sh"), $"{script}\n");
        var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "run.sh"))));
        File.WriteAllText(Path.Combine(folder, "plugin.json"), $$"""
            {
              "id": "shell", "version": "1.0.0", "kinds": ["routing"], "contract": { "min": "1.0", "max": "1.0" },
              "command": ["{{program}}", "run.sh"], "tenants": ["havnes"], "files": { "run.sh": "{{hash}}" }
            }
            """);
    }
}
