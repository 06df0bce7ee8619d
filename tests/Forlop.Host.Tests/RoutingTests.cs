using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>Suggestions from real plugins, through the API.</summary>
public sealed class RoutingTests(RunningSidecar.WithPlugins sidecar) : IClassFixture<RunningSidecar.WithPlugins>
{
    private static readonly HealthArea[] Asked = [HealthArea.Somatic, HealthArea.Dental, HealthArea.Mental];

    [Fact]
    [Trait("Must", "EN-1")]
    public async Task The_municipalitys_own_table_suggests_ordinary_services_before_specialists_and_changes_nothing()
    {
        var pathways = new PathwayService.PathwayServiceClient(sidecar.As());
        var opened = (await pathways.OpenPathwayAsync(Requests.Open("route-1"))).Receipt;
        var before = (await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway;

        var answer = Assert.Single((await SuggestAsync("dev-havnes", opened.PathwayId, Acuteness.No)).Answers);

        Assert.Equal("routing-havnes", answer.PluginId);
        HealthInstanceType[] types = [.. answer.Suggestions.Select(suggestion => suggestion.Instance.Type)];
        Assert.Contains(HealthInstanceType.Gp, types);
        Assert.Contains(HealthInstanceType.SchoolHealth, types);
        Assert.Contains(HealthInstanceType.PublicDental, types);
        Assert.Equal(HealthInstanceType.ChildMentalHealthSpecialist, types[^1]);
        Assert.All(answer.Suggestions, suggestion => Assert.True(suggestion.Reason.Nb.Length > 0 && suggestion.Reason.Nn.Length > 0 && suggestion.RuleId.Length > 0));
        Assert.DoesNotContain(answer.Suggestions, suggestion => suggestion.Kind == RouteKind.Referral && suggestion.Instance.Type == HealthInstanceType.ChildWelfareLiaison);
        Assert.Equal(before.ToByteArray(), (await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway.ToByteArray());
    }

    [Theory]
    [InlineData(Acuteness.Yes)]
    [InlineData(Acuteness.Unsure)]
    public async Task Unsure_counts_as_acute_and_the_notice_needs_no_plugin(Acuteness acuteness)
    {
        var opened = await OpenAsync("dev-fjordbygd", $"acute-{acuteness}");
        var response = await SuggestAsync("dev-fjordbygd", opened, acuteness);
        Assert.Contains("113", response.AcuteNotice.Nb, StringComparison.Ordinal);
        Assert.Empty(response.Answers);
    }

    [Fact]
    public async Task A_service_without_a_plugin_goes_on_and_is_told_what_is_missing()
    {
        var opened = await OpenAsync("dev-fjordbygd", "no-plugin");
        var response = await SuggestAsync("dev-fjordbygd", opened, Acuteness.No);
        Assert.Empty(response.Answers);
        Assert.True(response.Missing.Nb.Length > 0 && response.Missing.Nn.Length > 0);
        var participation = await new PathwayService.PathwayServiceClient(sidecar.As(credential: "dev-fjordbygd")).RecordParticipationAsync(Requests.Participation(opened));
        Assert.Equal(PathwayState.UnderConsideration, participation.Receipt.State);
    }

    [Fact]
    public async Task A_sidecar_without_any_plugin_runs_the_pathway_and_says_what_is_missing()
    {
        var bare = new RunningSidecar();
        await bare.StartAsync(withPlugins: false);
        try
        {
            var pathways = new PathwayService.PathwayServiceClient(bare.As());
            var opened = (await pathways.OpenPathwayAsync(Requests.Open("bare-1"))).Receipt;
            await pathways.RecordParticipationAsync(Requests.Participation(opened.PathwayId));
            var request = new SuggestRoutesRequest { PathwayId = opened.PathwayId, Acuteness = Acuteness.No, Areas = { HealthArea.Mental } };
            var response = await new EngagementService.EngagementServiceClient(bare.As()).SuggestRoutesAsync(request);

            Assert.Empty(response.Answers);
            Assert.Contains("havnes", response.Missing.Nb, StringComparison.Ordinal);
            Assert.Empty((await new PluginService.PluginServiceClient(bare.AsOperator()).ListPluginsAsync(new ListPluginsRequest())).Plugins);
        }
        finally
        {
            await bare.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_question_must_say_whether_it_is_acute()
    {
        var opened = await OpenAsync("dev-skogli", "acuteness-missing");
        var fault = await Assert.ThrowsAsync<RpcException>(() => SuggestAsync("dev-skogli", opened, Acuteness.Unspecified));
        Assert.Equal("acuteness", RunningSidecar.RefusalOf(fault).Field);
    }

    [Fact]
    public async Task A_service_sees_its_own_packages_and_the_operator_sees_all()
    {
        var own = await new PluginService.PluginServiceClient(sidecar.As(new Actor { UserId = "leder-1", Role = Role.Leader, Purpose = "plugins" })).ListPluginsAsync(new ListPluginsRequest());
        Assert.Equal(["routing-havnes", "routing-table"], own.Plugins.Select(plugin => plugin.PluginId).Order(StringComparer.Ordinal));
        var all = await new PluginService.PluginServiceClient(sidecar.AsOperator()).ListPluginsAsync(new ListPluginsRequest());
        Assert.Equal(["routing-havnes", "routing-skogli", "routing-table"], all.Plugins.Select(plugin => plugin.PluginId).Order(StringComparer.Ordinal));
        Assert.All(all.Plugins, plugin => Assert.Equal(PluginState.Running, plugin.State));
    }

    private async Task<string> OpenAsync(string credential, string child) =>
        (await new PathwayService.PathwayServiceClient(sidecar.As(credential: credential)).OpenPathwayAsync(Requests.Open(child))).Receipt.PathwayId;

    private async Task<SuggestRoutesResponse> SuggestAsync(string credential, string pathwayId, Acuteness acuteness)
    {
        var request = new SuggestRoutesRequest { PathwayId = pathwayId, Acuteness = acuteness };
        request.Areas.AddRange(Asked);
        return await new EngagementService.EngagementServiceClient(sidecar.As(credential: credential)).SuggestRoutesAsync(request);
    }
}
