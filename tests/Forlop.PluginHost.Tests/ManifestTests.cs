using System.Text.Json.Nodes;

namespace Forlop.PluginHost.Tests;

/// <summary>What a manifest may say: every kind, every way to run, and what each may not.</summary>
public sealed class ManifestTests
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("routing")]
    [InlineData("filing")]
    [InlineData("fagsystem")]
    [InlineData("intake")]
    public void Each_of_the_four_kinds_is_known(string kind) => Assert.Equal([kind], Read(manifest => Kind(manifest, kind)).Kinds);

    [Theory]
    [InlineData("""["telepathy"]""")]
    [InlineData("""[]""")]
    [InlineData("""["routing", "filing"]""")] // One folder, one plugin, one reason to exist.
    public void Another_kind_is_not(string kinds) => Refuses(manifest => manifest["kinds"] = JsonNode.Parse(kinds), "kinds");

    [Theory]
    [InlineData("""["bin/plugin", "--quiet"]""")] // a file of the package
    [InlineData("""["python3", "../anything is only an argument"]""")] // a program of the machine
    public void A_command_is_a_file_of_the_package_or_a_program_of_the_machine(string command) =>
        Assert.NotEmpty(Read(manifest => Command(manifest, command)).Command!);

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[""]""")]
    [InlineData("""["/usr/bin/python3"]""")]
    [InlineData("""["../plugin"]""")]
    [InlineData("""["bin/other"]""")] // not a file of the package
    [InlineData("""["python3", "a\u0000b"]""")]
    [InlineData("""["python3", "a\nb"]""")]
    public void A_command_that_could_be_anything_is_refused(string command) => Refuses(manifest => Command(manifest, command), "command");

    [Fact]
    public void A_plugin_runs_in_exactly_one_way()
    {
        Refuses(manifest => manifest["command"] = new JsonArray("python3"), "command");
        Refuses(manifest => manifest["engine"] = "routing-table", "engine");
        Refuses(manifest => manifest.Remove("entry"), "entry");
    }

    [Theory]
    [InlineData("routing", null, FailurePolicy.Reject)]
    [InlineData("filing", null, FailurePolicy.Park)]
    [InlineData("fagsystem", null, FailurePolicy.Park)]
    [InlineData("intake", null, FailurePolicy.Park)]
    [InlineData("routing", "skip", FailurePolicy.Skip)]
    [InlineData("routing", "park", FailurePolicy.Park)]
    [InlineData("filing", "reject", FailurePolicy.Reject)]
    internal void What_happens_when_it_is_down_is_said_or_follows_from_the_kind(string kind, string? said, FailurePolicy policy) =>
        Assert.Equal(policy, FailurePolicies.Of(Read(manifest => Policy(manifest, kind, said))));

    [Theory]
    [InlineData("filing", "skip")]
    [InlineData("fagsystem", "skip")]
    [InlineData("intake", "skip")]
    [InlineData("routing", "ignore")]
    [InlineData("routing", "")]
    public void Nothing_that_was_acknowledged_may_be_skipped(string kind, string said) => Refuses(manifest => Policy(manifest, kind, said), "failurePolicy");

    [Theory]
    [InlineData("arkiv.kommune.no:443")]
    [InlineData("10.0.0.7:8080")]
    [InlineData("[2001:db8::7]:443")]
    public void A_host_is_a_name_or_an_address_with_its_port(string host) => Assert.Equal([host], Read(manifest => manifest["network"] = new JsonArray(host)).Network);

    [Theory]
    [InlineData("arkiv.kommune.no")]
    [InlineData("*.kommune.no:443")]
    [InlineData("https://arkiv.kommune.no:443")]
    [InlineData("arkiv.kommune.no:0")]
    [InlineData("arkiv.kommune.no:65536")]
    [InlineData("Arkiv.kommune.no:443")]
    [InlineData("arkiv kommune:443")]
    [InlineData("")]
    public void Anything_else_is_no_host(string host) => Refuses(manifest => manifest["network"] = new JsonArray(host), "network");

    // It would be sent nothing but empty documents, and one that does not look would say that they are filed.
    [Theory]
    [InlineData("[]")]
    [InlineData("""["FilingHeader.title"]""")]
    public void An_archive_that_does_not_ask_for_the_document_itself_is_refused_and_told_what_to_ask_for(string fields)
    {
        var why = Assert.Throws<LeftOutException>(() => Read(manifest => (manifest["kinds"], manifest["dataFields"]) = (new JsonArray("filing"), JsonNode.Parse(fields)))).Why;

        Assert.All([why.Nb, why.Nn], sentence => Assert.Contains("«content»", sentence, StringComparison.Ordinal));
        Assert.Contains("Den som har laget tillegget", why.Nb, StringComparison.Ordinal);
        Assert.Throws<LeftOutException>(() => Read(manifest => manifest["kinds"] = new JsonArray("filing")));
        Assert.Equal(["fagsystem"], Read(manifest => (manifest["kinds"], manifest["dataFields"]) = (new JsonArray("fagsystem"), new JsonArray())).Kinds);
    }

    private static void Command(JsonObject manifest, string command)
    {
        manifest.Remove("entry");
        manifest["command"] = JsonNode.Parse(command);
    }

    private static void Kind(JsonObject manifest, string kind)
    {
        manifest["kinds"] = new JsonArray(kind);
        if (kind == PluginKinds.Filing)
            manifest["dataFields"] = new JsonArray("content");
    }

    private static void Policy(JsonObject manifest, string kind, string? policy)
    {
        Kind(manifest, kind);
        if (policy is not null)
            manifest["failurePolicy"] = policy;
    }

    private static void Refuses(Action<JsonObject> edit, string member)
    {
        var why = Assert.Throws<LeftOutException>(() => Read(edit)).Why;
        Assert.Contains($"«{member}»", why.Nb, StringComparison.Ordinal);
        Assert.Contains($"«{member}»", why.Nn, StringComparison.Ordinal);
    }

    private static PluginManifest Read(Action<JsonObject> edit)
    {
        var manifest = new JsonObject
        {
            ["id"] = "prove",
            ["version"] = "1.0.0",
            ["kinds"] = new JsonArray("routing"),
            ["contract"] = new JsonObject { ["min"] = "1.0", ["max"] = "1.0" },
            ["entry"] = new JsonObject { ["assembly"] = "Prove.dll", ["type"] = "Prove.Plugin" },
            ["files"] = new JsonObject { ["Prove.dll"] = Hash, ["bin/plugin"] = Hash },
        };
        edit(manifest);
        using var folders = new Folders();
        File.WriteAllText(Path.Combine(folders.Root, "plugin.json"), manifest.ToJsonString());
        using var package = Package.Open(folders.Root);
        return ManifestReader.Read(package);
    }
}
