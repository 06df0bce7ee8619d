using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>A routing plugin that looks at its own rules, and one that does not.</summary>
public sealed class ExamineTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(19)]
    [Trait("Must", "RO-4")]
    [Trait("Must", "RO-5")]
    public async Task An_explanation_holds_the_answer_that_the_question_gets_before_and_after(int age)
    {
        using var folders = new KindFolders("routing", "TwoRules");
        await using var house = await folders.OpenAsync();
        var client = house.Routing("kinds-sample");
        var question = new RouteRequest { TenantId = "havnes", Areas = { HealthArea.Somatic }, AgeYears = age };

        var before = await client.RouteAsync(question);
        var explained = (await client.ExamineAsync(new ExamineRequest { TenantId = "havnes", Explain = new ExplainRoute { Route = question } })).Explained;

        Assert.Equal(before, explained.Route);
        Assert.Equal(before, await client.RouteAsync(question));
        Assert.Equal(before.Suggestions.Single().RuleId, explained.Trials.Single(trial => trial.Applied).RuleId);
    }

    [Fact]
    public async Task A_plugin_that_does_not_says_unimplemented()
    {
        using var folders = Folders.With("routing-sample");
        await using var house = await folders.OpenAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await house.Routing("routing-sample").ExamineAsync(new ExamineRequest { Check = new CheckRules() }));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }
}
