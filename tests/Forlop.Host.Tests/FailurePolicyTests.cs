using System.Text.Json.Nodes;
using Forlop.Contracts.V1;

namespace Forlop.Host.Tests;

/// <summary>What a caseworker is told of routing plugins that fail, by what their manifests say of that.</summary>
public sealed class FailurePolicyTests : IAsyncLifetime
{
    private readonly RunningSidecar sidecar = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    public async Task One_that_is_skipped_is_passed_over_and_one_that_parks_or_rejects_says_that_it_gave_no_answer()
    {
        Add("Throw", "skip");
        Add("Garbage", "park");
        Add("Oversized", "reject");
        var response = await SuggestAsync();

        Assert.Equal(["hostile-garbage", "hostile-oversized"], response.Answers.Select(answer => answer.PluginId));
        Assert.All(response.Answers, answer => Assert.True(answer.Failure.Nb.Length > 0 && answer.Failure.Nn.Length > 0));
        Assert.Null(response.Missing);
    }

    [Fact]
    public async Task When_everyone_is_passed_over_the_caseworker_is_told_so_and_not_left_with_nothing()
    {
        Add("Throw", "skip");
        var response = await SuggestAsync();

        Assert.Empty(response.Answers);
        Assert.True(response.Missing.Nb.Length > 0 && response.Missing.Nn.Length > 0);
    }

    private async Task<SuggestRoutesResponse> SuggestAsync()
    {
        await sidecar.StartAsync();
        var pathway = (await new PathwayService.PathwayServiceClient(sidecar.As()).OpenPathwayAsync(Requests.Open("policy-1"))).Receipt.PathwayId;
        return await new EngagementService.EngagementServiceClient(sidecar.As()).SuggestRoutesAsync(new SuggestRoutesRequest { PathwayId = pathway, Acuteness = Acuteness.No, Areas = { HealthArea.Somatic } });
    }

    private void Add(string type, string policy)
    {
        var target = Path.Combine(sidecar.OtherShipped, type);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "test-plugins", "routing-hostile"))))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        var path = Path.Combine(target, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["id"] = $"hostile-{type.ToLowerInvariant()}";
        manifest["entry"]!["type"] = $"RoutingHostile.{type}";
        manifest["failurePolicy"] = policy;
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
