using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Supervision;

/// <summary>A plugin in this process, in a load context of its own.</summary>
internal sealed class EndpointProgram(Sandbox sandbox, PluginHostOptions options) : IPluginProgram
{
    public PluginLevel Level => PluginLevel.InProcess;

    // A constructor may hang as well as a call.
    public Task<IPluginLink> StartAsync() => Task.Run(Start).WaitAsync(options.StartPatience, options.Clock);

    private IPluginLink Start() => new EndpointLink(sandbox.Lease(options.CallsInHand), options.Clock);
}
