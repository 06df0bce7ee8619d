using System.Text.Json.Nodes;
using Forlop.Contracts.V1;
using Forlop.Host.Commands;

namespace Forlop.Host.Tests;

/// <summary>A service's own program, which ends its process whenever it is asked.</summary>
public sealed class WorkerPluginTests : IAsyncLifetime
{
    private const string Id = "hostile-exit";
    private readonly RunningSidecar sidecar = new();

    private PluginService.PluginServiceClient Operator => new(sidecar.AsOperator());

    public async Task InitializeAsync()
    {
        Copy(Path.Combine(sidecar.OwnPlugins, Id));
        await sidecar.StartAsync(withPlugins: true);
    }

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    public async Task It_runs_in_a_process_of_its_own_and_when_it_ends_the_caseworker_gets_a_sentence_and_the_others_answers()
    {
        var waiting = await SeenAsync();
        var approved = (await Operator.ApprovePluginAsync(new ApprovePluginRequest { RequestId = Guid.CreateVersion7().ToString(), PluginId = Id, PackageSha256 = waiting.PackageSha256 })).Plugin;
        Assert.Equal((PluginState.Running, PluginLevel.Worker), (approved.State, approved.Level));
        var pathway = (await new PathwayService.PathwayServiceClient(sidecar.As()).OpenPathwayAsync(Requests.Open("worker-1"))).Receipt.PathwayId;

        var answers = await SuggestAsync(pathway);
        Assert.NotEmpty(answers.Single(answer => answer.PluginId == "routing-havnes").Suggestions);
        var failed = answers.Single(answer => answer.PluginId == Id).Failure;
        Assert.True(failed.Nb.Length > 0 && failed.Nn.Length > 0);

        await Until.TrueAsync(() => SeenAsync().Result is { Restarts: > 0, State: PluginState.Running });
        var seen = await SeenAsync();
        Assert.Contains("tok slutt av seg selv", seen.LastFailure.Nb, StringComparison.Ordinal);
        Assert.Contains("tok slutt av seg sjølv", seen.LastFailure.Nn, StringComparison.Ordinal);
        Assert.True(seen.LastFailureTime is not null && seen.CallsFailed > 0);
        Assert.NotEmpty((await SuggestAsync(pathway)).Single(answer => answer.PluginId == "routing-havnes").Suggestions);
    }

    [Fact]
    public void The_operator_says_where_a_plugins_code_runs_in_one_of_two_words()
    {
        Assert.Equal(PluginLevel.Worker, ServeCommand.Levels(["routing-table=worker"])["routing-table"]);
        Assert.Equal(PluginLevel.InProcess, ServeCommand.Levels(["a=worker", "b=in-process"])["b"]);
        foreach (var wrong in new[] { "routing-table", "=worker", "routing-table=thread", "a=worker=b" })
            Assert.Contains("such as routing-table=worker", Assert.Throws<ConfigurationException>(() => ServeCommand.Levels([wrong])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_operator_opens_folders_that_exist_to_single_plugins()
    {
        var (one, other) = (Path.GetFullPath(sidecar.OwnPlugins), Path.GetFullPath(sidecar.Data));
        Assert.Equal([one, other], ServeCommand.Folders([$"a={one}", $"a={other}", $"b={one}"])["a"]);
        foreach (var wrong in new[] { "a", $"={one}", "a=", "a=here", $"a={one}/none" })
            Assert.Contains("such as archive-folder=/srv/archive", Assert.Throws<ConfigurationException>(() => ServeCommand.Folders([wrong])).Message, StringComparison.Ordinal);
    }

    private async Task<PluginStatus> SeenAsync() => (await Operator.ListPluginsAsync(new ListPluginsRequest())).Plugins.Single(plugin => plugin.PluginId == Id);

    private async Task<IReadOnlyList<RoutingAnswer>> SuggestAsync(string pathway) =>
        (await new EngagementService.EngagementServiceClient(sidecar.As()).SuggestRoutesAsync(new SuggestRoutesRequest { PathwayId = pathway, Acuteness = Acuteness.No, Areas = { HealthArea.Somatic } })).Answers;

    private static void Copy(string target)
    {
        var source = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "test-plugins", "routing-hostile"));
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        var path = Path.Combine(target, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["id"] = Id;
        manifest["entry"]!["type"] = "RoutingHostile.Exit";
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
