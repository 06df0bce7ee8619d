using System.Text.Json.Nodes;

namespace Forlop.PluginHost.Tests;

public sealed class BuiltFolderTests
{
    public static TheoryData<string> Programs => ["plugins/routing-table", "test-plugins/routing-sample", "test-plugins/routing-odd"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_built_program_has_its_own_protobuf_and_never_the_boundary(string folder)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Folders.Artifacts, folder)).Select(Path.GetFileName).ToList();

        Assert.Contains("Google.Protobuf.dll", files);
        Assert.Contains("Forlop.Contracts.dll", files);
        Assert.DoesNotContain("Forlop.Plugins.Boundary.dll", files);
        Assert.DoesNotContain(files, file => file!.Contains(".runtimeconfig.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_contacts_are_the_only_file_without_a_hash()
    {
        var folder = Path.Combine(Folders.Plugins, "routing-havnes");
        var hashed = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "plugin.json")))!["files"]!.AsObject().Select(file => file.Key);

        Assert.Equal(["contacts.yaml", "plugin.json"], Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Except(hashed).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_names_the_members_that_the_host_reads()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Folders.Repository, "contracts/plugin.schema.json")))!;

        Assert.Equal(
            ManifestJson.Default.PluginManifest.Properties.Select(property => property.Name).Order(StringComparer.Ordinal),
            schema["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_runs_is_a_private_copy_that_cannot_be_written_to()
    {
        if (OperatingSystem.IsWindows())
            return; // Its folders inherit who may write from the one that the operator chose.
        using var folders = Folders.With("routing-sample");
        await using var house = await folders.OpenAsync();

        var run = Directory.EnumerateDirectories(folders.Options.StagingDirectory).Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(run));
        foreach (var file in Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
    }
}
