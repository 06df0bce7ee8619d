using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>Lists, history, tasks and the stream, over the wire.</summary>
public sealed class ReadingTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    [Fact]
    public async Task A_list_is_read_to_its_end_page_by_page_without_gap_or_repeat()
    {
        var client = Client("dev-fjordbygd");
        var opened = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            opened.Add((await client.OpenPathwayAsync(Requests.Open($"page-{i}"))).Receipt.PathwayId);
        }

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await client.ListPathwaysAsync(new ListPathwaysRequest { PageSize = 3, PageToken = token });
            seen.AddRange(page.Pathways.Select(pathway => pathway.PathwayId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(opened.AsEnumerable().Reverse(), seen);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(201)]
    public async Task A_page_that_would_be_cut_is_refused_instead(int size)
    {
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await Client().ListPathwaysAsync(new ListPathwaysRequest { PageSize = size }));
        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Equal("page_size", RunningSidecar.RefusalOf(fault).Field);
    }

    [Fact]
    public async Task A_page_of_history_is_as_long_as_the_contract_allows_and_no_longer()
    {
        var opened = (await Client().OpenPathwayAsync(Requests.Open("long-history"))).Receipt;
        var client = Client();
        await Task.WhenAll(Enumerable.Range(0, 220).Select(async _ => await client.RecordParticipationAsync(Requests.Participation(opened.PathwayId))));

        var page = await client.GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId, PageSize = 200 });
        Assert.Equal(Enumerable.Range(1, 200).Select(version => (long)version), page.Entries.Select(entry => entry.Version));
        var rest = await client.GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId, PageSize = 200, PageToken = page.NextPageToken });
        Assert.Equal((22, ""), (rest.Entries.Count, rest.NextPageToken));
        await Assert.ThrowsAsync<RpcException>(async () => await client.GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId, PageSize = 201 }));
    }

    [Fact]
    public async Task A_page_token_of_another_list_is_refused()
    {
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await Client().ListPathwaysAsync(new ListPathwaysRequest { PageToken = "AAAA" }));
        Assert.Equal(RefusalReason.CursorInvalid, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Fact]
    public async Task History_shows_who_recorded_what_and_when_it_happened()
    {
        var opened = (await Client().OpenPathwayAsync(Requests.Open("history-1"))).Receipt;
        await Client().RecordParticipationAsync(Requests.Participation(opened.PathwayId));
        var history = await Client().GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId });

        Assert.Equal(
            [HistoryEntry.PayloadOneofCase.PathwayOpened, HistoryEntry.PayloadOneofCase.DeadlineSet, HistoryEntry.PayloadOneofCase.ParticipationRecorded],
            history.Entries.Select(entry => entry.PayloadCase));
        Assert.Equal([1L, 2, 3], history.Entries.Select(entry => entry.Version));
        Assert.All(history.Entries, entry => Assert.Equal(RunningSidecar.Caseworker, entry.Actor));
        Assert.Equal("history-1", history.Entries[0].PathwayOpened.ChildReference);
        Assert.Contains("6 veker", history.Entries[1].DeadlineSet.Deadline.Explanation.Nn, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Must", "PW-7")]
    public async Task A_watcher_that_resumes_from_its_cursor_misses_nothing_and_hears_what_comes()
    {
        var client = Client("dev-skogli");
        var opened = (await client.OpenPathwayAsync(Requests.Open("watch-1"))).Receipt;
        WatchPathwaysResponse first;
        using (var watch = client.WatchPathways(new WatchPathwaysRequest()))
        {
            first = await NextOfAsync(watch, opened.PathwayId);
        }

        Assert.Equal(1, first.Entry.Version);
        using var resumed = client.WatchPathways(new WatchPathwaysRequest { Cursor = first.Cursor });
        Assert.Equal(2, (await NextOfAsync(resumed, opened.PathwayId)).Entry.Version);

        var waiting = NextOfAsync(resumed, opened.PathwayId);
        await client.RecordParticipationAsync(Requests.Participation(opened.PathwayId));
        Assert.Equal(HistoryEntry.PayloadOneofCase.ParticipationRecorded, (await waiting).Entry.PayloadCase);
    }

    [Fact]
    public async Task A_watcher_does_not_keep_the_sidecar_from_stopping_and_is_told_to_come_back()
    {
        var own = new RunningSidecar();
        await own.InitializeAsync();
        var client = new PathwayService.PathwayServiceClient(own.As());
        await client.OpenPathwayAsync(Requests.Open("watched-to-the-end"));
        using var watch = client.WatchPathways(new WatchPathwaysRequest());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        var waiting = watch.ResponseStream.MoveNext(CancellationToken.None);

        await own.DisposeAsync().WaitAsync(TimeSpan.FromSeconds(20));

        var fault = await Assert.ThrowsAsync<RpcException>(() => waiting);
        Assert.Equal(StatusCode.Unavailable, fault.StatusCode);
    }

    [Fact]
    public async Task A_watcher_hears_nothing_of_another_service()
    {
        await Client().OpenPathwayAsync(Requests.Open("loud-neighbour"));
        var own = Client("dev-several", "skogli");
        await own.OpenPathwayAsync(Requests.Open("quiet-one"));
        using var watch = own.WatchPathways(new WatchPathwaysRequest());
        var heard = new List<string>();
        while (!heard.Contains("quiet-one") && await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
            heard.Add(watch.ResponseStream.Current.Entry.PathwayOpened?.ChildReference ?? "");
        }

        Assert.DoesNotContain("loud-neighbour", heard);
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused()
    {
        using var watch = Client().WatchPathways(new WatchPathwaysRequest { Cursor = "nonsense" });
        var fault = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(RefusalReason.CursorInvalid, RunningSidecar.RefusalOf(fault).Reason);
    }

    // Other tests write to the same service meanwhile.
    private static async Task<WatchPathwaysResponse> NextOfAsync(AsyncServerStreamingCall<WatchPathwaysResponse> watch, string pathwayId)
    {
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (watch.ResponseStream.Current.Entry.PathwayId == pathwayId)
            {
                return watch.ResponseStream.Current;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private PathwayService.PathwayServiceClient Client(string credential = "dev-havnes", string? tenant = null) => new(sidecar.As(credential: credential, tenant: tenant));
}
