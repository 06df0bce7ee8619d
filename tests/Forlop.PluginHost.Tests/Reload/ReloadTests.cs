using System.Text.Json.Nodes;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Tests.Reload;

/// <summary>What lies there takes over from what runs, or does not and says why.</summary>
[Trait("Must", "PN-5")]
public sealed class ReloadTests : IAsyncLifetime
{
    private const string Odd = "routing-odd";

    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic } };

    private readonly Folders folders = new();
    private readonly Dictionary<string, PluginDecision> decisions = [];
    private PluginHouse? house;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (house?.DisposeAsync() ?? ValueTask.CompletedTask);
        folders.Dispose();
    }

    [Fact]
    public async Task A_new_phone_number_takes_effect_for_whoever_holds_a_client_and_is_told_of_before()
    {
        folders.Add("routing-table");
        var folder = folders.Add("routing-havnes");
        await OpenAsync();
        var client = house!.Routing("routing-havnes");
        Assert.Equal("+47 00 00 00 12", await PhoneAsync(client));
        await house!.RescanAsync();
        Assert.Null(StatusOf("routing-havnes").Next);

        Replace(Path.Combine(folder, "contacts.yaml"), "+47 00 00 00 12", "+47 00 00 00 77");
        await house.RescanAsync();
        Assert.Equal(("1.0.0", null), (StatusOf("routing-havnes").Next.Version, StatusOf("routing-havnes").Next.Problem));
        Assert.Equal("+47 00 00 00 12", await PhoneAsync(client));

        Assert.Equal(new PluginReload(), await house.ReloadAsync("routing-havnes"));
        Assert.Equal("+47 00 00 00 77", await PhoneAsync(client));
        Assert.Null(StatusOf("routing-havnes").Next);
        Assert.Equal(2, StagedFolders());
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    public async Task A_changed_table_takes_effect_and_one_with_a_mistake_leaves_the_old_and_names_the_line()
    {
        folders.Add("routing-table");
        var folder = folders.Add("routing-havnes");
        await OpenAsync();

        Replace(Path.Combine(folder, "routing.yaml"), "ordinære tilbudet", "vanlige tilbudet");
        Folders.Reseal(folder, "routing.yaml");
        Assert.Equal(new PluginReload(), await house!.ReloadAsync("routing-havnes"));
        var answer = await AskAsync(house.Routing("routing-havnes"));
        Assert.Contains("vanlige tilbudet", answer.ToString(), StringComparison.Ordinal);

        await File.AppendAllTextAsync(Path.Combine(folder, "routing.yaml"), "\nnonsense: true\n");
        Folders.Reseal(folder, "routing.yaml");
        var kept = (await house.ReloadAsync("routing-havnes")).KeptBecause;
        Assert.Matches(@"routing\.yaml:\d+", kept!.Nb);
        Assert.Equal(kept, StatusOf("routing-havnes").Next.Problem);
        Assert.Equal(PluginState.Running, StatusOf("routing-havnes").State);
        Assert.Equal(answer, await AskAsync(house.Routing("routing-havnes")));
        await house.RescanAsync();
        Assert.Equal(kept, StatusOf("routing-havnes").Next.Problem);
    }

    [Fact]
    public async Task With_an_engine_goes_what_runs_on_it_and_the_code_before_is_out_of_memory()
    {
        folders.Add("routing-table");
        folders.Add("routing-havnes");
        folders.Add("routing-skogli");
        await OpenAsync();
        var (havnes, skogli) = (house!.Routing("routing-havnes"), house!.Routing("routing-skogli", "skogli"));

        Assert.Equal(new PluginReload(), await house!.ReloadAsync("routing-table"));

        Assert.NotEmpty((await AskAsync(havnes)).Suggestions);
        Assert.NotEmpty((await skogli.RouteAsync(new RouteRequest { TenantId = "skogli", Areas = { HealthArea.Somatic }, AgeYears = 7 })).Suggestions);
        Assert.Equal(3, StagedFolders());
        Assert.Empty(await house.CloseAsync());
    }

    [Theory]
    [InlineData("RefusingPlugin", "settings.yaml:7")]
    [InlineData("ThrowingConstructorPlugin", nameof(InvalidOperationException))]
    [InlineData("OtherVersionPlugin", "2.0.0")]
    [InlineData("SickPlugin", "Registeret svarer ikke.")]
    [InlineData("Nowhere", nameof(TypeLoadException))]
    public async Task One_that_fails_its_test_is_not_taken_into_use_and_says_what_failed(string type, string why)
    {
        var folder = folders.AddOdd("MirrorPlugin");
        await OpenAsync();
        Entry(folder, type);

        var reload = await house!.ReloadAsync(Odd);

        Assert.Contains(why, reload.KeptBecause!.Nb, StringComparison.Ordinal);
        Assert.DoesNotContain("Nordmann", reload.ToString(), StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(reload.KeptBecause.Nn));
        Assert.Equal((PluginState.Running, 0, reload.KeptBecause), (StatusOf(Odd).State, StatusOf(Odd).Restarts, StatusOf(Odd).Next.Problem));
        Assert.Single((await house.Routing(Odd).RouteAsync(Question)).Suggestions);
        Assert.Equal(1, StagedFolders());
        Assert.Empty(await house.CloseAsync());
    }

    [Fact]
    public async Task A_program_of_another_hash_waits_for_approval_with_the_difference_and_takes_over_once_it_has_it()
    {
        var folder = folders.Add("routing-sample", shipped: false);
        decisions["routing-sample"] = folders.Approved("routing-sample");
        await OpenAsync();
        var client = house!.Routing("routing-sample");
        var before = StatusOf("routing-sample").PackageSha256;
        Folders.Edit(folder, manifest => manifest["network"] = new JsonArray("arkiv.example.no:443"));

        var kept = (await house!.ReloadAsync("routing-sample")).KeptBecause;

        var next = StatusOf("routing-sample").Next;
        Assert.True(next.WaitsForApproval);
        Assert.Equal(["arkiv.example.no:443"], next.NewlyAsked.Network);
        Assert.Contains("arkiv.example.no:443", kept!.Nb, StringComparison.Ordinal);
        Assert.Equal(before, StatusOf("routing-sample").PackageSha256);
        Assert.Single((await client.RouteAsync(Question)).Suggestions);

        decisions["routing-sample"] = folders.Approved("routing-sample");
        Assert.Equal(new PluginReload(), await house.ReloadAsync("routing-sample"));
        Assert.Equal((next.PackageSha256, null), (StatusOf("routing-sample").PackageSha256, StatusOf("routing-sample").Next));
        Assert.Single((await client.RouteAsync(Question)).Suggestions);
    }

    [Fact]
    [Trait("Must", "PN-6")]
    public async Task A_call_that_had_begun_is_left_to_the_old_version_while_the_new_one_answers()
    {
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AppContext.SetData("routing-odd-let-go", letGo.Task);
        var folder = folders.AddOdd("HeldPlugin");
        await OpenAsync();
        var client = house!.Routing(Odd);
        var before = StatusOf(Odd).PackageSha256;
        var inHand = client.RouteAsync(Question).ResponseAsync;
        Entry(folder, "MirrorPlugin");

        var reload = house!.ReloadAsync(Odd);
        await Until.TrueAsync(() => StatusOf(Odd).PackageSha256 != before);
        Assert.NotEqual("Fordi.", (await client.RouteAsync(Question)).Suggestions.Single().Reason.Nb);
        Assert.False(inHand.IsCompleted || reload.IsCompleted);

        letGo.SetResult();
        Assert.Equal("Fordi.", (await inHand).Suggestions.Single().Reason.Nb);
        Assert.Equal(new PluginReload(), await reload);
    }

    [Fact]
    public async Task While_the_old_version_finishes_its_calls_others_may_look_and_whoever_stops_the_plugin_ends_them()
    {
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AppContext.SetData("routing-odd-let-go", letGo.Task);
        var folder = folders.AddOdd("HeldPlugin");
        await OpenAsync();
        var before = StatusOf(Odd).PackageSha256;
        var inHand = house!.Routing(Odd).RouteAsync(Question).ResponseAsync;
        Entry(folder, "MirrorPlugin");
        var reload = house!.ReloadAsync(Odd);
        await Until.TrueAsync(() => StatusOf(Odd).PackageSha256 != before);

        await house!.RescanAsync();
        Assert.False(inHand.IsCompleted || reload.IsCompleted);

        decisions[Odd] = new PluginDecision { Disabled = true };
        var disabled = house.ReopenAsync(Odd);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => inHand)).StatusCode);
        letGo.SetResult();
        await disabled;
        Assert.Equal((1, PluginState.Disabled), ((await reload).CallsCut, StatusOf(Odd).State));
    }

    [Fact]
    public async Task What_something_still_holds_in_memory_is_named_in_the_answer_and_in_the_list()
    {
        var folder = folders.AddOdd("LeakingPlugin");
        await OpenAsync();
        Entry(folder, "MirrorPlugin");

        var reload = await house!.ReloadAsync(Odd);

        Assert.Null(reload.KeptBecause);
        Assert.Contains("1.0.0", reload.Held!.Nb, StringComparison.Ordinal);
        Assert.Equal(["1.0.0"], StatusOf(Odd).VersionsHeld);
        Assert.Equal([Odd], await house.CloseAsync());
    }

    [Fact]
    public async Task One_that_does_not_run_is_opened_as_at_a_start_and_one_that_is_disabled_stays_so()
    {
        var folder = folders.AddOdd("ThrowingConstructorPlugin");
        await OpenAsync();
        Assert.Equal(PluginState.LeftOut, StatusOf(Odd).State);

        Entry(folder, "MirrorPlugin");
        Assert.Equal(new PluginReload(), await house!.ReloadAsync(Odd));
        Assert.Equal(PluginState.Running, StatusOf(Odd).State);

        decisions[Odd] = new PluginDecision { Disabled = true };
        await house.ReopenAsync(Odd);
        Assert.Contains("slått av", (await house.ReloadAsync(Odd)).KeptBecause!.Nb, StringComparison.Ordinal);
        Assert.Equal(PluginState.Disabled, StatusOf(Odd).State);
        Assert.Equal(0, StagedFolders());
    }

    [Fact]
    public async Task Another_plugin_that_was_put_in_its_place_is_named()
    {
        var folder = folders.AddOdd("MirrorPlugin");
        await OpenAsync();
        Folders.Edit(folder, manifest => manifest["id"] = "routing-other");

        var reload = await house!.ReloadAsync(Odd);

        Assert.Contains("routing-other", reload.KeptBecause!.Nb, StringComparison.Ordinal);
        Assert.Single((await house.Routing(Odd).RouteAsync(Question)).Suggestions);
    }

    private PluginStatus StatusOf(string id) => house!.StatusOf(id)!;

    private async Task OpenAsync() => house = await folders.OpenAsync(options => options with { Decisions = id => decisions.GetValueOrDefault(id, PluginDecision.None) });

    private int StagedFolders() => Directory.EnumerateDirectories(Directory.EnumerateDirectories(folders.Options.StagingDirectory).Single()).Count();

    private static void Entry(string folder, string type) => Folders.Edit(folder, manifest => manifest["entry"]!["type"] = $"RoutingOdd.{type}");

    private static void Replace(string file, string old, string now)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, now, StringComparison.Ordinal));
    }

    private static async Task<RouteResponse> AskAsync(RoutingPluginService.RoutingPluginServiceClient client) =>
        await client.RouteAsync(new RouteRequest { TenantId = "havnes", Areas = { HealthArea.Somatic, HealthArea.Mental }, AgeYears = 7, GpOfficeId = "gp-torget" });

    private static async Task<string> PhoneAsync(RoutingPluginService.RoutingPluginServiceClient client) =>
        (await AskAsync(client)).Suggestions.Single(suggestion => suggestion.Instance.InstanceId == "legekontor-torget").Contact.Phone;
}
