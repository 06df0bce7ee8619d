using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace MyPluginAddon.Tests;

public sealed class RoutingTests
{
    [Theory]
    [InlineData(4, "health-station")]
    [InlineData(9, "school-nurse")]
    public async Task A_child_is_sent_where_children_of_that_age_go_and_told_why_in_both_written_forms(int age, string rule)
    {
        var suggestion = Assert.Single((await AskAsync(Question(age))).Suggestions);

        Assert.Equal(rule, suggestion.RuleId);
        Assert.True(suggestion.Reason.Nb.Length > 0 && suggestion.Reason.Nn.Length > 0); // RO-3
    }

    // RO-2
    [Fact]
    public async Task The_same_question_gets_the_same_answer() => Assert.Equal(await AskAsync(Question(9)), await AskAsync(Question(9)));

    private static RouteRequest Question(int age) => new()
    {
        TenantId = "havnes", Areas = { HealthArea.Somatic }, Acuteness = Acuteness.No, AgeYears = age, ResponsibleKommunenummer = "9901", TodayOn = "2026-01-12",
    };

    private static async Task<RouteResponse> AskAsync(RouteRequest question)
    {
        await using var plugin = new Routing();
        return await plugin.CallAsync("RoutingPluginService/Route", RouteResponse.Parser, question);
    }
}
