using Forlop.Contracts.V1;
using Forlop.Pathways.Settings;
using Forlop.Storage.Tests.Kit;
using Google.Protobuf;
using NodaTime;

namespace Forlop.Storage.Tests;

/// <summary>What every store must do, whatever it keeps its rows in.</summary>
public abstract partial class StoreConformance(StoreFixture place) : IAsyncLifetime
{
    private static readonly LocalDate Today = new(2026, 11, 22);
    private static readonly PageRequest FirstPage = new(50, "");
    private static readonly TaskFilter EveryTask = new(null, null, OverdueOnly: false, Today, ServiceSettings.Default);

    private IPathwayStore Store => place.Store;

    public Task InitializeAsync() => place.ReopenAsync();

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Fact]
    public async Task A_committed_pathway_is_read_back_as_it_was_also_after_reopening()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        var before = await Store.GetAsync(Given.Access(), id);
        await place.ReopenAsync();
        var after = await Store.GetAsync(Given.Access(), id);

        Assert.NotNull(before);
        Assert.Equal(before, after);
        Assert.Equal("child-1", after!.ChildReference);
        Assert.Equal(Given.BirthOn, after.Circumstances.BirthOn);
        Assert.Equal(2, after.Version);
    }

    [Fact]
    public async Task Settings_are_versions_of_their_own_service_and_only_a_change_makes_a_new_one()
    {
        var first = await Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        var same = await Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        var changed = await Store.RecordSettingsAsync(Given.Access(), "amount: 4");
        var back = await Store.RecordSettingsAsync(Given.Access(), "amount: 6");
        var others = await Store.RecordSettingsAsync(Given.Access(Given.Fjellvik), "amount: 6");
        await place.ReopenAsync();

        Assert.Equal([1, 1, 2, 3, 1], new[] { first, same, changed, back, others }.Select(entry => entry.Version));
        Assert.Equal([first, changed, back, others], await Store.SettingsAsync());
        Assert.Equal((Given.Havnes, "fagsystem-1", "u-17", place.Calendar.GetUtcNow()), (first.TenantId, first.CallerId, first.Actor.UserId, first.RecordTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task An_event_names_the_settings_that_it_was_decided_under()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Store.CommitAsync(Given.Writing(id) with { SettingsVersion = 7 }, _ => Given.Noted()).Durably();

        Assert.Equal([0, 0, 7], (await Store.HistoryAsync(Given.Access(), id, FirstPage))!.Items.Select(entry => entry.SettingsVersion));
    }

    [Fact]
    public async Task A_receipt_names_what_was_stored()
    {
        var id = Given.NewId();
        var receipt = await Store.CommitAsync(Given.Opening(id), _ => Given.Opened("child-1")).Durably();
        var history = (await Store.HistoryAsync(Given.Access(), id, FirstPage))!.Items;

        Assert.Equal((Stage.Committed, id, 2L, 2), (receipt.Stage, receipt.PathwayId, receipt.Version, receipt.EventCount));
        Assert.Equal(receipt.FirstEventId, history[0].EventId);
        Assert.StartsWith($"1.{receipt.CommitNumber}.", receipt.FirstEventId, StringComparison.Ordinal);
        Assert.Equal(32, receipt.EventDigest.Length);
        Assert.InRange(receipt.CalculateSize(), 1, 300);
    }

    [Fact]
    public async Task History_comes_oldest_first_in_pages_with_everything_the_writer_adds()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        for (var i = 0; i < 5; i++)
        {
            await Store.CommitAsync(Given.Writing(id), _ => Given.Noted("n")).Durably();
        }

        var entries = new List<HistoryEntry>();
        for (var token = ""; entries.Count == 0 || token.Length > 0;)
        {
            var page = (await Store.HistoryAsync(Given.Access(), id, new PageRequest(3, token)))!;
            entries.AddRange(page.Items);
            token = page.NextToken;
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(i => (long)i), entries.Select(e => e.Version));
        Assert.All(entries, e => Assert.Equal((id, "u-17", "case-work"), (e.PathwayId, e.Actor.UserId, e.Actor.Purpose)));
        Assert.All(entries, e => Assert.Equal(place.Calendar.GetUtcNow(), e.RecordTime.ToDateTimeOffset()));
        Assert.Equal(entries.Count, entries.Select(e => e.EventId).Distinct().Count());
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_and_cannot_tell_it_from_what_is_not_there()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        await Store.OpenPathwayAsync("child-1", Given.Fjellvik); // the same child elsewhere is no conflict
        var other = Given.Access(Given.Fjellvik);

        Assert.Null(await Store.GetAsync(other, id));
        Assert.Null(await Store.HistoryAsync(other, id, FirstPage));
        Assert.IsType<CommitResult.NotFound>(await Store.CommitAsync(Given.Writing(id, Given.Fjellvik), _ => Given.Noted()));
        Assert.IsType<CommitResult.NotFound>(await Store.CommitAsync(Given.Writing(Given.NewId(), Given.Fjellvik), _ => Given.Noted()));
        Assert.DoesNotContain((await Store.ListAsync(other, FirstPage, openOnly: false)).Items, p => p.PathwayId == id);
        Assert.DoesNotContain((await Store.TasksAsync(other, EveryTask, FirstPage)).Items, t => t.PathwayId == id);
    }

    [Fact]
    public async Task What_is_handed_out_can_be_changed_without_changing_the_store()
    {
        var id = await Store.OpenPathwayAsync("child-1");
        (await Store.GetAsync(Given.Access(), id))!.ChildReference = "someone else";
        Assert.Equal("child-1", (await Store.GetAsync(Given.Access(), id))!.ChildReference);
    }

    private static (ByteString, bool) Repeat(CommitResult result)
    {
        var committed = Assert.IsType<CommitResult.Committed>(result);
        return (committed.Receipt.ToByteString(), committed.IsRepeat);
    }

    private static async Task<Exception?> Record(Func<Task> act) => await Xunit.Record.ExceptionAsync(act);
}
