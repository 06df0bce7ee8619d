using System.Diagnostics;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Settings;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <content>What needs the whole history is decided beforehand, and committed only where it still fits.</content>
public abstract partial class StoreConformance
{
    private const int Calls = 400;

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

    [Fact]
    public async Task Other_pathways_wait_for_no_correction_of_a_long_history()
    {
        // A figure of a quiet machine. That nothing is decided on the writer is shown by the test above, on any machine.
        if (Environment.GetEnvironmentVariable("FORLOP_LATENCY") is null)
        {
            return;
        }

        var other = await Store.OpenPathwayAsync("child-2");
        var id = Given.NewId();
        var facts = new Facts(Today, ServiceSettings.Default);
        await Store.CommitAsync(Given.Opening(id), reader => PathwayDecisions.Open(AChild(), reader.OpenPathwayOf, facts)).Durably();
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => Store.CommitAsync(Given.Writing(id), reader => ContactDecisions.Log(reader.Pathway!, ACall(), facts)).Durably()));
        var first = (await Store.HistoryAsync(Given.Access(), id, FirstPage))!.Items.First(entry => entry.ContactLogged is not null);
        var before = await LongestAsync(other, until: Task.CompletedTask);

        var whole = Stopwatch.StartNew();
        var correcting = Task.Run(() => Store.CommitAheadAsync(Given.Writing(id), (pathway, history) => CorrectionDecisions.Correct(pathway, history, Corrected(first), facts)).Durably());
        var during = await LongestAsync(other, until: correcting);
        await correcting;
        whole.Stop();

        // On the writer, the longest would wait for nearly all of it.
        Assert.True(
            during < whole.Elapsed / 3 || during < 10 * before,
            $"A command on another pathway took {during.TotalMilliseconds:0} ms while a correction took {whole.Elapsed.TotalMilliseconds:0} ms; without one it took at most {before.TotalMilliseconds:0} ms.");
    }

    private async Task<TimeSpan> LongestAsync(string pathwayId, Task until)
    {
        var longest = TimeSpan.Zero;
        for (var commands = 0; commands < 20 || !until.IsCompleted; commands++)
        {
            var one = Stopwatch.StartNew();
            await Store.CommitAsync(Given.Writing(pathwayId), _ => Given.Noted()).Durably();
            longest = one.Elapsed > longest ? one.Elapsed : longest;
        }

        return longest;
    }

    private static OpenPathwayRequest AChild() => new()
    {
        ChildReference = "child-1",
        Trigger = ConsiderationTrigger.Investigation,
        Circumstances = new Circumstances
        {
            BirthOn = Given.BirthOn,
            CareBasis = CareBasis.Parents,
            PlacementKind = PlacementKind.Home,
            ResponsibleKommunenummer = "9901",
            ResidentKommunenummer = "9901",
            ProtectionGrade = ProtectionGrade.Ungraded,
            ConsentHolders = { new ConsentHolder { HolderId = "mor", Role = ConsentHolderRole.Parent } },
        },
        OccurredOn = Day.Format(Today),
        Source = Source.CaseSystem,
    };

    private static LogContactRequest ACall() => new()
    {
        Instance = new HealthInstance { Type = HealthInstanceType.Gp, InstanceId = "gp-1", Name = "Legekontoret" },
        Channel = Channel.Phone,
        Outcome = ContactOutcome.NoAnswer,
        Number = ContactNumber.Direct,
        OccurredOn = Day.Format(Today),
        Source = Source.Phone,
    };

    private static CorrectEntryRequest Corrected(HistoryEntry entry)
    {
        var right = entry.Clone();
        right.ContactLogged.Contact.Note = "put right";
        return new CorrectEntryRequest { EventId = entry.EventId, Corrected = right, Reason = "mistyped", OccurredOn = Day.Format(Today), Source = Source.CaseSystem };
    }
}
