using System.Security.Cryptography;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>A document on its way to an archive, through the client that the outbox has.</summary>
public sealed class FilingTests : IAsyncLifetime
{
    private static readonly byte[] Document = [.. Enumerable.Range(0, 700_000).Select(at => (byte)at)]; // three pieces
    private readonly KindFolders folders = new("filing", "FolderArchive");
    private PluginHouse? house;

    private FilingPlugin Archive => house!.FilingFor("havnes").Single();

    public async Task InitializeAsync() => house = await folders.OpenAsync();

    public async Task DisposeAsync()
    {
        var leaks = await house!.CloseAsync();
        folders.Dispose();
        Assert.Empty(leaks);
    }

    [Fact]
    [Trait("Must", "FI-1")]
    [Trait("Must", "FI-2")]
    public async Task Delivered_and_filed_are_two_answers_and_a_repeat_makes_no_second_document()
    {
        Assert.Equal(new FileResponse { Stage = Stage.Delivered }, await FileAsync());
        Assert.Equal(Document, await File.ReadAllBytesAsync(folders["f1.document"]));
        Assert.Equal(new CheckFilingResponse { Stage = Stage.Delivered }, await CheckAsync("f1"));

        await File.WriteAllTextAsync(folders["f1.archived"], "2026/17-3");

        Assert.Equal(new CheckFilingResponse { Stage = Stage.Filed, ArchiveId = "2026/17-3" }, await CheckAsync("f1"));
        Assert.Equal(new FileResponse { Stage = Stage.Filed, ArchiveId = "2026/17-3" }, await FileAsync());
        await RestartAsync();
        Assert.Equal(new FileResponse { Stage = Stage.Filed, ArchiveId = "2026/17-3" }, await FileAsync());
        Assert.Equal(["f1.archived", "f1.document", "f1.sha256"], folders.Held);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 0)]
    [InlineData(1, 0)]
    [Trait("Must", "FI-3")]
    public async Task Content_that_is_not_the_headers_is_refused_and_nothing_of_it_kept(int longer, byte changed)
    {
        var header = Header();
        header.SizeBytes += longer;
        header.Sha256 = ByteString.CopyFrom([.. header.Sha256.Span[..^1], (byte)(header.Sha256[^1] ^ changed)]);

        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => Archive.FileAsync(header, new MemoryStream(Document), default))).StatusCode);
        Assert.Empty(folders.Held);
    }

    [Fact]
    [Trait("Must", "FI-4")]
    public async Task A_filing_id_that_stands_for_another_document_is_refused()
    {
        await FileAsync();
        var other = Header();
        other.Sha256 = ByteString.CopyFrom(SHA256.HashData("other"u8));

        Assert.Equal(StatusCode.AlreadyExists, (await Assert.ThrowsAsync<RpcException>(() => Archive.FileAsync(other, new MemoryStream("other"u8.ToArray()), default))).StatusCode);
        Assert.Equal(Document, await File.ReadAllBytesAsync(folders["f1.document"]));
    }

    [Fact]
    [Trait("Must", "FI-5")]
    public async Task Asking_changes_nothing_and_an_unknown_id_is_not_found()
    {
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => CheckAsync("f2"))).StatusCode);
        Assert.Empty(folders.Held);
    }

    [Fact]
    [Trait("Must", "CK-1")]
    [Trait("Must", "CK-2")]
    public async Task A_plugin_says_that_its_archive_is_gone_rather_than_fail()
    {
        var lifecycle = new PluginLifecycleService.PluginLifecycleServiceClient(Archive.Invoker);
        Assert.Null((await lifecycle.CheckAsync(new CheckRequest())).Problem);

        Directory.Delete(folders.Store);

        Assert.Contains("lager den", (await lifecycle.CheckAsync(new CheckRequest())).Problem.Nb, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folders.Store));
    }

    [Fact]
    public async Task An_archive_that_does_not_ask_for_the_content_is_left_out_and_sent_nothing()
    {
        folders.Edit(manifest => manifest.Remove("dataFields"));
        await RestartAsync();

        Assert.Empty(house!.FilingFor("havnes"));
        var left = house.Statuses.Single();
        Assert.Equal(PluginState.LeftOut, left.State);
        Assert.Contains("«content»", left.Problem.Nb, StringComparison.Ordinal);
        Assert.Empty(folders.Held);
    }

    [Fact]
    public async Task A_plugin_that_was_not_granted_the_content_gets_none_of_it()
    {
        var written = new Written();
        var method = new Method<FileRequest, FileResponse>(MethodType.ClientStreaming, "Filing", "File", Of(FileRequest.Parser), Of(FileResponse.Parser));
        var guard = new CallGuard("archive", new HashSet<string>(), TimeSpan.FromMinutes(1), TimeProvider.System);
        using var call = guard.AsyncClientStreamingCall<FileRequest, FileResponse>(new(method, host: null, new CallOptions()), _ => new(written, Task.FromResult(new FileResponse()), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { }));

        await call.RequestStream.WriteAsync(new FileRequest { Header = new FilingHeader { FilingId = "f1", Title = "Referat" } });
        await call.RequestStream.WriteAsync(new FileRequest { Content = ByteString.CopyFromUtf8("Hemmelig") });

        Assert.Equal([new FileRequest { Header = new FilingHeader { FilingId = "f1" } }, new FileRequest()], written.Messages);
    }

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);

    private async Task RestartAsync()
    {
        Assert.Empty(await house!.CloseAsync());
        house = await folders.OpenAsync();
    }

    private Task<FileResponse> FileAsync() => Archive.FileAsync(Header(), new MemoryStream(Document), default);

    private async Task<CheckFilingResponse> CheckAsync(string id) => await Archive.Client.CheckFilingAsync(new CheckFilingRequest { TenantId = "havnes", FilingId = id });

    private static FilingHeader Header() => new()
    {
        FilingId = "f1", TenantId = "havnes", PathwayId = "p1", DocumentType = "referral", Direction = FilingDirection.Outgoing, DatedOn = "2026-02-03",
        FileName = "referral.pdf", MediaType = "application/pdf", SizeBytes = Document.Length, Sha256 = ByteString.CopyFrom(SHA256.HashData(Document)),
        AccessCode = "UO", AccessProvision = "Offl. § 13 jf. bvl. § 13-1",
    };

    private sealed class Written : IClientStreamWriter<FileRequest>
    {
        public List<FileRequest> Messages { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(FileRequest message)
        {
            Messages.Add(message);
            return Task.CompletedTask;
        }

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
