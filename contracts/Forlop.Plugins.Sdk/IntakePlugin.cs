using Forlop.Contracts.Plugin.V1;

namespace Forlop.Plugins.Sdk;

/// <summary>Brings requests of institutions and foster homes in, and keeps each until the host has it.</summary>
/// <example><code>
/// [Plugin("intake-sample", "1.0.0")]
/// public sealed class SamplePlugin : IntakePlugin
/// {
///     protected override IAsyncEnumerable&lt;IntakeItem&gt; Receive(ReceiveRequest request, PluginCall call) => inbox.OldestFirstAsync(call.Cancellation);
///
///     protected override async ValueTask&lt;AcknowledgeResponse&gt; Acknowledge(AcknowledgeRequest request, PluginCall call)
///     {
///         await inbox.AnswerAsync(request.ItemId, request.Message, call.Cancellation);
///         return new AcknowledgeResponse();
///     }
/// }
/// </code></example>
public abstract class IntakePlugin : Plugin
{
    /// <summary>Registers the methods of <c>forlop.plugin.v1.IntakePluginService</c>.</summary>
    protected IntakePlugin()
    {
        Serve<ReceiveRequest, ReceiveResponse>("/forlop.plugin.v1.IntakePluginService/Receive", ReceiveRequest.Parser, ReceiveItems);
        Serve("/forlop.plugin.v1.IntakePluginService/Acknowledge", AcknowledgeRequest.Parser, Acknowledge);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Kinds => ["intake"];

    /// <summary>Everything that has not been acknowledged (IN-1, IN-2), with the same ids and content at every call (IN-3).</summary>
    /// <param name="request">The tenant.</param>
    /// <param name="call">The call.</param>
    /// <returns>Oldest first; it ends when there is no more for now.</returns>
    protected abstract IAsyncEnumerable<IntakeItem> Receive(ReceiveRequest request, PluginCall call);

    /// <summary>Takes note that an item is durable in the host, or will never be; a repeat changes nothing (IN-4).</summary>
    /// <param name="request">The item, what became of it, and what its sender is told.</param>
    /// <param name="call">The call.</param>
    /// <returns>Empty.</returns>
    protected abstract ValueTask<AcknowledgeResponse> Acknowledge(AcknowledgeRequest request, PluginCall call);

    private async IAsyncEnumerable<ReceiveResponse> ReceiveItems(IAsyncEnumerable<ReceiveRequest> requests, PluginCall call)
    {
        var request = await OnlyOne(requests, call);
        await foreach (var item in Receive(request, call).WithCancellation(call.Cancellation))
            yield return new ReceiveResponse { Item = item };
    }
}
