using System.Text.Json;
using System.Text.RegularExpressions;
using Forlop.Host.Plugins;

namespace Forlop.Host.Tests.Scaffold;

/// <summary>What `forlop plugin new` writes, and what it refuses.</summary>
public sealed class PluginTemplateTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("forlop-new-").FullName;

    private string Target => Path.Combine(root, "made");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("routing", "Routing")]
    [InlineData("filing", "Filing")]
    [InlineData("fagsystem", "CaseSystem")]
    [InlineData("intake", "Intake")]
    public void Every_name_in_what_is_made_is_the_plugins_own(string kind, string type)
    {
        PluginTemplate.Make(kind, "tjeneste-nabovik", Target, feed: null);

        var files = Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Target, file), File.ReadAllText);
        Assert.DoesNotContain(files, file => Regex.IsMatch(file.Key + file.Value, "my-plugin|MyPlugin|SDK_VERSION|FEED_FOLDER|tmpl", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain("nuget.config", files.Keys);
        Assert.Contains($"[Plugin(\"tjeneste-nabovik\", \"1.0.0\")]\npublic sealed class {type} : ", files[$"plugin/{type}.cs"], StringComparison.Ordinal);
        Assert.Contains($"\"type\": \"TjenesteNabovikAddon.{type}\"", files["plugin/plugin.json"], StringComparison.Ordinal);
        Assert.Contains($"Include=\"Forlop.Plugins.Sdk\" Version=\"{PluginTemplate.SdkVersion}\"", files["plugin/tjeneste-nabovik.csproj"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_routing_plugin_begins_with_one_class_of_twenty_lines()
    {
        PluginTemplate.Make("routing", "routing-nabovik", Target, feed: null);

        var source = File.ReadAllText(Path.Combine(Target, "plugin", "Routing.cs"));
        Assert.InRange(source[source.IndexOf("[Plugin(", StringComparison.Ordinal)..].Trim().Split('\n').Length, 1, 20);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Target, "plugin"), "*.cs"));
    }

    [Fact]
    public void A_folder_of_packages_is_named_in_nuget_config()
    {
        var feed = Directory.CreateDirectory(Path.Combine(root, "a & b")).FullName;

        PluginTemplate.Make("routing", "routing-nabovik", Target, feed);

        Assert.Contains($"value=\"{Path.Combine(root, "a &amp; b")}\"", File.ReadAllText(Path.Combine(Target, "nuget.config")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table", "routing-nabovik", "routing, filing, fagsystem, intake")]
    [InlineData("routing", "Routing", "lower-case letters")]
    [InlineData("routing", "routing--nabovik", "lower-case letters")]
    [InlineData("routing", "../nabovik", "lower-case letters")]
    [InlineData("routing", "nabovik\n", "lower-case letters")]
    [InlineData("routing", "", "lower-case letters")]
    [InlineData("routing", "con", "device")]
    [InlineData("routing", "nul", "device")]
    [InlineData("routing", "a0123456789012345678901234567890123456789012345678901234567890123", "at most 64")]
    public void What_cannot_be_a_plugin_is_refused_and_nothing_is_made(string kind, string name, string said)
    {
        Assert.Contains(said, Assert.Throws<ConfigurationException>(() => PluginTemplate.Make(kind, name, Target, feed: null)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    // A namespace hides every type that has its name.
    [Fact]
    public void A_namespace_is_called_as_no_type_is()
    {
        var called = typeof(Forlop.Contracts.V1.Actor).Assembly.GetExportedTypes().Concat(typeof(FactAttribute).Assembly.GetExportedTypes()).Concat(typeof(Assert).Assembly.GetExportedTypes()).Concat(typeof(Task).Assembly.GetExportedTypes());
        foreach (var id in new[] { "task", "assert", "stage", "timestamp" })
        {
            PluginTemplate.Make("filing", id, Path.Combine(root, id), feed: null);
            Assert.Contains($"namespace {char.ToUpperInvariant(id[0])}{id[1..]}Addon;", File.ReadAllText(Path.Combine(root, id, "plugin", "Filing.cs")), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(called, type => type.Name.EndsWith("Addon", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_folder_is_filled()
    {
        Directory.CreateDirectory(Target);
        PluginTemplate.Make("routing", "routing-nabovik", Target, feed: null);

        Assert.True(File.Exists(Path.Combine(Target, "plugin", "plugin.json")));
    }

    [Fact]
    public async Task What_is_there_already_stays_as_it_is_and_the_program_ends_with_2()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, "mine.txt"), "mine");

        var (exitCode, output) = await ForlopProcess.RunAsync("plugin", "new", "routing", "routing-nabovik", "--output", Target);

        Assert.Equal(2, exitCode);
        Assert.Contains("is there already", output, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Target, "mine.txt")], Directory.EnumerateFileSystemEntries(Target));
        Assert.Contains("--feed", Assert.Throws<ConfigurationException>(() => PluginTemplate.Make("routing", "routing-nabovik", Path.Combine(root, "other"), Path.Combine(root, "no-feed"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_is_what_the_schema_says()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(RepositoryFolder.Combine("contracts", "plugin.schema.json")));
        var pattern = schema.RootElement.GetProperty("properties").GetProperty("id").GetProperty("pattern").GetString()!;

        Assert.Equal($@"\A{pattern[1..^1]}\z", PluginTemplate.IdPattern().ToString());
    }

    [Fact]
    public void Its_tests_take_the_versions_that_this_repository_takes()
    {
        var central = File.ReadAllText(RepositoryFolder.Combine("Directory.Packages.props"));
        PluginTemplate.Make("routing", "routing-nabovik", Target, feed: null);

        var taken = Regex.Matches(File.ReadAllText(Path.Combine(Target, "tests", "routing-nabovik.Tests.csproj")), "Include=\"[^\"]+\" Version=\"[^\"]+\"", RegexOptions.None, TimeSpan.FromSeconds(5));
        Assert.Equal(3, taken.Count);
        Assert.All(taken, package => Assert.Contains(package.Value, central, StringComparison.Ordinal));
    }
}
