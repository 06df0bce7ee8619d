using Xunit.Abstractions;

namespace Forlop.Host.Tests.Crash;

/// <summary>SIGKILL under load, at moments that nobody chose.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whoever_kills_the_sidecar_loses_no_acknowledged_command_and_doubles_none()
    {
        using var campaign = new CrashCampaign(Campaign.Seed(), place => ForlopProcess.StartBare(place.Serve));
        await campaign.RunAsync(Campaign.Length("FORLOP_CRASH_ROUNDS", 10));
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Findings.Count == 0, $"{campaign}\n{string.Join('\n', campaign.Findings)}");
        Assert.Equal((0, 0), (campaign.Lost, campaign.Doubled));
        Assert.True(campaign.Unacknowledged > 0, $"No kill met a command in flight. {campaign}");
    }
}
