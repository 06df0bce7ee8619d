using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forlop.PluginHost;

/// <summary>Where plugins lie and how patient the host is with them.</summary>
public sealed record PluginHostOptions
{
    /// <summary>The plugins that came with this release, one folder each. Programs run from here alone. It may be missing.</summary>
    public required string ShippedFolder { get; init; }

    /// <summary>A municipality's own plugins, one folder each: data runs, a program is left out.</summary>
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

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
