using Forlop.Host.Tests.Crash;
using Xunit.Abstractions;

namespace Forlop.Host.Tests.Exchange;

/// <summary>SIGKILL between a sidecar and those that it brings things to and takes things from.</summary>
public sealed class HandoverTests(ITestOutputHelper output)
{
    private const int MostRounds = 12;

    [Fact]
    public async Task Whoever_kills_the_sidecar_or_a_plugin_everything_arrives_once_and_in_its_order()
    {
        using var campaign = new HandoverCampaign(Campaign.Seed());
        await campaign.RunAsync(Campaign.Length("FORLOP_HANDOVER_ROUNDS", 2));
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Findings.Count == 0, $"{campaign}\n{string.Join('\n', campaign.Findings)}");
        Assert.True(campaign.Arrived is { Events: > 0, Documents: > 0 }, $"Nothing was handed over. {campaign}");
    }

    /// <summary>The second is met by some kills alone, and takes its time.</summary>
    public static TheoryData<string, string> Faults() => Campaign.Length("FORLOP_HANDOVER_ROUNDS", 0) > 0
        ? new() { { HastyStore.ReceivedLate, "was to be 1 request, and is 0" }, { HastyStore.NotedFirst, "and not in its order or not all" } }
        : new() { { HastyStore.ReceivedLate, "was to be 1 request, and is 0" } };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_planted_fault_is_found(string fault, string finding)
    {
        // What was acknowledged and never comes is seen soon; what only might come is waited for.
        using var campaign = new HandoverCampaign(Campaign.Seed(), fault) { Patience = TimeSpan.FromSeconds(fault == HastyStore.ReceivedLate ? 3 : 30) };
        for (var round = 0; round < MostRounds && !campaign.Findings.Exists(found => found.Contains(finding, StringComparison.Ordinal)); round++)
        {
            await campaign.RunAsync(1);
        }

        output.WriteLine($"{campaign}\n{string.Join('\n', campaign.Findings)}");
        Assert.Contains(campaign.Findings, found => found.Contains(finding, StringComparison.Ordinal));
    }
}
