using Forlop.Contracts.V1;

namespace Forlop.Host.Tests.Exchange;

/// <summary>What an institution asks for is durable before it is told so, and whoever asks learns nothing of the child.</summary>
public sealed class IntakeTests
{
    [Fact]
    public async Task A_request_becomes_a_task_and_is_acknowledged_then_and_not_taken_twice()
    {
        await using var inbox = await InboxAsync();
        var pathway = await inbox.OpenAsync("intake-1");
        await inbox.EnterHandleAsync(pathway, "fjord-17");
        inbox.Write("f1.refuse", "Unavailable"); // the acknowledgement does not get through
        inbox.Write("f1.form", "fjord-17\nnei\nSover ikke.");
        await inbox.IdleAsync();
        Assert.Single((await inbox.GetAsync(pathway)).Requests);
        Assert.Null(inbox.Read("f1.answer"));

        await inbox.RestartAsync();
        inbox.Delete("f1.refuse");
        await Until.TrueAsync(() => inbox.Read("f1.answer") is not null);

        Assert.StartsWith("Received\nHenvendelsen er mottatt.", inbox.Read("f1.answer"), StringComparison.Ordinal);
        var request = Assert.Single((await inbox.GetAsync(pathway)).Requests);
        Assert.Equal(("r1", "fjordgard", "Sover ikke.", RequestKind.Reactivate), (request.RequestId, request.RequesterId, request.Reason, request.Kind));
        Assert.Single(await inbox.TasksAsync(pathway), task => task.Kind == TaskKind.DecideRequest);
        Assert.Empty((await inbox.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_handle_that_stands_for_nothing_leaves_nothing_but_an_access_and_a_repeat_is_answered_alike()
    {
        await using var inbox = await InboxAsync();
        var pathway = await inbox.OpenAsync("intake-2");
        inbox.Write("f2.refuse", "Unavailable");
        inbox.Write("f2.form", "ukjent\n\nHemmelig begrunnelse.");
        await inbox.IdleAsync();
        await inbox.EnterHandleAsync(pathway, "ukjent");
        inbox.Delete("f2.refuse");
        await Until.TrueAsync(() => inbox.Read("f2.answer") is not null);

        Assert.StartsWith("NotMatched\n", inbox.Read("f2.answer"), StringComparison.Ordinal);
        Assert.Contains("113", inbox.Read("f2.answer"), StringComparison.Ordinal); // nobody answered whether it is acute
        Assert.Empty((await inbox.GetAsync(pathway)).Requests);
        var stored = await File.ReadAllBytesAsync(Path.Combine(inbox.Sidecar.Data, "forlop.db-wal"));
        Assert.Equal(-1, stored.AsSpan().IndexOf("Hemmelig"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf("ukjent"u8));
    }

    [Fact]
    public async Task What_is_not_whole_is_refused_and_a_handle_that_is_unknown_is_not_matched()
    {
        await using var inbox = await InboxAsync();
        inbox.Write("f3.form", "\nnei\n"); // no handle: malformed
        inbox.Write("f4.form", "finnes-ikke\nnei\n");
        await inbox.IdleAsync();

        Assert.StartsWith("Refused\n", inbox.Read("f3.answer"), StringComparison.Ordinal);
        Assert.StartsWith("NotMatched\n", inbox.Read("f4.answer"), StringComparison.Ordinal);
        Assert.DoesNotContain("113", inbox.Read("f4.answer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_item_that_cannot_be_acknowledged_keeps_no_other_out()
    {
        await using var inbox = await InboxAsync();
        var pathway = await inbox.OpenAsync("intake-6");
        await inbox.EnterHandleAsync(pathway, "fjord-19");
        inbox.Write("f6.refuse", "Internal");
        inbox.Write("f6.form", "fjord-19\nnei\n");
        inbox.Write("f7.form", "fjord-19\nja\n");
        await inbox.IdleAsync();
        await inbox.IdleAsync();

        Assert.Equal(2, (await inbox.GetAsync(pathway)).Requests.Count);
        Assert.StartsWith("Received\n", inbox.Read("f7.answer"), StringComparison.Ordinal);
        Assert.Null(inbox.Read("f6.answer"));
    }

    [Fact]
    public async Task An_inbox_that_fails_at_one_form_has_the_forms_before_it_taken()
    {
        await using var inbox = await InboxAsync();
        var pathway = await inbox.OpenAsync("intake-8");
        await inbox.EnterHandleAsync(pathway, "fjord-20");
        inbox.Write("f9.offer.refuse", "Internal");
        inbox.Write("f9.form", "fjord-20\nnei\n");
        inbox.Write("f8.form", "fjord-20\nja\n");
        await inbox.IdleAsync();

        Assert.Single((await inbox.GetAsync(pathway)).Requests);
        Assert.StartsWith("Received\n", inbox.Read("f8.answer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pathway_that_has_ended_takes_a_request_and_stays_ended()
    {
        await using var inbox = await InboxAsync();
        var pathway = await inbox.OpenAsync("intake-5");
        var client = new PathwayService.PathwayServiceClient(inbox.Sidecar.As());
        await client.RecordParticipationAsync(Requests.Participation(pathway));
        await client.DecideNotStartAsync(Requests.On(pathway, new DecideNotStartRequest { ReasonCode = NotStartedReason.NotIndicated, Reason = "Ingen behov." }));
        await inbox.EnterHandleAsync(pathway, "fjord-18");
        inbox.Write("f5.form", "fjord-18\nja\n");
        await inbox.IdleAsync();

        var now = await inbox.GetAsync(pathway);
        Assert.Equal((PathwayState.NotStarted, 1), (now.State, now.Requests.Count));
        Assert.Single(await inbox.TasksAsync(pathway), task => task.Kind == TaskKind.DecideRequest);
        Assert.Contains("113", inbox.Read("f5.answer"), StringComparison.Ordinal);
    }

    private static Task<ExchangeSidecar> InboxAsync() =>
        ExchangeSidecar.StartAsync("intake", "FolderInbox");
}
