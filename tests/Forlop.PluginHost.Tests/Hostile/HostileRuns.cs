using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost.Tests.Workers;
using Grpc.Core;

namespace Forlop.PluginHost.Tests.Hostile;

/// <summary>Every harm once at each level: in a process like a host's, and as a worker beside all the others and a good plugin.</summary>
public sealed class HostileRuns : IAsyncLifetime
{
    public const string Secret = "hemmelig";

    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic } };

    private const string Slow = "SlowStart";

    private readonly Folders common = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    internal Dictionary<string, string> InProcess { get; } = [];

    internal Dictionary<string, WorkerRun> AsWorker { get; } = [];

    internal ConcurrentBag<string> LeftOver { get; } = [];

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("FORLOP_TEST_SECRET", Secret);
        listener.Start();
        await File.WriteAllTextAsync(SecretFile, Secret);
        // The slow one takes a minute; the good one beside it, on a busy machine, some seconds.
        await Task.WhenAll(
            AsWorkersAsync([.. Harm.All.Where(harm => harm.Type != Slow)], TimeSpan.FromSeconds(60)),
            AsWorkersAsync([.. Harm.All.Where(harm => harm.Type == Slow)], TimeSpan.FromSeconds(10)));
        await Parallel.ForEachAsync(Harm.All, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (harm, _) =>
        {
            var found = await WithinAsync(harm);
            lock (InProcess)
                InProcess[harm.Type] = found;
        });
    }

    public Task DisposeAsync()
    {
        listener.Dispose();
        common.Dispose();
        return Task.CompletedTask;
    }

    private string SecretFile => Path.Combine(common.Root, "secret.txt");

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    private async Task AsWorkersAsync(IReadOnlyList<Harm> harms, TimeSpan startPatience)
    {
        using var folders = new Folders();
        folders.Add("routing-sample");
        foreach (var harm in harms)
            harm.AddTo(folders, shipped: false, SecretFile, Port);
        var house = await folders.OpenAsync(options => options with
        {
            CallPatience = Deadline,
            StartPatience = startPatience,
            WorkerMemory = 384,
            // The first end of a process quarantines it, so that each is seen once; a breaker opens as early as it can.
            Supervision = options.Supervision with { MostRestarts = 0, BreakerCalls = 2 },
        });
        Assert.Equal(PluginLevel.InProcess, house.Statuses.Single(status => status.PluginId == "routing-sample").Level);

        // Spin last, since it costs the others time.
        foreach (var wave in harms.GroupBy(harm => harm.Type == "Spin").OrderBy(wave => wave.Key))
            await Task.WhenAll(wave.Select(harm => AskAsync(house, harm)));

        // Also what loops, hangs or hears nothing is gone, and takes nothing from the machine.
        await house.CloseAsync();
        await Until.TrueAsync(() => WorkerList.Under(folders.Root).Count == 0);
        WorkerList.Under(folders.Root).ForEach(LeftOver.Add);
    }

    private async Task AskAsync(PluginHouse house, Harm harm)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await AnswerAsync(house, harm.Id);
        var took = Stopwatch.GetElapsedTime(began);
        if (house.Statuses.Single(status => status.PluginId == harm.Id).State == PluginState.Running)
            await AnswerAsync(house, harm.Id);
        var other = await AnswerAsync(house, "routing-sample");
        await Until.TrueAsync(() => house.Statuses.Single(status => status.PluginId == harm.Id).State == PluginState.Quarantined || Survives(harm));
        lock (AsWorker)
            AsWorker[harm.Type] = new(answer, took, other, house.Statuses.Single(status => status.PluginId == harm.Id), house.WhyDown(harm.Id));
    }

    // What fails at its call alone, and is asked too seldom here to be started anew.
    private static bool Survives(Harm harm) => harm.Type is "Oversized" or "Snoop";

    private static async Task<string> AnswerAsync(PluginHouse house, string id)
    {
        try
        {
            var answer = await house.Routing(id).RouteAsync(Question);
            return answer.NoRoute?.Reason.Nb ?? "answered";
        }
        catch (RpcException failure)
        {
            return failure.StatusCode.ToString();
        }
    }

    private async Task<string> WithinAsync(Harm harm)
    {
        using var own = new Folders();
        own.Add("routing-sample");
        harm.AddTo(own, shipped: true, SecretFile, Port);
        var start = new ProcessStartInfo(Folders.WorkerCommand[0], [typeof(HostileProgram).Assembly.Location, own.Root, harm.Id]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var lines = (await process.StandardOutput.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(patience.Token);
        await errors;
        return InWords(lines, process.ExitCode);
    }

    private static string InWords(string[] lines, int exitCode)
    {
        if (!lines.Contains(HostileProgram.Living))
            return exitCode == 0 ? "**ends the host**, as if it had been told to stop" : "**ends the host**";
        if (lines.Contains(HostileProgram.OthersFrozen))
            return "**freezes the host**";
        if (lines.Contains(HostileProgram.MemoryTaken))
            return "takes the host's memory until it ends";
        if (lines[0].Contains("environment", StringComparison.Ordinal))
            return $"**sees the host's {lines[0]}**";
        var refused = lines[0] == "not started" ? "is left out" : "the call fails";
        return lines.Contains(HostileProgram.StaysLoaded) ? $"{refused}; what runs goes on until the host ends" : refused;
    }

    internal sealed record WorkerRun(string Answer, TimeSpan Took, string Other, PluginStatus Status, LocalizedText? ForTheCaseworker)
    {
        public string InWords() => Answer switch
        {
            "nothing" => "sees nothing of the host",
            _ when Status.State == PluginState.Quarantined => "the call fails; its process is ended",
            _ => "the call fails",
        };
    }
}
