using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests;

public sealed class RunningPluginTests
{
    [Fact]
    public async System.Threading.Tasks.Task The_sample_of_the_guide_is_loaded_from_its_built_folder_and_routes()
    {
        using var folders = Folders.With("routing-sample");
        await using var house = await folders.OpenAsync();

        Assert.Equal((PluginState.Running, null), (house.Statuses.Single().State, house.Statuses.Single().Problem));
        var answer = await house.RoutingFor("havnes").Single().Client.RouteAsync(new RouteRequest { TenantId = "havnes", Areas = { HealthArea.Somatic } });
        Assert.Equal("everything-to-the-nurse", answer.Suggestions.Single().RuleId);
        Assert.Empty(await house.CloseAsync());
    }
}
