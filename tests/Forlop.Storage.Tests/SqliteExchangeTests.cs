using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Storage.Tests.Kit;
using Google.Protobuf;

namespace Forlop.Storage.Tests;

/// <summary>Documents, handles and how far each plugin is.</summary>
public sealed class SqliteExchangeTests : IAsyncLifetime
{
    private const int Piece = 256 * 1024;
    private readonly SqliteFixture place = new();
    private readonly Guid document = Guid.CreateVersion7();
    private string id = "";

    public async Task InitializeAsync()
    {
        await place.ReopenAsync();
        id = await place.Store.OpenPathwayAsync("child-1");
    }

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece)]
    [InlineData((2 * Piece) + 1)]
    public async Task A_document_comes_back_as_it_was_in_pieces_and_is_nowhere_readable(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        await CommitAsync(content);
        await place.ReopenAsync();

        Assert.Equal(content, await ReadAsync());
        Assert.Equal([(id, document)], (await place.Store.OpenFilingsAsync(Given.Havnes, 10)).Select(filing => (filing.PathwayId, filing.FilingId)));
        Assert.Empty(await place.Store.OpenFilingsAsync(Given.Fjellvik, 10));
        Assert.Null(await place.Store.DocumentPieceAsync(Given.Fjellvik, id, document, 0));
        Assert.Empty((await place.Store.VerifyAsync()).Findings);
        await place.Store.DisposeAsync();
        Assert.True(size < 16 || (await File.ReadAllBytesAsync(place.Database)).AsSpan().IndexOf(content.AsSpan(0, 16)) < 0);
        await place.ReopenAsync();
    }

    [Theory]
    [InlineData("UPDATE documents SET content = (SELECT content FROM documents WHERE piece = 1) WHERE piece = 0")]
    [InlineData("UPDATE documents SET content = substr(content, 1, length(content) - 1) || x'00' WHERE piece = 0")]
    [InlineData("UPDATE documents SET content = x'' WHERE piece = 0")]
    public async Task A_piece_that_was_touched_or_moved_does_not_open(string tampering)
    {
        await CommitAsync(RandomNumberGenerator.GetBytes(2 * Piece));
        await place.CloseAndAsync(db => db.Execute(tampering));
        await place.ReopenAsync();

        Assert.Equal(4, (await Assert.ThrowsAsync<StoreException>(ReadAsync)).ExitCode);
    }

    [Fact]
    public async Task A_document_that_was_forgotten_to_be_filed_is_found_by_the_verification_and_a_filed_one_is_open_no_more()
    {
        await CommitAsync([1, 2, 3]);
        await place.CloseAndAsync(db => db.Execute("DELETE FROM open_filings"));
        await place.ReopenAsync();
        Assert.Contains((await place.Store.VerifyAsync()).Findings, found => found.Contains("lacks 1 of its rows", StringComparison.Ordinal));

        await place.CloseAndAsync(db => db.Execute("INSERT INTO open_filings SELECT streams.tenant, documents.stream, filing_id FROM documents JOIN streams USING (stream)"));
        await place.ReopenAsync();
        await place.Store.CommitAsync(Given.Writing(id), _ => Event(entry => entry.FilingFiled = new FilingFiled { FilingId = document.ToString(), ArchiveId = "2026/1" })).Durably();

        Assert.Empty(await place.Store.OpenFilingsAsync(Given.Havnes, 10));
        Assert.Empty((await place.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Who_was_offered_a_document_is_known_after_a_new_start_until_that_is_taken_back_or_the_document_filed()
    {
        await CommitAsync([1, 2, 3]);
        var open = (await place.Store.OpenFilingsAsync(Given.Havnes, 10)).Single();
        await place.Store.OfferFilingAsync(Given.Access(), open);
        await place.ReopenAsync();
        Assert.Equal(Given.Access().CallerId, (await place.Store.OpenFilingsAsync(Given.Havnes, 10)).Single().OfferedTo);
        Assert.Empty((await place.Store.VerifyAsync()).Findings);

        await place.Store.TakeBackFilingAsync(Given.Havnes, open);
        Assert.Equal("", (await place.Store.OpenFilingsAsync(Given.Havnes, 10)).Single().OfferedTo);

        await place.Store.OfferFilingAsync(Given.Access(), open);
        await place.Store.CommitAsync(Given.Writing(id), _ => Event(entry => entry.FilingFiled = new FilingFiled { FilingId = document.ToString(), ArchiveId = "2026/1" })).Durably();
        await place.CloseAndAsync(db => Assert.Equal(0L, db.Number("SELECT count(*) FROM offered")));
        await place.ReopenAsync();
    }

    [Fact]
    public async Task A_document_of_which_its_decision_says_nothing_is_not_stored() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => place.Store.CommitAsync(Given.Writing(id) with { Document = new(document, new byte[] { 1 }) }, _ => Given.Noted("note")));

    [Fact]
    public async Task What_came_in_is_committed_once_and_the_same_id_with_other_content_is_refused()
    {
        Assert.True(await place.Store.EnterHandleAsync(Given.Access(), id, "h-1"));
        var command = Given.Writing("") with { RequestBytes = Given.Bytes("one") };

        var first = Assert.IsType<CommitResult.Committed>(await place.Store.ReceiveAsync(command, "h-1", _ => Given.Noted("note")));
        var again = Assert.IsType<CommitResult.Committed>(await place.Store.ReceiveAsync(command, "h-1", _ => throw new InvalidOperationException("It was decided.")));

        Assert.Equal((id, first.Receipt, true), (first.Receipt.PathwayId, again.Receipt, again.IsRepeat));
        Assert.IsType<CommitResult.RequestIdReused>(await place.Store.ReceiveAsync(command with { RequestBytes = Given.Bytes("two") }, "h-1", _ => Given.Noted("note")));
    }

    [Fact]
    public async Task What_came_in_is_committed_once_also_when_the_handle_has_moved_to_another_pathway()
    {
        var other = await place.Store.OpenPathwayAsync("child-2");
        var command = Given.Writing("");
        await place.Store.EnterHandleAsync(Given.Access(), id, "h-1");
        var first = Assert.IsType<CommitResult.Committed>(await place.Store.ReceiveAsync(command, "h-1", _ => Given.Noted("note")));
        await place.Store.EnterHandleAsync(Given.Access(), other, "h-1");
        await place.ReopenAsync();

        var again = Assert.IsType<CommitResult.Committed>(await place.Store.ReceiveAsync(command, "h-1", _ => Given.Noted("note")));

        Assert.Equal((first.Receipt, true), (again.Receipt, again.IsRepeat));
        Assert.Equal(2, (await place.Store.GetAsync(Given.Access(), other))!.Version);
    }

    [Fact]
    public async Task A_handle_that_stands_for_nothing_here_is_answered_alike_ever_after_and_another_tenants_is_none()
    {
        await place.Store.EnterHandleAsync(Given.Access(), id, "h-1");
        var elsewhere = Given.Writing("", Given.Fjellvik);
        var unknown = Given.Writing("");

        Assert.IsType<CommitResult.NotFound>(await place.Store.ReceiveAsync(elsewhere, "h-1", _ => Given.Noted("note")));
        Assert.IsType<CommitResult.NotFound>(await place.Store.ReceiveAsync(unknown, "h-2", _ => Given.Noted("note")));
        await place.Store.EnterHandleAsync(Given.Access(), id, "h-2");
        await place.ReopenAsync();

        Assert.IsType<CommitResult.NotFound>(await place.Store.ReceiveAsync(unknown, "h-2", _ => Given.Noted("note")));
        Assert.IsType<CommitResult.RequestIdReused>(await place.Store.ReceiveAsync(unknown with { RequestBytes = Given.Bytes("other") }, "h-2", _ => Given.Noted("note")));
        Assert.False(await place.Store.EnterHandleAsync(Given.Access(Given.Fjellvik), id, "h-3"));
        Assert.Empty((await place.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Events_come_in_slices_after_a_cursor_of_the_tenant_alone()
    {
        for (var i = 0; i < 120; i++)
        {
            await place.Store.CommitAsync(Given.Writing(id), _ => Given.Noted($"{i}")).Durably();
        }

        var versions = new List<long>();
        var cursor = "";
        for (var more = true; more;)
        {
            var next = await place.Store.EventsAsync(Given.Havnes, cursor);
            versions.AddRange(next.Events.Select(entry => entry.Version));
            (cursor, more) = (next.Cursor, next.More);
        }

        Assert.Equal(Enumerable.Range(1, 122).Select(version => (long)version), versions);
        Assert.Empty((await place.Store.EventsAsync(Given.Havnes, cursor)).Events);
        Assert.Empty((await place.Store.EventsAsync(Given.Fjellvik, "")).Events);
        await Assert.ThrowsAsync<CursorInvalidException>(() => place.Store.EventsAsync(Given.Fjellvik, cursor));
        var after = (await place.Store.PathwayAfterAsync(Given.Havnes, id, 100, 5))!.Value;
        Assert.Equal((122, 5, 101), (after.Pathway.Version, after.Events.Count, after.Events[0].Version));
        Assert.Null(await place.Store.PathwayAfterAsync(Given.Fjellvik, id, 0, 5));
    }

    [Fact]
    public async Task How_far_a_plugin_is_is_remembered_for_each_plugin_and_tenant()
    {
        var cursor = (await place.Store.EventsAsync(Given.Havnes, "")).Cursor;
        await place.Store.RecordDeliveryAsync(Given.Havnes, "one", new(cursor, [id], []));
        await place.Store.RecordDeliveryAsync(Given.Havnes, "two", new(null, [id], []));
        await place.Store.RecordDeliveryAsync(Given.Havnes, "two", new(null, [], [id]));
        await place.ReopenAsync();

        var one = await place.Store.DeliveryAsync(Given.Havnes, "one");
        Assert.Equal((cursor, id), (one.Cursor, Assert.Single(one.HeldBack.Keys)));
        Assert.Equal(("", 0), ((await place.Store.DeliveryAsync(Given.Havnes, "two")).Cursor, (await place.Store.DeliveryAsync(Given.Havnes, "two")).HeldBack.Count));
        Assert.Equal("", (await place.Store.DeliveryAsync(Given.Fjellvik, "one")).Cursor);
    }

    [Fact]
    public async Task A_pathway_is_held_back_since_the_first_day_however_often_it_is_noted()
    {
        var first = Day.Format(Day.Today(place.Calendar));
        await place.Store.RecordDeliveryAsync(Given.Havnes, "one", new(null, [id], []));
        place.Calendar.Advance(TimeSpan.FromDays(3));
        await place.Store.RecordDeliveryAsync(Given.Havnes, "one", new(null, [id], []));
        Assert.Equal(first, (await place.Store.DeliveryAsync(Given.Havnes, "one")).HeldBack[id]);

        await place.Store.RecordDeliveryAsync(Given.Havnes, "one", new(null, [], [id]));
        await place.Store.RecordDeliveryAsync(Given.Havnes, "one", new(null, [id], []));
        Assert.Equal(Day.Format(Day.Today(place.Calendar)), (await place.Store.DeliveryAsync(Given.Havnes, "one")).HeldBack[id]);
    }

    [Fact]
    public async Task What_was_held_back_before_the_day_was_noted_stays_so_without_one()
    {
        await place.Store.RecordDeliveryAsync(Given.Havnes, "one", new(null, [id], []));
        await place.CloseAndAsync(database =>
        {
            database.Execute("DROP TABLE offered");
            database.Execute("ALTER TABLE held_back DROP COLUMN since_on");
            database.Execute("PRAGMA user_version = 6");
        });
        await place.ReopenAsync();

        Assert.Equal((id, ""), Assert.Single((await place.Store.DeliveryAsync(Given.Havnes, "one")).HeldBack.Select(held => (held.Key, held.Value))));
        Assert.True((await place.Store.VerifyAsync()).Whole);
    }

    private static Decision Event(Action<HistoryEntry> payload)
    {
        var entry = new HistoryEntry { OccurredOn = "2026-11-22", Source = Source.CaseSystem };
        payload(entry);
        return new Decision.Accepted([entry]);
    }

    private Task CommitAsync(byte[] content) => place.Store.CommitAsync(
        Given.Writing(id) with { Document = new(document, content) },
        _ => Event(entry => entry.FilingCommitted = new FilingCommitted
        {
            Filing = new Filing { FilingId = document.ToString(), SizeBytes = content.Length, Sha256 = ByteString.CopyFrom(SHA256.HashData(content)), State = FilingState.Committed },
        })).Durably();

    private async Task<byte[]> ReadAsync()
    {
        var read = new MemoryStream();
        for (var piece = 0; await place.Store.DocumentPieceAsync(Given.Havnes, id, document, piece) is { } content; piece++)
        {
            await read.WriteAsync(content);
        }

        return read.ToArray();
    }
}
