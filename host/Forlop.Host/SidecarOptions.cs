using Forlop.Host.Effects.Exchange;
using Forlop.Host.Transport;
using Forlop.Storage;
using Forlop.Storage.Sqlite;

namespace Forlop.Host;

/// <summary>How a sidecar is started.</summary>
internal sealed record SidecarOptions
{
    public const string SocketName = "forlop.sock";
    public const string DefaultListen = "http://127.0.0.1:5080";

    /// <summary>Where it remembers. Made when it does not exist.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The master key; null for the user's configuration folder.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A loopback address for callers that cannot use the Unix socket; null for the socket alone.</summary>
    public string? Listen { get; init; } = DefaultListen;

    /// <summary>The plugins that came with the program.</summary>
    public string ShippedPlugins { get; init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Where services' own plugins lie, besides those that came with the program.</summary>
    public IReadOnlyList<string> OwnPlugins { get; init; } = [];

    /// <summary>Where the operator wants the code of single plugins to run, by id; the others follow the policy.</summary>
    public IReadOnlyDictionary<string, Contracts.V1.PluginLevel> PluginLevels { get; init; } = new Dictionary<string, Contracts.V1.PluginLevel>();

    /// <summary>Folders outside that a plugin's own process may read and write, by the plugin's id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> PluginFolders { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>A folder with one file for each service that differs from the defaults, TENANT.yaml; null for none.</summary>
    public string? SettingsFolder { get; init; }

    /// <summary>When set, the calendar stands still there until OperatorService.SetClock moves it.</summary>
    public DateTimeOffset? SimulatedClock { get; init; }

    /// <summary>What callers may ask of the sockets.</summary>
    public TransportLimits Transport { get; init; } = new();

    /// <summary>How often plugins that file, deliver and receive are tried.</summary>
    public ExchangeOptions Exchange { get; init; } = new();

    /// <summary>How often plugins are asked whether they can do their work. Real time: no calendar moves it.</summary>
    public TimeSpan PluginRounds { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Tells tools that ask by reflection what is served.</summary>
    public bool Dev { get; init; }

    /// <summary>Opens the store; a test opens one with a fault in it.</summary>
    public Func<SqliteStoreOptions, IPathwayStore> OpenStore { get; init; } = SqlitePathwayStore.Open;

    public string SocketPath => Path.Combine(Path.GetFullPath(DataDirectory), SocketName);
}
