using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Supervision;

/// <summary>A plugin's code at the level where it runs. What supervises and calls it does not know which.</summary>
internal interface IPluginProgram
{
    PluginLevel Level { get; }

    /// <summary>Makes an instance that has not shaken hands yet.</summary>
    /// <exception cref="LeftOutException">It cannot be started.</exception>
    Task<IPluginLink> StartAsync();
}
