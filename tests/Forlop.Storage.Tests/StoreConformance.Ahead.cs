using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Decisions;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <content>What needs the whole history is decided beforehand, and committed only where it still fits.</content>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_decision_on_the_whole_history_sees_all_of_it_and_is_committed_once()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.CommitAsync(Given.Writing(id), _ => Given.Noted("secret")).Durably()));
        var command = Given.Writing(id);

        var receipt = await Store.CommitAheadAsync(command, Decide).Durably();

        Assert.Equal((23, 23), (receipt.Version, (await Store.GetAsync(Given.Access(), id))!.Version));
        Assert.Equal(receipt, Assert.IsType<CommitResult.Committed>(await Store.CommitAheadAsync(command, Decide)).Receipt);
        Assert.IsType<CommitResult.VersionMismatch>(await Store.CommitAheadAsync(Given.Writing(id, expected: 22), Decide));
        Assert.IsType<CommitResult.NotFound>(await Store.CommitAheadAsync(Given.Writing(Given.NewId()), Decide));
        Assert.IsType<CommitResult.NotFound>(await Store.CommitAheadAsync(Given.Writing(id, Given.Fjellvik), Decide));

        static Decision Decide(Pathway pathway, IReadOnlyList<HistoryEntry> history)
        {
            Assert.Equal(Enumerable.Range(1, (int)pathway.Version).Select(version => (long)version), history.Select(entry => entry.Version));
            Assert.All(history.Where(entry => entry.ParticipationRecorded is not null), entry => Assert.Equal("secret", entry.ParticipationRecorded.Participation.Note));
            return Given.Noted("secret");
        }
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(100, 4, true)]
    public async Task A_decision_that_the_pathway_moved_under_is_made_again_and_at_last_where_nothing_moves(int moves, int decided, bool lastOnTheWriter)
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var seen = new List<(long Version, bool OnTheWriter)>();

        var receipt = await Store.CommitAheadAsync(Given.Writing(id), (pathway, history) =>
        {
            Assert.Equal(pathway.Version, history.Count);
            seen.Add((pathway.Version, Thread.CurrentThread.Name == "forlop-writer"));
            if (seen.Count <= moves && !seen[^1].OnTheWriter)
            {
                Store.CommitAsync(Given.Writing(id), _ => Given.Noted()).Durably().GetAwaiter().GetResult(); // somebody else's, on this very pathway
            }

            return Given.Noted();
        }).Durably();

        Assert.Equal(Enumerable.Range(2, decided).Select(version => (long)version), seen.Select(one => one.Version));
        Assert.Equal([.. Enumerable.Repeat(false, decided - 1), lastOnTheWriter], seen.Select(one => one.OnTheWriter));
        Assert.Equal(seen[^1].Version + 1, receipt.Version);
    }
}
