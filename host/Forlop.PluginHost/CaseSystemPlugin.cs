using Forlop.Contracts.Plugin.V1;
using Grpc.Core;

namespace Forlop.PluginHost;

/// <summary>A plugin that speaks to one tenant's fagsystem.</summary>
public sealed class CaseSystemPlugin : PluginClient
{
    internal CaseSystemPlugin(string id, string version, CallInvoker invoker)
        : base(id, version, invoker) => Client = new CaseSystemPluginService.CaseSystemPluginServiceClient(invoker);

    /// <summary>Whether it was granted which child a call is about. Without, it can be asked for none.</summary>
    public bool IsToldWhichChild { get; internal init; }

    public CaseSystemPluginService.CaseSystemPluginServiceClient Client { get; }
}
