using Forlop.Contracts.V1;
using Forlop.Host;
using Forlop.Host.Commands;
using Forlop.Host.Security;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Forlop.Host.Tests;

/// <summary>A real sidecar on a fresh store in a folder of its own, on a day of 2026 that tests can move.</summary>
public class RunningSidecar : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-test-");
    private Sidecar? sidecar;

    public string Data => Path.Combine(folder.FullName, "data");

    public string Key => Path.Combine(folder.FullName, "master.key");

    /// <summary>Not there until a test makes it: every service has the defaults.</summary>
    public string Settings => Path.Combine(folder.FullName, "settings");

    /// <summary>Not there until a test makes it: there are no plugins but those that came with the program.</summary>
    public string OwnPlugins => Path.Combine(folder.FullName, "own-plugins");

    public Uri Address => sidecar!.Address!;

    public static Actor Caseworker { get; } = new() { UserId = "saksbehandler-17", Role = Role.Caseworker, Purpose = "case-work" };

    public virtual Task InitializeAsync() => StartAsync();

    /// <summary>What came with the program when it is started without plugins. Not there until a test makes it.</summary>
    public string OtherShipped => Path.Combine(folder.FullName, "shipped-plugins");

    /// <param name="withPlugins">To load them takes ten times as long as everything else: for tests that ask them something.</param>
    internal async Task StartAsync(string? today = "2026-01-12", bool withPlugins = false, bool dev = false, Func<SidecarOptions, SidecarOptions>? change = null) => sidecar = await Sidecar.StartAsync(
        (change ?? (options => options))(new SidecarOptions
        {
            DataDirectory = Data,
            KeyFile = Key,
            Listen = "http://127.0.0.1:0",
            ShippedPlugins = withPlugins ? Path.Combine(AppContext.BaseDirectory, "plugins") : OtherShipped,
            OwnPlugins = Directory.Exists(OwnPlugins) ? [OwnPlugins] : [],
            SimulatedClock = today is null ? null : Pathways.Dates.Day.At(Pathways.Dates.Day.Parse(today), new LocalTime(8, 0)),
            SettingsFolder = Settings,
            Dev = dev,
        }),
        logging => logging.SetMinimumLevel(LogLevel.None));

    public async Task StopAsync()
    {
        if (sidecar is not null)
        {
            await sidecar.DisposeAsync();
            sidecar = null;
        }
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        TestFolder.Delete(folder.FullName);
    }

    internal LocalConnection Connect(string credential = "dev-havnes") => new(Data, credential);

    /// <summary>Calls as a caseworker of Havnes, unless told otherwise.</summary>
    internal CallInvoker As(Actor? actor = null, string credential = "dev-havnes", string? tenant = null)
    {
        var invoker = Connect(credential).As(actor ?? Caseworker);
        return tenant is null ? invoker : invoker.Intercept(headers =>
        {
            headers.Add(Callers.TenantKey, tenant);
            return headers;
        });
    }

    internal CallInvoker AsOperator() => As(new Actor { UserId = "drift-1", Role = Role.Operator, Purpose = "test" }, "dev-operator");

    public async Task SetDayAsync(string day) =>
        await new OperatorService.OperatorServiceClient(AsOperator()).SetClockAsync(new SetClockRequest { TodayOn = day });

    internal static Refusal RefusalOf(RpcException fault) => Contracts.GoogleRpc.Status.Parser
        .ParseFrom(fault.Trailers.GetValueBytes("grpc-status-details-bin"))
        .Details.First(detail => detail.Is(Refusal.Descriptor)).Unpack<Refusal>();

    /// <summary>With the plugins that ship.</summary>
    public sealed class WithPlugins : RunningSidecar
    {
        public override Task InitializeAsync() => StartAsync(withPlugins: true);
    }
}
