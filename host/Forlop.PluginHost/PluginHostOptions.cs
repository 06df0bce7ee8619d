using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;
using Forlop.PluginHost.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forlop.PluginHost;

/// <summary>Where plugins lie and how patient the host is with them.</summary>
public sealed record PluginHostOptions
{
    /// <summary>The plugins that came with this release, one folder each. Their code may run in this process. It may be missing.</summary>
    public required string ShippedFolder { get; init; }

    /// <summary>A municipality's own plugins, one folder each. Their code runs in processes of its own.</summary>
    public IReadOnlyList<string> OtherFolders { get; init; } = [];

    /// <summary>For the private copies that are loaded. It belongs to one host: what an earlier run left there is deleted.</summary>
    public required string StagingDirectory { get; init; }

    /// <summary>Told to plugins, for their logs.</summary>
    public required string HostVersion { get; init; }

    /// <summary>How long a question may take that a person waits for, whatever its caller asked for.</summary>
    public TimeSpan CallPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call may take that the host makes by itself: a document filed, events delivered, an inbox emptied.</summary>
    public TimeSpan WorkPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long Describe, Configure and an orderly stop may take.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls a plugin may have in hand for each tenant, those included that hang.</summary>
    public int CallsInHand { get; init; } = 16;

    /// <summary>Where the operator wants a plugin's code to run, by the plugin's id; data goes by its own id, then by its engine's.</summary>
    public IReadOnlyDictionary<string, PluginLevel> Levels { get; init; } = new Dictionary<string, PluginLevel>();

    /// <summary>How this program is started as a worker for one .NET plugin; three words follow. Empty: no .NET plugin can be a worker.</summary>
    public IReadOnlyList<string> WorkerCommand { get; init; } = [];

    /// <summary>What no worker may see even where a folder around it is shown to it: the data folder.</summary>
    public IReadOnlyList<string> PrivateFolders { get; init; } = [];

    /// <summary>Folders outside that a worker may read and write, by the plugin's id: what an archive or an inbox that is a folder needs. The operator names them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> OpenFolders { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether a plugin may use the network that its manifest asks for. The operator says so, plugin by plugin.</summary>
    public Func<string, bool> MayUseNetwork { get; init; } = _ => false;

    /// <summary>Mebibytes that one worker may write to in memory.</summary>
    public int WorkerMemory { get; init; } = 512;

    /// <summary>Logs what workers write to standard error, which may hold anything: for invented data alone.</summary>
    public bool ShowWorkerErrors { get; init; }

    public SupervisionOptions Supervision { get; init; } = new();
    /// <summary>What an operator has decided about the plugin of an id, as it stands when the plugin is opened.</summary>
    public Func<string, PluginDecision> Decisions { get; init; } = _ => PluginDecision.None;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Put into the greeting of every worker as a member that the contract does not name; null but in the kit.</summary>
    internal string? UnknownMember { get; init; }

    /// <summary>What confines workers; a test takes some of it away.</summary>
    internal WorkerTools Tools { get; init; } = WorkerTools.OfThisMachine;

    /// <summary>A person waits for an answer; for work that the host does by itself nobody does.</summary>
    internal TimeSpan PatienceWith(PluginManifest manifest) => manifest.Kinds.Contains(PluginKinds.Routing) ? CallPatience : WorkPatience;
}
