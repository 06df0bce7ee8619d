using Forlop.Host.Tests.Crash;
using Xunit.Abstractions;

namespace Forlop.Host.Tests.Exchange;

/// <summary>SIGKILL between a sidecar and those that it brings things to and takes things from.</summary>
public sealed class HandoverTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whoever_kills_the_sidecar_or_a_plugin_everything_arrives_once_and_in_its_order()
    {
        using var campaign = new HandoverCampaign(Campaign.Seed());
        await campaign.RunAsync(Campaign.Length("FORLOP_HANDOVER_ROUNDS", 2));
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Findings.Count == 0, $"{campaign}\n{string.Join('\n', campaign.Findings)}");
        Assert.True(campaign.Arrived is { Events: > 0, Documents: > 0 }, $"Nothing was handed over. {campaign}");
    }

    [Theory]
    [InlineData(HastyStore.ReceivedLate, "was to be 1 request, and is 0")]
    public async Task A_planted_fault_is_found(string fault, string finding)
    {
        using var campaign = new HandoverCampaign(Campaign.Seed(), fault) { Patience = TimeSpan.FromSeconds(3) };
        for (var round = 0; round < 6 && campaign.Findings.Count == 0; round++)
        {
            await campaign.RunAsync(1);
        }

        output.WriteLine($"{campaign}\n{string.Join('\n', campaign.Findings)}");
        Assert.Contains(campaign.Findings, found => found.Contains(finding, StringComparison.Ordinal));
    }
}
