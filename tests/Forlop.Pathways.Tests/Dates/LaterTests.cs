using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;

namespace Forlop.Pathways.Tests.Dates;

/// <summary>A date that waited while the pathway was on hold.</summary>
public sealed class LaterTests
{
    [Theory]
    [InlineData("closure-2w", "2026-03-19", "2026-04-07")]
    [InlineData("closure-2w.previous", "2026-03-19", "2026-04-01")]
    [InlineData("closure-2w.unchanged", "2026-03-19", "2026-04-02")]
    [InlineData("receipt-5wd", "2026-03-19", "2026-04-07")]
    [InlineData("receipt-5wd.sat", "2026-03-21", "2026-04-04")]
    [InlineData("agreed", "2026-03-19", "2026-04-07")]
    public void It_goes_by_its_own_rule_when_it_then_falls_on_a_day_off(string ruleId, string due, string later)
    {
        var stored = new Deadline { RuleId = ruleId, Kind = DeadlineKind.Closure, StartsOn = "2026-03-05", DueOn = due };

        Assert.Equal(later, Day.Format(DeadlineRules.Default.Later(stored, 14)));
    }
}
