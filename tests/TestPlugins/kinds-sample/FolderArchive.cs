using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace KindsSample;

/// <summary>An archive that is a folder. A document is FILED once an archivist wrote its archive id beside it.</summary>
[Plugin("kinds-sample", "1.0.0")]
public class FolderArchive : FilingPlugin
{
    private Store store = new("");

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(Store.Open(request!, out store));

    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => new(store.Check());

    protected override async ValueTask<FileResponse> File(IncomingDocument document, PluginCall call)
    {
        var id = document!.Header.FilingId;
        store.ThrowIfRefused("all");
        store.ThrowIfRefused(id);
        var sha256 = Convert.ToHexString(document.Header.Sha256.Span);
        if (store.Read($"{id}.sha256") is { } held)
        {
            return held == sha256
                ? new FileResponse { Stage = Far(id, out var filed), ArchiveId = filed }
                : throw new PluginException(CallStatus.AlreadyExists, "The filing id stands for another document.");
        }

        // Another instance may have been killed in the midst of it, and its file still be open.
        var arriving = store.PathOf($"{id}.{Guid.CreateVersion7():n}.arriving");
        try
        {
            await using (var file = System.IO.File.Create(arriving))
                await document.CopyToAsync(file, call!.Cancellation);
            System.IO.File.Move(arriving, store.PathOf($"{id}.document"), overwrite: true);
            store.Write($"{id}.sha256", sha256);
        }
        finally
        {
            System.IO.File.Delete(arriving);
        }

        return new FileResponse { Stage = Far(id, out var archiveId), ArchiveId = archiveId };
    }

    protected override ValueTask<CheckFilingResponse> CheckFiling(CheckFilingRequest request, PluginCall call)
    {
        if (store.Read($"{request!.FilingId}.sha256") is null)
            throw new PluginException(CallStatus.NotFound, "Nothing is held under the filing id.");
        store.ThrowIfRefused("all");
        return new(new CheckFilingResponse { Stage = Far(request.FilingId, out var archiveId), ArchiveId = archiveId });
    }

    private Stage Far(string id, out string archiveId)
    {
        archiveId = store.Read($"{id}.archived") ?? "";
        return archiveId.Length > 0 ? Stage.Filed : Stage.Delivered;
    }
}
