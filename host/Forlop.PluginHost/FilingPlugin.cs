using Forlop.Contracts.Plugin.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>A plugin that takes one tenant's documents to its archive.</summary>
public sealed class FilingPlugin : PluginClient
{
    private const int Piece = 256 * 1024;

    internal FilingPlugin(string id, string version, CallInvoker invoker)
        : base(id, version, invoker) => Client = new FilingPluginService.FilingPluginServiceClient(invoker);

    public FilingPluginService.FilingPluginServiceClient Client { get; }

    /// <summary>Sends one document in pieces. The plugin may answer before it has read them all, as it does for a repeat.</summary>
    /// <param name="before">Runs once the plugin can be reached, and before anything is shown to it.</param>
    public async Task<FileResponse> FileAsync(FilingHeader header, Stream content, CancellationToken cancellation, Func<Task>? before = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var call = Client.File(cancellationToken: cancellation);
        var answer = call.ResponseAsync;
        await (before?.Invoke() ?? Task.CompletedTask);
        try
        {
            await call.RequestStream.WriteAsync(new FileRequest { Header = header });
            var buffer = new byte[Piece];
            while (!answer.IsCompleted && await content.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, cancellation) is > 0 and var read)
                await call.RequestStream.WriteAsync(new FileRequest { Content = ByteString.CopyFrom(buffer, 0, read) });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The plugin ended the call while it was written to; how, its answer says.
            return await answer;
        }

        return await answer;
    }
}
