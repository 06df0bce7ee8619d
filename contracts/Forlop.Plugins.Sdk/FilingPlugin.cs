using System.Runtime.CompilerServices;
using Forlop.Contracts.Plugin.V1;

namespace Forlop.Plugins.Sdk;

/// <summary>Takes documents to an archive.</summary>
/// <example><code>
/// [Plugin("filing-sample", "1.0.0")]
/// public sealed class SamplePlugin : FilingPlugin
/// {
///     protected override async ValueTask&lt;FileResponse&gt; File(IncomingDocument document, PluginCall call)
///     {
///         await using var file = System.IO.File.Create(PathOf(document.Header.FilingId));
///         await document.CopyToAsync(file, call.Cancellation);
///         return new FileResponse { Stage = Stage.Delivered };
///     }
/// }
/// </code></example>
public abstract class FilingPlugin : Plugin
{
    /// <summary>Registers the methods of <c>forlop.plugin.v1.FilingPluginService</c>.</summary>
    protected FilingPlugin()
    {
        Serve<FileRequest, FileResponse>("/forlop.plugin.v1.FilingPluginService/File", FileRequest.Parser, FileParts);
        Serve("/forlop.plugin.v1.FilingPluginService/CheckFiling", CheckFilingRequest.Parser, CheckFiling);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Kinds => ["filing"];

    /// <summary>Takes one document, or says how far an earlier call with its filing id came (FI-1).</summary>
    /// <param name="document">
    /// Its header, and its content as it comes in. Reading to the end proves size and SHA-256 and throws when either is not the
    /// header's (FI-3); what was written until then must go.
    /// </param>
    /// <param name="call">The call.</param>
    /// <returns>DELIVERED once the receiving side has it durably, FILED only with the archive's id (FI-2).</returns>
    protected abstract ValueTask<FileResponse> File(IncomingDocument document, PluginCall call);

    /// <summary>How far a document has come; changes nothing (FI-5).</summary>
    /// <param name="request">The filing id.</param>
    /// <param name="call">The call.</param>
    /// <returns>The stage; throw <see cref="CallStatus.NotFound"/> when nothing is held under the id.</returns>
    protected abstract ValueTask<CheckFilingResponse> CheckFiling(CheckFilingRequest request, PluginCall call);

    private async IAsyncEnumerable<FileResponse> FileParts(IAsyncEnumerable<FileRequest> parts, PluginCall call)
    {
        await using var incoming = parts.GetAsyncEnumerator(call.Cancellation);
        if (!await incoming.MoveNextAsync() || incoming.Current.PartCase != FileRequest.PartOneofCase.Header)
            throw new PluginException(CallStatus.InvalidArgument, "The first part is the header.");
        yield return await File(new IncomingDocument(incoming.Current.Header, Content(incoming, call.Cancellation)), call);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Content(IAsyncEnumerator<FileRequest> incoming, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await incoming.MoveNextAsync())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return incoming.Current.PartCase == FileRequest.PartOneofCase.Content
                ? incoming.Current.Content.Memory
                : throw new PluginException(CallStatus.InvalidArgument, "A part after the header is no content.");
        }
    }
}
