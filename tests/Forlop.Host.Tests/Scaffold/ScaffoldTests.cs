using Forlop.Host.Plugins;

namespace Forlop.Host.Tests.Scaffold;

/// <summary>From an empty folder to a plugin that a sidecar runs, as plugins/README.md tells its author; FORLOP_SCAFFOLD=all for every kind.</summary>
public sealed class ScaffoldTests(PackedFeed packed) : IClassFixture<PackedFeed>
{
    private static readonly string[] Wanted = Environment.GetEnvironmentVariable("FORLOP_SCAFFOLD") == "all" ? ["routing", "filing", "fagsystem", "intake"] : ["routing"];

    public static TheoryData<string> Kinds => [.. Wanted];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_made_plugin_builds_passes_its_own_tests_and_runs_in_a_sidecar(string kind)
    {
        var id = $"{kind}-nabovik";
        var folder = Path.Combine(packed.Root, id);
        Assert.Equal(0, (await ForlopProcess.RunAsync("plugin", "new", kind, id, "--output", folder, "--feed", packed.Folder)).ExitCode);

        Assert.Contains("Passed!", await packed.DotnetAsync(folder, "test", "--nologo"), StringComparison.Ordinal);
        await packed.DotnetAsync(folder, "publish", $"plugin/{id}.csproj", "--no-build", "--configuration", "Debug", "--output", "published");
        Assert.All([$"built/{id}", "plugin/bin/Debug/net10.0", "published"], made => HasItsOwnAndNotTheHosts(Path.Combine(folder, made)));

        if (kind == "routing")
        {
            var (kept, found) = await ForlopProcess.RunAsync("plugin", "verify", Path.Combine(folder, "built", id), "--unconfined");
            Assert.True(kept == 0, found);
            Assert.Contains("\nCONFORMS: ", found, StringComparison.Ordinal);
        }

        await RunsAsync(id, folder);
    }

    [Fact]
    public async Task The_package_of_templates_makes_the_same_files()
    {
        await packed.DotnetAsync(packed.Root, "new", "install", Path.Combine(packed.Folder, $"Forlop.Plugins.Templates.{PluginTemplate.SdkVersion}.nupkg"));
        foreach (var kind in Wanted)
        {
            var (byPackage, byProgram) = (Path.Combine(packed.Root, $"package-{kind}"), Path.Combine(packed.Root, $"program-{kind}"));
            await packed.DotnetAsync(packed.Root, "new", $"forlop-{kind}", "--name", $"{kind}-nabovik2-a", "--output", byPackage, "--no-update-check", "--feed", packed.Folder);
            PluginTemplate.Make(kind, $"{kind}-nabovik2-a", byProgram, packed.Folder);

            Assert.Equal(Contents(byProgram), Contents(byPackage));
        }
    }

    private static void HasItsOwnAndNotTheHosts(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Select(Path.GetFileName).ToList();
        Assert.Contains("Google.Protobuf.dll", files);
        Assert.Contains("Forlop.Contracts.dll", files);
        Assert.DoesNotContain("Forlop.Plugins.Boundary.dll", files);
    }

    private static SortedDictionary<string, string> Contents(string folder) =>
        new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText), StringComparer.Ordinal);

    private async Task RunsAsync(string id, string folder)
    {
        var data = Path.Combine(packed.Root, $"data-{id}");
        using var sidecar = ForlopProcess.Start("serve", "--data", data, "--key", $"{data}.key", "--listen", "none", "--plugins", Path.Combine(folder, "built"), "--simulated-clock", "2026-01-12");
        await sidecar.Listening;
        var (approved, said) = await ForlopProcess.RunAsync("plugin", "approve", id, "--yes", "--data", data);
        Assert.True(approved == 0, said);
        Assert.Contains($"{id} 1.0.0  running in a process of its own", said, StringComparison.Ordinal);
        if (File.Exists(Path.Combine(folder, "ask.yaml")))
        {
            var (asked, answer) = await ForlopProcess.RunAsync("scenario", "run", Path.Combine(folder, "ask.yaml"), "--data", data);
            Assert.True(asked == 0, answer);
        }

        Assert.Equal(0, await sidecar.StopAsync());
    }
}
