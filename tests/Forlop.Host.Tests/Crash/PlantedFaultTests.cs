using System.Reflection;
using Xunit.Abstractions;

namespace Forlop.Host.Tests.Crash;

/// <summary>A harness that has never found anything proves nothing. See also the planted fault of <see cref="PowerCutTests"/>.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Receipts_in_another_transaction_than_their_events_are_found_as_commands_done_twice()
    {
        using var campaign = new CrashCampaign(
            Campaign.Seed(), place => ForlopProcess.Start(new Dictionary<string, string>(), Assembly.GetExecutingAssembly(), TestProgram.ReceiptsApart, place.Data, place.Key));
        for (var round = 0; round < 6 && campaign.Doubled == 0; round++)
        {
            await campaign.RunAsync(1);
        }

        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Doubled > 0, $"{campaign}\n{string.Join('\n', campaign.Findings)}");
    }
}
