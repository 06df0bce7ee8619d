using System.Text.Json.Nodes;
using NJsonSchema;

namespace Forlop.PluginHost.Tests;

/// <summary>The schema that authors' editors read takes what the host takes, and refuses what it refuses.</summary>
public sealed class SchemaTests
{
    private static readonly Task<JsonSchema> Schema = JsonSchema.FromFileAsync(Path.Combine(Folders.Repository, "contracts/plugin.schema.json"));

    public static TheoryData<string> Manifests =>
    [
        .. new[] { "plugins", "tests/TestPlugins", "artifacts/plugins", "artifacts/test-plugins" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Folders.Repository, folder), "plugin.json", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Folders.Repository, file)),
    ];

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task Every_manifest_of_ours_follows_it(string file) => Assert.Empty((await Schema).Validate(await File.ReadAllTextAsync(Path.Combine(Folders.Repository, file))));

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{ "network": ["arkiv.kommune.no:443", "[2001:db8::7]:8443"], "failurePolicy": "skip", "dataFields": ["age_years"] }""", true)]
    [InlineData("""{ "entry": null, "command": ["python3", "plugin.py"], "kinds": ["filing"], "failurePolicy": "park", "dataFields": ["FilingHeader.title", "content"] }""", true)]
    [InlineData("""{ "kinds": ["filing"] }""", false)]
    [InlineData("""{ "kinds": ["filing"], "dataFields": [] }""", false)]
    [InlineData("""{ "kinds": ["filing"], "dataFields": ["FilingHeader.title"] }""", false)]
    [InlineData("""{ "entry": null, "engine": "routing-table", "data": { "table": "routing.yaml" } }""", true)]
    [InlineData("""{ "entry": null }""", false)]
    [InlineData("""{ "command": ["python3"] }""", false)]
    [InlineData("""{ "entry": null, "command": [] }""", false)]
    [InlineData("""{ "entry": null, "command": ["python3", "a\nb"] }""", false)]
    [InlineData("""{ "entry": null, "engine": "routing-table", "data": { "table": "routing.yaml" }, "tenants": null }""", false)]
    [InlineData("""{ "id": "Prøve" }""", false)]
    [InlineData("""{ "version": "1.0" }""", false)]
    [InlineData("""{ "kinds": ["telepathy"] }""", false)]
    [InlineData("""{ "kinds": ["routing", "filing"] }""", false)]
    [InlineData("""{ "contract": { "min": "1", "max": "1.0" } }""", false)]
    [InlineData("""{ "network": ["*.kommune.no:443"] }""", false)]
    [InlineData("""{ "failurePolicy": "ignore" }""", false)]
    [InlineData("""{ "tenant": "havnes" }""", false)]
    public async Task Schema_and_host_agree(string change, bool taken)
    {
        var manifest = JsonNode.Parse("""
            { "id": "prove", "version": "1.0.0", "kinds": ["routing"], "contract": { "min": "1.0", "max": "1.0" }, "tenants": ["havnes"],
              "entry": { "assembly": "Prove.dll", "type": "Prove.Plugin" }, "files": { "Prove.dll": "0000000000000000000000000000000000000000000000000000000000000000" } }
            """)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            manifest.Remove(name);
            if (value is not null)
                manifest[name] = value.DeepClone();
        }

        var text = manifest.ToJsonString();
        using var folders = new Folders();
        await File.WriteAllTextAsync(Path.Combine(folders.Root, "plugin.json"), text);
        using var package = Package.Open(folders.Root);

        Assert.Equal(taken, (await Schema).Validate(text).Count == 0);
        Assert.Equal(taken, Record.Exception(() => ManifestReader.Read(package)) is null);
    }
}
