using System.Text.Json.Nodes;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests;

/// <summary>Each broken folder is left out with a sentence that names the trouble, while the sound one beside it runs.</summary>
public sealed class LeftOutTests
{
    [Fact]
    public Task A_folder_without_a_manifest() => IsLeftOut(folder => File.Delete(At(folder, "plugin.json")), "ingen plugin.json");

    [Fact]
    public Task A_manifest_that_is_not_json() => IsLeftOut(folder => File.WriteAllText(At(folder, "plugin.json"), "{\n  \"id\": }"), "linje 2");

    [Fact]
    public Task A_manifest_with_a_member_that_nobody_knows() => IsLeftOut(Edited(manifest => manifest["tenant"] = "havnes"), "tenant");

    [Fact]
    public Task A_manifest_without_a_list_of_files() => IsLeftOut(Edited(manifest => manifest.Remove("files")), "files");

    [Theory]
    [InlineData("../routing-sample/plugin.json")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a\\..\\b")]
    public Task A_manifest_that_names_a_file_outside_its_folder(string name) => IsLeftOut(Edited(manifest => manifest["files"]![name] = new string('0', 64)), name);

    [Fact]
    public Task A_file_that_was_changed() => IsLeftOut(folder => File.AppendAllText(At(folder, "RoutingOdd.deps.json"), " "), "RoutingOdd.deps.json");

    [Fact]
    public Task A_file_that_is_missing() => IsLeftOut(folder => File.Delete(At(folder, "RoutingOdd.deps.json")), "RoutingOdd.deps.json");

    [Fact]
    public Task A_file_that_the_manifest_does_not_name() => IsLeftOut(folder => File.WriteAllText(At(folder, "extra.dll"), ""), "extra.dll");

    // Else whoever can write the file changes what was approved under the same hash.
    [Theory]
    [InlineData("RoutingOdd.dll")]
    [InlineData("RoutingOdd.deps.json")]
    [InlineData("numbers.txt")]
    public Task A_program_whose_contacts_have_no_hash(string file) => IsLeftOut(
        folder =>
        {
            File.AppendAllText(At(folder, file), " ");
            Folders.Edit(folder, manifest => manifest["data"] = new JsonObject { ["contacts"] = file });
        },
        file);

    [Theory]
    [InlineData("contacts", "contacts.yaml", "filing")]
    [InlineData("other", "contacts.yaml", "routing")]
    [InlineData("table", "routing.yaml", "routing")]
    public async Task Data_whose_contacts_are_more_than_a_routing_tables_phone_numbers(string role, string file, string kind)
    {
        using var folders = Folders.With("routing-table");
        var folder = folders.Add("routing-havnes");
        File.AppendAllText(At(folder, file), "\n# exchanged\n");
        if (file != "contacts.yaml")
            File.Delete(At(folder, "contacts.yaml"));
        Folders.Edit(folder, manifest =>
        {
            manifest["kinds"] = new JsonArray(kind);
            manifest["dataFields"] = kind == "filing" ? new JsonArray("content") : new JsonArray();
            manifest["data"]!["contacts"] = file;
            manifest["data"]![role] = file;
        });
        await using var house = await folders.OpenAsync();

        var status = house.StatusOf("routing-havnes")!;
        Assert.Equal(PluginState.LeftOut, status.State);
        Assert.Contains($"«{file}»", status.Problem.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contacts_that_the_manifest_vouches_for_and_that_are_others()
    {
        using var folders = Folders.With("routing-table");
        var folder = folders.Add("routing-havnes");
        Folders.Edit(folder, manifest => manifest["files"]!["contacts.yaml"] = new string('0', 64));
        await using var house = await folders.OpenAsync();

        var status = house.StatusOf("routing-havnes")!;
        Assert.Equal(PluginState.LeftOut, status.State);
        Assert.Contains("«contacts.yaml»", status.Problem.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_link_in_place_of_a_file() => IsLeftOut(
        folder =>
        {
            File.Delete(At(folder, "RoutingOdd.deps.json"));
            File.CreateSymbolicLink(At(folder, "RoutingOdd.deps.json"), "/etc/hosts");
        },
        "lenke");

    // To open one waits for a writer, who never comes.
    [Fact]
    public async Task A_named_pipe_in_place_of_a_file_or_of_an_archive()
    {
        await IsLeftOut(
            folder =>
            {
                File.Delete(At(folder, "RoutingOdd.deps.json"));
                MakePipe(At(folder, "RoutingOdd.deps.json"));
            },
            "navngitt rør");
        using var folders = new Folders();
        Directory.CreateDirectory(folders.Other);
        MakePipe(At(folders.Other, "pipe.zip"));
        await using var house = await folders.OpenAsync(options => options with { Decisions = _ => PluginDecision.None });

        Assert.Contains("namngitt røyr", house.Statuses.Single().Problem.Nn, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_program_without_its_own_protobuf() => IsLeftOut(
        folder =>
        {
            File.Delete(At(folder, "Google.Protobuf.dll"));
            Folders.Edit(folder, manifest => manifest["files"]!.AsObject().Remove("Google.Protobuf.dll"));
        },
        "Google.Protobuf.dll");

    [Fact]
    public Task A_program_that_brings_the_boundary() => IsLeftOut(
        folder =>
        {
            File.Copy(At(folder, "RoutingOdd.deps.json"), At(folder, "Forlop.Plugins.Boundary.dll"));
            Folders.Edit(folder, manifest => manifest["files"]!["Forlop.Plugins.Boundary.dll"] = manifest["files"]!["RoutingOdd.deps.json"]!.GetValue<string>());
        },
        "Forlop.Plugins.Boundary.dll");

    [Theory]
    [InlineData("1.1", "1.4", "1.1–1.4")]
    [InlineData("2.0", "2.0", "2.0")]
    [InlineData("0.8", "0.9", "0.8–0.9")]
    [Trait("Must", "PL-4")]
    public Task A_contract_that_the_host_does_not_speak_names_both_versions(string min, string max, string named) =>
        IsLeftOut(Edited(manifest => manifest["contract"] = new JsonObject { ["min"] = min, ["max"] = max }), named, "1.0–1.0", "oppgraderer|nyere utgave");

    [Fact]
    [Trait("Must", "PL-4")]
    public Task A_program_that_needs_a_newer_contract_than_its_manifest_says() => IsLeftOut(Entry("FromTheFuturePlugin"), "1.7–1.0");

    [Fact]
    [Trait("Must", "PL-3")]
    public Task A_program_of_another_version_than_its_manifest() => IsLeftOut(Entry("OtherVersionPlugin"), "1.0.0", "2.0.0");

    [Fact]
    [Trait("Must", "PL-5")]
    public Task A_program_that_refuses_its_settings() => IsLeftOut(Entry("RefusingPlugin"), "settings.yaml:7: Feil.");

    [Fact]
    public Task A_constructor_that_throws() => IsLeftOut(Entry("ThrowingConstructorPlugin"), nameof(InvalidOperationException));

    [Fact]
    public Task A_class_that_is_no_plugin() => IsLeftOut(Entry("NotAPlugin"), nameof(InvalidCastException));

    [Fact]
    public Task A_class_that_is_not_there() => IsLeftOut(Entry("Nowhere"), nameof(TypeLoadException));

    [Fact]
    public Task An_assembly_that_is_none() => IsLeftOut(Edited(manifest => manifest["entry"]!["assembly"] = "RoutingOdd.deps.json"), nameof(BadImageFormatException));

    [Fact]
    public async Task A_second_folder_with_the_same_id()
    {
        using var folders = Folders.With("routing-sample");
        folders.Add("routing-sample", "zzz");
        await using var house = await folders.OpenAsync();

        Assert.Equal([PluginState.Running, PluginState.LeftOut], house.Statuses.Select(status => status.State));
    }

    [Fact]
    public async Task Data_whose_engine_is_not_there()
    {
        using var folders = Folders.With("routing-havnes");
        await using var house = await folders.OpenAsync();

        Assert.Contains("routing-table", house.Statuses.Single().Problem.Nb, StringComparison.Ordinal);
        Assert.Contains("routing-havnes", house.WhyNoRouting("havnes").Nn, StringComparison.Ordinal);
    }

    private static Action<string> Edited(Action<JsonObject> edit) => folder => Folders.Edit(folder, edit);

    private static Action<string> Entry(string type) => Edited(manifest => manifest["entry"]!["type"] = $"RoutingOdd.{type}");

    private static void MakePipe(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    private static string At(string folder, string file) => Path.Combine(folder, file);

    private static async Task IsLeftOut(Action<string> damage, params string[] named)
    {
        using var folders = Folders.With("routing-sample");
        damage(folders.Add("routing-odd"));
        await using var house = await folders.OpenAsync();

        var left = house.Statuses.Single(status => status.PluginId == "routing-odd");
        Assert.Equal(PluginState.LeftOut, left.State);
        Assert.All(named, words => Assert.Contains(words.Split('|'), word => left.Problem.Nb.Contains(word, StringComparison.Ordinal)));
        Assert.DoesNotContain("Nordmann", left.Problem.Nb, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(left.Problem.Nn));
        Assert.Equal("routing-sample", house.RoutingFor("havnes").Single().Id);
        Assert.Empty(await house.CloseAsync());
    }
}
