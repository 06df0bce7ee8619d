using System.Text.Json.Nodes;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests;

/// <summary>What did not come with the release waits until an operator has approved what it asks for.</summary>
[Trait("Must", "PN-1")]
public sealed class ApprovalTests : IDisposable
{
    private readonly Folders folders = Folders.With("routing-table");
    private readonly Dictionary<string, PluginDecision> decisions = [];

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task Data_waits_until_it_is_approved_and_says_what_it_asks_for_and_how_it_is_approved()
    {
        folders.Add("routing-havnes", shipped: false);
        await using var house = await OpenAsync();

        var waiting = house.StatusOf("routing-havnes")!;
        Assert.Equal(PluginState.WaitingForApproval, waiting.State);
        Assert.Contains("age_years", waiting.Asks.DataFields);
        Assert.Equal(["havnes"], waiting.Asks.Tenants);
        Assert.Null(waiting.Approved);
        Assert.Contains("forlop plugin approve routing-havnes", waiting.Problem.Nb, StringComparison.Ordinal);
        Assert.Contains("age_years", waiting.Problem.Nn, StringComparison.Ordinal);
        Assert.Empty(house.RoutingFor("havnes"));
        Assert.Contains("forlop plugin approve", house.WhyNoRouting("havnes").Nb, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateDirectories(Directory.EnumerateDirectories(folders.Options.StagingDirectory).Single())); // the engine's

        await ApproveAsync(house, "routing-havnes");

        Assert.Equal(PluginState.Running, house.StatusOf("routing-havnes")!.State);
        Assert.Single(house.RoutingFor("havnes"));
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    public async Task A_new_phone_number_and_a_new_rule_need_no_new_approval()
    {
        var folder = folders.Add("routing-havnes", shipped: false);
        Approve("routing-havnes");
        await File.AppendAllTextAsync(Path.Combine(folder, "contacts.yaml"), "\n# ringt 3. mars\n");
        await File.AppendAllTextAsync(Path.Combine(folder, "routing.yaml"), "\n# samme regler\n");
        Folders.Reseal(folder, "routing.yaml");
        await using var house = await OpenAsync();

        var running = house.StatusOf("routing-havnes")!;
        Assert.Equal((PluginState.Running, null), (running.State, running.Problem));
        Assert.NotEqual(decisions["routing-havnes"].Approval!.PackageSha256, running.PackageSha256);
    }

    [Theory]
    [InlineData("dataFields", "care_basis")]
    [InlineData("network", "arkiv.example.no:443")]
    [InlineData("tenants", "skogli")]
    public async Task Data_that_asks_for_more_waits_again_and_the_difference_is_shown(string member, string more)
    {
        var folder = folders.Add("routing-havnes", shipped: false);
        Approve("routing-havnes");
        Folders.Edit(folder, manifest =>
        {
            manifest["version"] = "1.1.0";
            manifest[member] = new JsonArray([.. (manifest[member]?.AsArray() ?? []).Select(name => (JsonNode)name!.GetValue<string>()), more]);
            manifest["dataFields"]!.AsArray().RemoveAt(0);
        });
        await using var house = await OpenAsync();

        var waiting = house.StatusOf("routing-havnes")!;
        Assert.Equal((PluginState.WaitingForApproval, "1.0.0", "1.1.0"), (waiting.State, waiting.ApprovedVersion, waiting.Version));
        Assert.Equal([more], [.. waiting.NewlyAsked.DataFields, .. waiting.NewlyAsked.Network, .. waiting.NewlyAsked.Tenants]);
        Assert.Equal(["age_years"], [.. waiting.NoLongerAsked.DataFields, .. waiting.NoLongerAsked.Network, .. waiting.NoLongerAsked.Tenants]);
        Assert.Contains(more, waiting.Problem.Nb, StringComparison.Ordinal);
        Assert.Empty(house.RoutingFor("havnes"));
    }

    [Fact]
    public async Task A_program_is_approved_as_exactly_that_package()
    {
        var folder = folders.Add("routing-sample", shipped: false);
        Approve("routing-sample");
        Folders.Edit(folder, manifest => manifest["$schema"] = "changed");
        await using var house = await OpenAsync();

        Assert.Equal(PluginState.WaitingForApproval, house.StatusOf("routing-sample")!.State);
        Assert.Contains("ingenting mer", house.StatusOf("routing-sample")!.Problem.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_asks_for_another_host_names_it_and_the_one_that_was_approved_stays_approved()
    {
        var folder = folders.Add("routing-sample", shipped: false);
        Folders.Edit(folder, manifest => manifest["network"] = new JsonArray("register.example.no:443"));
        Approve("routing-sample");
        Assert.Equal(["register.example.no:443"], decisions["routing-sample"].Approval!.Rights.Network);
        Folders.Edit(folder, manifest => manifest["network"]!.AsArray().Add("arkiv.example.no:443"));
        await using var house = await OpenAsync();

        var waiting = house.StatusOf("routing-sample")!;
        Assert.Equal(["arkiv.example.no:443"], waiting.NewlyAsked.Network);
        Assert.Contains("nettadresser: arkiv.example.no:443.", waiting.Problem.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_the_operator_puts_into_the_sidecars_process_waits_until_that_too_was_approved()
    {
        folders.Add("routing-sample", shipped: false);
        Approve("routing-sample");
        await using var house = await OpenAsync(inProcess: "routing-sample");

        var waiting = house.StatusOf("routing-sample")!;
        Assert.Equal((PluginState.WaitingForApproval, true), (waiting.State, waiting.NewlyAsked.InProcess));
        Assert.Contains("å kjøre i Forløps egen prosess", waiting.Problem.Nb, StringComparison.Ordinal);
        Assert.Contains("å køyre i Forløp sin eigen prosess", waiting.Problem.Nn, StringComparison.Ordinal);

        var approval = folders.Approved("routing-sample").Approval!;
        await DecideAsync(house, "routing-sample", new PluginDecision { Approval = approval with { Rights = waiting.Asks } });

        Assert.Equal((PluginState.Running, PluginLevel.InProcess), (house.StatusOf("routing-sample")!.State, house.StatusOf("routing-sample")!.Level));
    }

    [Fact]
    public async Task Data_brings_no_engine_into_the_sidecars_process_that_was_not_approved_for_it()
    {
        await using var house = await OpenWithItsOwnEngineAsync();

        Assert.Equal(PluginState.LeftOut, house.StatusOf("routing-havnes")!.State);
        Assert.Contains("--plugin-level routing-table=in-process", house.StatusOf("routing-havnes")!.Problem.Nb, StringComparison.Ordinal);
    }

    // Otherwise the bytes that somebody else was asked about would bring their right to these.
    [Fact]
    public async Task Code_comes_into_the_sidecars_process_by_the_approval_of_its_own_bytes_alone()
    {
        await using var house = await OpenWithItsOwnEngineAsync();
        var approval = decisions["routing-table"].Approval!;

        decisions["routing-table"] = new PluginDecision { Approval = approval with { PackageSha256 = new string('0', 64), Rights = new PluginRights { InProcess = true } } };
        await house.ReloadAsync("routing-havnes");
        Assert.Equal(PluginState.LeftOut, house.StatusOf("routing-havnes")!.State);

        decisions["routing-table"] = new PluginDecision { Approval = approval with { Rights = new PluginRights { InProcess = true } } };
        await house.ReloadAsync("routing-havnes");
        Assert.Equal((PluginState.Running, PluginLevel.InProcess), (house.StatusOf("routing-havnes")!.State, house.StatusOf("routing-havnes")!.Level));
    }

    [Fact]
    public async Task A_table_that_would_run_on_another_engine_waits_for_approval()
    {
        var folder = folders.Add("routing-havnes", shipped: false);
        Approve("routing-havnes");
        Folders.Edit(folder, manifest => manifest["engine"] = "routing-other");
        await using var house = await OpenAsync();

        Assert.Equal(PluginState.WaitingForApproval, house.StatusOf("routing-havnes")!.State);
    }

    [Fact]
    public async Task What_is_broken_is_told_as_broken_and_not_offered_for_approval()
    {
        var folder = folders.Add("routing-havnes", shipped: false);
        await File.AppendAllTextAsync(Path.Combine(folder, "routing.yaml"), "#");
        await using var house = await OpenAsync();

        var broken = house.StatusOf("routing-havnes")!;
        Assert.Equal((PluginState.LeftOut, null), (broken.State, broken.Asks));
    }

    [Fact]
    public async Task A_plugin_that_is_disabled_stops_at_once_and_runs_again_when_it_is_enabled_and_so_does_what_its_engine_runs()
    {
        folders.Add("routing-havnes");
        await using var house = await OpenAsync();
        Assert.Single(house.RoutingFor("havnes"));

        await DecideAsync(house, "routing-table", new PluginDecision { Disabled = true });
        Assert.Equal((PluginState.Disabled, PluginState.LeftOut), (house.StatusOf("routing-table")!.State, house.StatusOf("routing-havnes")!.State));
        Assert.Empty(house.RoutingFor("havnes"));

        await DecideAsync(house, "routing-table", PluginDecision.None);
        await DecideAsync(house, "routing-havnes", new PluginDecision { Disabled = true });
        Assert.Equal((PluginState.Running, PluginState.Disabled), (house.StatusOf("routing-table")!.State, house.StatusOf("routing-havnes")!.State));
        Assert.Contains("forlop plugin enable routing-havnes", house.StatusOf("routing-havnes")!.Problem.Nb, StringComparison.Ordinal);

        await DecideAsync(house, "routing-havnes", PluginDecision.None);
        Assert.Single(house.RoutingFor("havnes"));
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    [Trait("Must", "PN-2")]
    public async Task What_is_dropped_in_is_seen_without_a_stop_and_what_was_exchanged_after_the_approval_waits()
    {
        await using var house = await OpenAsync();
        var folder = folders.Add("routing-sample", shipped: false);
        await house.RescanAsync();
        Assert.Equal(PluginState.WaitingForApproval, house.StatusOf("routing-sample")!.State);

        Approve("routing-sample");
        Folders.Edit(folder, manifest => manifest["$schema"] = "exchanged");
        await house.ReopenAsync("routing-sample");
        Assert.Equal(PluginState.WaitingForApproval, house.StatusOf("routing-sample")!.State);

        var running = house.StatusOf("routing-table");
        await house.RescanAsync();
        Assert.Equal(running, house.StatusOf("routing-table"));
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    public async Task An_archive_is_inspected_approved_and_run_like_a_folder()
    {
        var folder = folders.Add("routing-havnes", shipped: false);
        System.IO.Compression.ZipFile.CreateFromDirectory(folder, $"{folder}.zip");
        Assert.Equal(PluginPackage.Inspect(folder), PluginPackage.Inspect($"{folder}.zip"));
        Directory.Delete(folder, recursive: true);
        await using var house = await OpenAsync();

        Assert.Equal(PluginState.WaitingForApproval, house.StatusOf("routing-havnes")!.State);
        await ApproveAsync(house, "routing-havnes");

        Assert.Single(house.RoutingFor("havnes"));
    }

    // An engine that did not ship, approved as a worker, and data that the operator puts into the sidecar's process.
    private Task<PluginHouse> OpenWithItsOwnEngineAsync()
    {
        Directory.Delete(Path.Combine(folders.Shipped, "routing-table"), recursive: true);
        folders.Add("routing-table", shipped: false);
        folders.Add("routing-havnes", shipped: false);
        Approve("routing-table");
        Approve("routing-havnes");
        return OpenAsync(inProcess: "routing-havnes");
    }

    private Task<PluginHouse> OpenAsync(string inProcess = "") => folders.OpenAsync(options => options with
    {
        Decisions = id => decisions.GetValueOrDefault(id, PluginDecision.None),
        Levels = inProcess.Length > 0 ? new Dictionary<string, PluginLevel> { [inProcess] = PluginLevel.InProcess } : options.Levels,
    });

    private Task ApproveAsync(PluginHouse house, string id) => DecideAsync(house, id, folders.Approved(id));

    private void Approve(string id) => decisions[id] = folders.Approved(id);

    private Task DecideAsync(PluginHouse house, string id, PluginDecision decision)
    {
        decisions[id] = decision;
        return house.ReopenAsync(id);
    }
}
