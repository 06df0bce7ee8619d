using System.Security.Cryptography;
using Forlop.Contracts.V1;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A document goes to the archive until it has the archive's id, whatever happens on the way.</summary>
public sealed class FilingTests
{
    [Fact]
    public async Task A_document_is_delivered_and_then_filed_and_the_pathway_says_which()
    {
        await using var archive = await ArchiveAsync();
        var pathway = await archive.OpenAsync("filing-1");
        var content = RandomNumberGenerator.GetBytes(700_000); // three pieces in the store, and three on the way

        var id = await archive.FileAsync(pathway, content);
        await archive.IdleAsync();
        Assert.Equal(FilingState.Delivered, (await archive.GetAsync(pathway)).Filings.Single().State);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(archive.Outside, $"{id}.document")));

        archive.Write($"{id}.archived", "2026/17-3");
        await Until.TrueAsync(() => archive.GetAsync(pathway).Result.Filings.Single().State == FilingState.Filed);

        Assert.Equal("2026/17-3", (await archive.GetAsync(pathway)).Filings.Single().ArchiveId);
        Assert.Empty(await archive.Store.OpenFilingsAsync("havnes", 10));
        Assert.Equal(
            ["FilingCommitted", "FilingDelivered", "FilingFiled"],
            (await archive.HistoryAsync(pathway)).Select(entry => entry.PayloadCase.ToString()).Where(name => name.StartsWith("Filing", StringComparison.Ordinal)));
        Assert.Empty((await archive.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task An_archive_that_is_down_gets_the_document_when_it_is_up_also_after_a_restart_and_once()
    {
        await using var archive = await ArchiveAsync();
        archive.Write("all.refuse", "Unavailable");
        var pathway = await archive.OpenAsync("filing-2");
        var id = await archive.FileAsync(pathway, "ett"u8.ToArray());
        await archive.IdleAsync();
        Assert.Equal(FilingState.Committed, (await archive.GetAsync(pathway)).Filings.Single().State);
        Assert.DoesNotContain(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);

        await archive.RestartAsync();
        archive.Write($"{id}.archived", "2026/18");
        archive.Delete("all.refuse");

        await Until.TrueAsync(() => archive.GetAsync(pathway).Result.Filings.Single().State == FilingState.Filed);
        Assert.Equal("2026/18", (await archive.GetAsync(pathway)).Filings.Single().ArchiveId);
        Assert.Single(Directory.GetFiles(archive.Outside, "*.document"));
    }

    [Fact]
    [Trait("Trap", "23")]
    public async Task What_needs_somebody_is_a_task_for_one_document_and_the_others_go_on()
    {
        await using var archive = await ArchiveAsync();
        var pathway = await archive.OpenAsync("filing-3");
        var (stuck, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        archive.Write($"{stuck}.refuse", "FailedPrecondition");
        archive.Write($"{other}.archived", "2026/19");

        await archive.FileAsync(pathway, "en"u8.ToArray(), id: stuck);
        await archive.FileAsync(pathway, "to"u8.ToArray(), id: other);
        await archive.IdleAsync();

        Assert.Equal(FilingState.Filed, await StateAsync(archive, pathway, other));
        Assert.Equal(FilingState.Parked, await StateAsync(archive, pathway, stuck));
        archive.Delete($"{stuck}.refuse");
        archive.Write($"{stuck}.archived", "2026/20");
        await archive.CompleteAsync(pathway, TaskKind.SettleFiling);
        await Until.TrueAsync(() => StateAsync(archive, pathway, stuck).Result == FilingState.Filed);
        Assert.Equal(FilingState.Filed, await StateAsync(archive, pathway, stuck));
        Assert.DoesNotContain(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);
    }

    [Theory]
    [InlineData("AlreadyExists", HandoverProblem.IdTaken)]
    [InlineData("Internal", HandoverProblem.PluginFault)]
    [InlineData("FailedPrecondition", HandoverProblem.NeedsSomebody)]
    public async Task Each_answer_parks_with_its_own_reason(string status, HandoverProblem problem)
    {
        await using var archive = await ArchiveAsync();
        archive.Write("all.refuse", status);
        var pathway = await archive.OpenAsync("filing-4");

        await archive.FileAsync(pathway, "x"u8.ToArray());
        await archive.IdleAsync();

        var filing = (await archive.GetAsync(pathway)).Filings.Single();
        Assert.Equal((FilingState.Parked, problem), (filing.State, filing.Problem));
        Assert.Single(await archive.TasksAsync(pathway), task => task.Kind == TaskKind.SettleFiling);
    }

    [Fact]
    public async Task Content_that_is_not_what_was_announced_is_sent_twice_and_then_parked()
    {
        await using var archive = await ArchiveAsync();
        var pathway = await archive.OpenAsync("filing-5");

        await archive.FileAsync(pathway, "ett"u8.ToArray(), claimed: "to"u8.ToArray());

        await Until.TrueAsync(() => archive.GetAsync(pathway).Result.Filings.Single().State == FilingState.Parked);
        Assert.Equal(HandoverProblem.ContentRefused, (await archive.GetAsync(pathway)).Filings.Single().Problem);
        Assert.Empty(Directory.GetFiles(archive.Outside, "*.document"));
    }

    private static Task<ExchangeSidecar> ArchiveAsync() => ExchangeSidecar.StartAsync("filing", "FolderArchive", "content");

    private static async Task<FilingState> StateAsync(ExchangeSidecar archive, string pathway, Guid id) =>
        (await archive.GetAsync(pathway)).Filings.Single(filing => filing.FilingId == id.ToString()).State;
}
