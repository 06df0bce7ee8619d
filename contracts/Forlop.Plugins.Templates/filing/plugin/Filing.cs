using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPluginAddon;

/// <summary>
/// Takes documents to an archive that answers PUT and GET documents/ID with its own id of the document, or with nothing while
/// an archivist has not filed it yet; 409 where the id stands for another document, 404 where it stands for none.
/// </summary>
[Plugin("my-plugin", "1.0.0")]
public sealed class Filing : FilingPlugin
{
    private readonly Remote archive = new();

    public override ValueTask DisposeAsync()
    {
        archive.Dispose();
        return base.DisposeAsync();
    }

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(archive.Configure(request));

    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => archive.CheckAsync(call.Cancellation);

    // FI-1, FI-4: a second PUT of the same document changes nothing, and of another one is refused, both by the archive.
    protected override async ValueTask<FileResponse> File(IncomingDocument document, PluginCall call)
    {
        using var content = new MemoryStream();
        await document.CopyToAsync(content, call.Cancellation); // FI-3: throws before anything was sent
        content.Position = 0;
        using var body = new MultipartFormDataContent
        {
            { new StringContent(JsonFormatter.Default.Format(document.Header)), "header" },
            { new StreamContent(content), "document", document.Header.FileName },
        };
        var archiveId = await archive.SendAsync(HttpMethod.Put, PathOf(document.Header.FilingId), body, call.Cancellation);
        return new FileResponse { Stage = StageOf(archiveId), ArchiveId = archiveId };
    }

    // FI-5
    protected override async ValueTask<CheckFilingResponse> CheckFiling(CheckFilingRequest request, PluginCall call)
    {
        var archiveId = await archive.SendAsync(HttpMethod.Get, PathOf(request.FilingId), default(HttpContent), call.Cancellation);
        return new CheckFilingResponse { Stage = StageOf(archiveId), ArchiveId = archiveId };
    }

    // FI-2
    private static Stage StageOf(string archiveId) => archiveId.Length > 0 ? Stage.Filed : Stage.Delivered;

    private static string PathOf(string filingId) => $"documents/{Uri.EscapeDataString(filingId)}";
}
