namespace Forlop.Storage.Tests;

public sealed class PathwayIdsTests
{
    [Fact]
    public async Task Each_id_is_greater_than_the_one_before_also_when_thousands_are_made_at_once()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 5_000).Select(_ => PathwayIds.Next().ToString()).ToList())));

        Assert.All(runs, run => Assert.Equal(run.Order(StringComparer.Ordinal), run));
        Assert.Equal(20_000, runs.SelectMany(run => run).Distinct().Count());
        Assert.All(runs[0], id => Assert.Equal('7', id[14]));
    }
}
