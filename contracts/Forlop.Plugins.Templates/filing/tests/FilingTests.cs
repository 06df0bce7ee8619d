using System.Security.Cryptography;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPluginAddon.Tests;

public sealed class FilingTests
{
    private static readonly byte[] Document = [.. "Referat fra møtet."u8];

    // FI-1, FI-2
    [Fact]
    public async Task A_document_is_delivered_and_once_an_archivist_filed_it_filed_also_when_it_is_sent_again()
    {
        var archiveId = "";
        var asked = new List<string>();
        using var archive = new OtherSide((request, body) =>
        {
            asked.Add($"{request} {body.Contains("Referat fra møtet.", StringComparison.Ordinal)}");
            return (200, archiveId);
        });
        await using var plugin = new Filing();
        await OtherSide.ConfigureAsync(plugin, archive.Address);

        Assert.Equal(new FileResponse { Stage = Stage.Delivered }, await FileAsync(plugin, Document));
        archiveId = "2026/17-3";
        Assert.Equal(new FileResponse { Stage = Stage.Filed, ArchiveId = "2026/17-3" }, await FileAsync(plugin, Document));
        Assert.Equal(new CheckFilingResponse { Stage = Stage.Filed, ArchiveId = "2026/17-3" }, await CheckAsync(plugin));
        Assert.Equal(["PUT /documents/f1 True", "PUT /documents/f1 True", "GET /documents/f1 False"], asked);
    }

    // FI-3
    [Fact]
    public async Task A_document_that_is_not_what_its_header_says_is_refused_before_anything_is_sent()
    {
        var asked = 0;
        using var archive = new OtherSide((_, _) => (200, $"{++asked}"));
        await using var plugin = new Filing();
        await OtherSide.ConfigureAsync(plugin, archive.Address);

        Assert.Equal(CallStatus.InvalidArgument, (await Assert.ThrowsAsync<PluginException>(() => FileAsync(plugin, [.. "Noe annet."u8]))).Status);
        Assert.Equal(0, asked);
    }

    // FI-4, FI-5
    [Theory]
    [InlineData(409, CallStatus.AlreadyExists)]
    [InlineData(404, CallStatus.NotFound)]
    [InlineData(503, CallStatus.Unavailable)]
    public async Task What_the_archive_refuses_is_refused(int answer, CallStatus status)
    {
        using var archive = new OtherSide((_, _) => (answer, ""));
        await using var plugin = new Filing();
        await OtherSide.ConfigureAsync(plugin, archive.Address);

        Assert.Equal(status, (await Assert.ThrowsAsync<PluginException>(() => FileAsync(plugin, Document))).Status);
        Assert.Equal(status, (await Assert.ThrowsAsync<PluginException>(() => CheckAsync(plugin))).Status);
    }

    private static Task<FileResponse> FileAsync(Filing plugin, byte[] content)
    {
        var header = new FilingHeader
        {
            FilingId = "f1", TenantId = "havnes", PathwayId = "p1", DocumentType = "minutes", Direction = FilingDirection.Internal, DatedOn = "2026-02-03", FileName = "minutes.txt",
            MediaType = "text/plain", SizeBytes = Document.Length, Sha256 = ByteString.CopyFrom(SHA256.HashData(Document)), AccessCode = "UO", AccessProvision = "Offl. § 13 jf. bvl. § 13-1",
        };
        return plugin.CallAsync("FilingPluginService/File", FileResponse.Parser, new FileRequest { Header = header }, new FileRequest { Content = ByteString.CopyFrom(content) });
    }

    private static Task<CheckFilingResponse> CheckAsync(Filing plugin) =>
        plugin.CallAsync("FilingPluginService/CheckFiling", CheckFilingResponse.Parser, new CheckFilingRequest { TenantId = "havnes", FilingId = "f1" });
}
