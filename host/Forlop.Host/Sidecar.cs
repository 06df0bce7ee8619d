using System.Net;
using Forlop.Host.Commands;
using Forlop.Host.Effects;
using Forlop.Host.Effects.Exchange;
using Forlop.Host.Plugins;
using Forlop.Host.Security;
using Forlop.Host.Services;
using Forlop.Host.Settings;
using Forlop.Host.Transport;
using Forlop.PluginHost;
using Forlop.Storage;
using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Forlop.Host;

/// <summary>The sidecar put together: the only place where rules, store, plugins and transport meet.</summary>
internal sealed partial class Sidecar : IAsyncDisposable
{
    // The longest path that a Unix socket address holds.
    private const int LongestSocketPath = 107;

    private readonly WebApplication application;
    private readonly IPathwayStore store;
    private readonly PluginHouse plugins;

    private Sidecar(WebApplication application, IPathwayStore store, PluginHouse plugins) =>
        (this.application, this.store, this.plugins) = (application, store, plugins);

    /// <summary>The loopback address that it listens on besides the socket; null when there is none.</summary>
    public Uri? Address { get; private set; }

    public IReadOnlyList<Contracts.V1.PluginStatus> Plugins => plugins.Statuses;

    /// <summary>Completes when the store has failed and the process has to end.</summary>
    public Task<Exception> StoreFaulted => store.Faulted;

    public static async Task<Sidecar> StartAsync(SidecarOptions options, Action<ILoggingBuilder> logging)
    {
        var listen = Loopback(options);
        if (options.OwnPlugins.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new ConfigurationException($"There is no plugin folder {missing}. Make it, or leave out --plugins.");
        }

        SettingsFolder.Read(options.SettingsFolder).ThrowIfBroken(); // before anything is made
        PrivateFiles.CreateFolder(options.DataDirectory);
        TimeProvider calendar = options.SimulatedClock is { } start ? new SimulatedCalendar(start) : TimeProvider.System;
        using var loggers = LoggerFactory.Create(logging);
        var storeLog = loggers.CreateLogger<SqlitePathwayStore>();
        var opened = options.OpenStore(new SqliteStoreOptions
        {
            Directory = options.DataDirectory,
            KeyFile = options.KeyFile,
            Calendar = calendar,
            MustExist = DevelopmentCredentials.Exist(options.DataDirectory),
            LeftOut = pathwayId => LogLeftOut(storeLog, pathwayId),
        });
        var house = default(PluginHouse);
        try
        {
            var credentials = DevelopmentCredentials.OpenOrCreate(options.DataDirectory);
            var settings = new ServiceSettingsProvider(opened, options.SettingsFolder, credentials.Tenants);
            await settings.StartAsync();
            var decisions = new PluginDecisions(opened);
            await decisions.StartAsync();
            house = await PluginHouse.OpenAsync(new PluginHostOptions
            {
                ShippedFolder = options.ShippedPlugins,
                OtherFolders = options.OwnPlugins,
                Decisions = decisions.Of,
                MayUseNetwork = _ => true, // A plugin runs only once everything that it asks for was approved, its hosts among it.
                StagingDirectory = Path.Combine(options.DataDirectory, "plugins-in-use"),
                HostVersion = typeof(Sidecar).Assembly.GetName().Version!.ToString(3),
                Levels = options.PluginLevels,
                OpenFolders = options.PluginFolders,
                WorkerCommand = PluginWorkerCommand.Words,
                PrivateFolders = [options.DataDirectory],
                ShowWorkerErrors = options.Dev,
                Logger = loggers.CreateLogger<PluginHouse>(),
            });
            var kestrel = Compose(options, listen, opened, house, decisions, credentials, settings, calendar, logging);

            // The store's lock proves that whoever left the socket behind is gone.
            File.Delete(options.SocketPath);
            await kestrel.StartAsync();
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(options.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return new Sidecar(kestrel, opened, house) { Address = AddressOf(kestrel) };
        }
        catch
        {
            await (house?.DisposeAsync() ?? ValueTask.CompletedTask);
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until somebody stops the process, or the store fails.</summary>
    public async Task WaitAsync(CancellationToken cancellation) =>
        await Task.WhenAny(application.WaitForShutdownAsync(cancellation), store.Faulted);

    public async ValueTask DisposeAsync()
    {
        // Calls in flight end first, then the plugins that they may use, and the store last.
        await application.StopAsync();
        await application.DisposeAsync();
        await plugins.DisposeAsync();
        await store.DisposeAsync();
    }

    private static WebApplication Compose(
        SidecarOptions options, IPEndPoint? listen, IPathwayStore store, PluginHouse plugins, PluginDecisions decisions, DevelopmentCredentials credentials, ServiceSettingsProvider settings, TimeProvider calendar, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Apply(kestrel, options.Transport, options.SocketPath, listen));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Transport.Shutdown);
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<FaultInterceptor>());
        builder.Services
            .AddSingleton(store).AddSingleton(plugins).AddSingleton(decisions).AddSingleton(credentials).AddSingleton(settings).AddSingleton(calendar)
            .AddSingleton<FaultInterceptor>().AddSingleton<Callers>().AddSingleton<CommandRunner>().AddSingleton<RouteAdvice>().AddSingleton<CaseSystemLookup>()
            .AddSingleton<PathwayRpcService>().AddSingleton<ConsentRpcService>().AddSingleton<MeetingRpcService>().AddSingleton<EngagementRpcService>().AddSingleton<DocumentRpcService>()
            .AddSingleton<WorklistRpcService>().AddSingleton<PluginRpcService>().AddSingleton<OperatorRpcService>().AddSingleton<AuditRpcService>()
            .AddSingleton<ServedServices>().AddSingleton<HealthRpcService>().AddSingleton<ReflectionAnswers>()
            .AddSingleton(services => new Readiness(store.Faulted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping))
            .AddSingleton(options).AddHostedService<PluginRounds>()
            .AddSingleton(services => new PumpTools(store, settings, calendar, options.Exchange, services.GetRequiredService<ILogger<Outbox>>()) { IsRetired = id => decisions.Of(id).Retired })
            .AddSingleton<Backlogs>().AddSingleton<Outbox>().AddHostedService(services => services.GetRequiredService<Outbox>())
            .AddSingleton<DeadlineWatch>().AddHostedService(services => services.GetRequiredService<DeadlineWatch>());

        var built = builder.Build();
        built.MapGrpcService<PathwayRpcService>();
        built.MapGrpcService<ConsentRpcService>();
        built.MapGrpcService<MeetingRpcService>();
        built.MapGrpcService<EngagementRpcService>();
        built.MapGrpcService<DocumentRpcService>();
        built.MapGrpcService<WorklistRpcService>();
        built.MapGrpcService<PluginRpcService>();
        built.MapGrpcService<OperatorRpcService>();
        built.MapGrpcService<AuditRpcService>();
        built.MapGrpcService<HealthRpcService>();
        if (options.Dev)
        {
            built.MapGrpcService<ReflectionRpcService>();
            built.MapGrpcService<ReflectionAlphaRpcService>();
        }

        return built;
    }

    // Development credentials never leave the machine: anything but loopback is refused before a socket is opened.
    private static IPEndPoint? Loopback(SidecarOptions options)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(options.SocketPath) > LongestSocketPath)
        {
            throw new ConfigurationException($"The data folder's path is too long for a Unix socket ({LongestSocketPath} bytes with {SidecarOptions.SocketName}). Choose a shorter one with --data.");
        }

        if (options.Listen is null)
        {
            return null;
        }

        if (!Uri.TryCreate(options.Listen, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
        {
            throw new ConfigurationException($"--listen {options.Listen} is not of the form {SidecarOptions.DefaultListen}.");
        }

        return (url.Host, IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) switch
        {
            ("localhost", _) => new IPEndPoint(IPAddress.Loopback, url.Port),
            (_, true) when IPAddress.IsLoopback(address!) => new IPEndPoint(address!, url.Port),
            _ => throw new ConfigurationException($"--listen {options.Listen} is not a loopback address. Without TLS and real credentials the sidecar listens on this machine only, such as {SidecarOptions.DefaultListen}."),
        };
    }

    private static Uri? AddressOf(WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .Where(address => !address.Contains("unix:", StringComparison.Ordinal))
            .Select(address => new Uri(address))
            .FirstOrDefault();

    [LoggerMessage(Level = LogLevel.Error, Message = "Pathway {PathwayId} is damaged, and was left out of what somebody reads. Run audit verify, then restore a backup")]
    private static partial void LogLeftOut(ILogger logger, string pathwayId);
}
