using System.Runtime.CompilerServices;
using Forlop.Contracts.Plugin.V1;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>A plugin that brings one tenant requests of institutions and foster homes.</summary>
public sealed class IntakePlugin : PluginClient
{
    internal IntakePlugin(string id, string version, CallInvoker invoker)
        : base(id, version, invoker) => Client = new IntakePluginService.IntakePluginServiceClient(invoker);

    public IntakePluginService.IntakePluginServiceClient Client { get; }

    /// <summary>What has come in and was not acknowledged. Acknowledge an item once it is committed, and not before.</summary>
    public async IAsyncEnumerable<IntakeItem> ReceiveAsync(string tenantId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = Client.Receive(new ReceiveRequest { TenantId = tenantId }, cancellationToken: cancellation);
        while (await call.ResponseStream.MoveNext(cancellation))
            yield return call.ResponseStream.Current.Item;
    }
}
