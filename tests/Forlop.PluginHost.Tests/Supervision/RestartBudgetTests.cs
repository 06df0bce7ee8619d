using Forlop.PluginHost.Supervision;
using Forlop.Storage.Tests.Kit;

namespace Forlop.PluginHost.Tests.Supervision;

public sealed class RestartBudgetTests
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public void A_plugin_that_has_been_well_for_a_whole_window_has_it_all_again()
    {
        var options = new SupervisionOptions { MostRestarts = 2 };
        var budget = new RestartBudget(options, clock);

        Assert.Equal(options.FirstBackoff, budget.Take());
        Assert.Equal(options.FirstBackoff * 2, budget.Take());
        Assert.Null(budget.Take());
        clock.Advance(options.RestartWindow);
        Assert.Equal(options.FirstBackoff, budget.Take());
    }

    [Fact]
    public void The_pause_has_an_end()
    {
        var options = new SupervisionOptions { MostRestarts = 100 };
        var budget = new RestartBudget(options, clock);

        List<TimeSpan?> pauses = [.. Enumerable.Range(0, 50).Select(_ => budget.Take())];
        Assert.Equal(options.LongestBackoff, pauses[^1]);
    }
}
