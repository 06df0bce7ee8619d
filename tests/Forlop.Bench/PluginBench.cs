using System.Diagnostics;
using System.Globalization;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Forlop.Plugins.Boundary;
using Google.Protobuf;
using RoutingSample;

namespace Forlop.Bench;

/// <summary>What a plugin costs at either level: its calls, its start, its reload, its memory; each beside the barest thing of its kind.</summary>
internal static class PluginBench
{
    private const string Id = "routing-sample";
    private const string Route = "/forlop.plugin.v1.RoutingPluginService/Route";
    private const int Contexts = 20;
    private static readonly int[] Levels = [1, 8];
    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic, HealthArea.Dental }, Acuteness = Acuteness.No, ResponsibleKommunenummer = "9901", TodayOn = "2026-01-12" };

    public static async Task<int> RunAsync(string[] args)
    {
        var (rounds, length, starts) = (BenchRun.Number(args, "--rounds", 5), TimeSpan.FromSeconds(BenchRun.Number(args, "--seconds", 2)), BenchRun.Number(args, "--starts", 15));
        var folder = Directory.CreateTempSubdirectory("forlop-bench-");
        try
        {
            Copy(folder.FullName);
            var table = new PluginTable();
            await CallsAsync(folder.FullName, rounds, length, table);
            await StartsAsync(folder.FullName, starts, table);
            await MemoryAsync(folder.FullName, table);
            await Console.Out.WriteAsync(table.ToString());
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>In a process of its own, which holds nothing else: what one more plugin within it takes, in KiB.</summary>
    public static async Task<int> WeighAsync(string folder)
    {
        List<PluginHouse> houses = [await OpenAsync(folder, PluginLevel.InProcess)]; // what the first one brings, the others share
        await AskAsync(houses[0]);
        var before = Resident(Environment.ProcessId);
        for (var one = 0; one < Contexts; one++)
        {
            houses.Add(await OpenAsync(folder, PluginLevel.InProcess));
            await AskAsync(houses[^1]);
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(Resident(Environment.ProcessId) - before) / Contexts}"));
        foreach (var house in houses)
        {
            await house.DisposeAsync();
        }

        return 0;
    }

    /// <summary>A process that does nothing but say that it is there.</summary>
    public static async Task<int> BareAsync(bool waits)
    {
        await Console.Out.WriteLineAsync("here");
        if (waits)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }

        return 0;
    }

    private static async Task CallsAsync(string folder, int rounds, TimeSpan length, PluginTable table)
    {
        await using var within = await OpenAsync(folder, PluginLevel.InProcess);
        await using var worker = await OpenAsync(folder, PluginLevel.Worker);
        var socket = Path.Combine(folder, "echo.sock");
        await using var echoServer = await Process.StartAsync(typeof(PluginBench).Assembly.Location, ["plugin-echo", socket]);
        using var channel = PluginEcho.Channel(socket);
        var (direct, echo) = (new SamplePlugin(), new RoutingPluginService.RoutingPluginServiceClient(channel));
        Func<Task>[] all = [() => DirectAsync(direct), () => AskAsync(within), async () => await echo.RouteAsync(Question), () => AskAsync(worker)];
        foreach (var call in all.Concat(all))
        {
            await new Load("warm-up", 8).RunAsync(2 * length, server: null, call);
        }

        foreach (var inFlight in Levels)
        {
            var loads = all.Select(_ => new Load("", inFlight)).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (index, call) in all.Index())
                {
                    await loads[index].RunAsync(length, server: null, call);
                }
            }

            table.Calls($"a call in process, {inFlight} in flight", loads[1], "the same class, asked directly", loads[0]);
            table.Calls($"a call to a worker, {inFlight} in flight", loads[3], "a gRPC echo over a Unix socket", loads[2]);
        }
    }

    private static async Task StartsAsync(string folder, int starts, PluginTable table)
    {
        List<double>[] times = [.. Enumerable.Range(0, 5).Select(_ => new List<double>())];
        await using var within = await OpenAsync(folder, PluginLevel.InProcess);
        await using var worker = await OpenAsync(folder, PluginLevel.Worker);
        for (var start = 0; start < starts; start++)
        {
            times[0].Add(await TimeAsync(RunBareAsync));
            times[1].Add(await TimeAsync(() => ReloadAsync(within)));
            times[2].Add(await TimeAsync(() => ReloadAsync(worker)));
            times[3].Add(await TimeToOpenAsync(folder, PluginLevel.InProcess));
            times[4].Add(await TimeToOpenAsync(folder, PluginLevel.Worker));
        }

        const string Bare = "a bare .NET process that writes one line";
        table.Times("loading in process", times[3], Bare, times[0]);
        table.Times("reloading in process, until the one before is out of memory", times[1], Bare, times[0]);
        table.Times("starting a worker", times[4], Bare, times[0]);
        table.Times("reloading a worker, until the one before has ended", times[2], Bare, times[0]);
    }

    private static async Task MemoryAsync(string folder, PluginTable table)
    {
        var assembly = typeof(PluginBench).Assembly.Location;
        await using var bare = await Process.StartAsync(assembly, ["plugin-bare", "wait"]);
        await using var weighing = await Process.StartAsync(assembly, ["plugin-weigh", folder]);
        await using var worker = await OpenAsync(folder, PluginLevel.Worker);
        await AskAsync(worker);
        var weight = Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name, CultureInfo.InvariantCulture))
            .Where(id => IsWorkerOf(id, folder)).Max(Resident);
        table.Memory("memory of one more plugin in process", long.Parse(weighing.FirstLine, CultureInfo.InvariantCulture), "a bare .NET process", Resident(bare.Id));
        table.Memory("memory of a worker", weight, "a bare .NET process", Resident(bare.Id));
    }

    private static async Task DirectAsync(SamplePlugin plugin)
    {
        await foreach (var frame in plugin.CallAsync(Route, [], null, OneAsync(Question.ToByteArray()), (_, _, _) => { }, CancellationToken.None))
        {
            RouteResponse.Parser.ParseFrom(frame.Span);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OneAsync(byte[] frame)
    {
        await Task.CompletedTask;
        yield return frame;
    }

    private static async Task AskAsync(PluginHouse house) => await house.RoutingFor("havnes")[0].Client.RouteAsync(Question);

    private static async Task ReloadAsync(PluginHouse house)
    {
        if (await house.ReloadAsync(Id) is { } reload && reload != new PluginReload())
        {
            throw new InvalidOperationException($"It was not reloaded: {reload}");
        }
    }

    private static async Task RunBareAsync() => await (await Process.StartAsync(typeof(PluginBench).Assembly.Location, ["plugin-bare", "end"])).WaitAsync();

    private static async Task<double> TimeAsync(Func<Task> what)
    {
        var began = TimeProvider.System.GetTimestamp();
        await what();
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<double> TimeToOpenAsync(string folder, PluginLevel level)
    {
        PluginHouse? house = null;
        var took = await TimeAsync(async () => house = await OpenAsync(folder, level));
        await house!.DisposeAsync();
        return took;
    }

    private static async Task<PluginHouse> OpenAsync(string folder, PluginLevel level)
    {
        var house = await PluginHouse.OpenAsync(new PluginHostOptions
        {
            ShippedFolder = Path.Combine(folder, "shipped"),
            StagingDirectory = Path.Combine(folder, $"staging-{Guid.CreateVersion7():n}"),
            HostVersion = "0.1.0",
            // A busy machine gives a slow figure, not none.
            CallPatience = TimeSpan.FromSeconds(30),
            StartPatience = TimeSpan.FromMinutes(1),
            WorkerCommand = [Dotnet, BenchRun.Sidecar, "plugin-worker"],
            Levels = new Dictionary<string, PluginLevel> { [Id] = level },
        });
        return house.StatusOf(Id) is { State: PluginState.Running } ? house : throw new InvalidOperationException($"The plugin does not run: {house.StatusOf(Id)?.Problem?.Nb}");
    }

    // `dotnet run` starts the bench's own executable, which is no dotnet.
    private static string Dotnet => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static void Copy(string folder)
    {
        var source = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "test-plugins", Id));
        var target = Directory.CreateDirectory(Path.Combine(folder, "shipped", Id)).FullName;
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private static bool IsWorkerOf(int process, string folder)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process}/cmdline");
            return words.Contains("plugin-worker", StringComparison.Ordinal) && words.Contains(folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it ended while it was looked at
        }
    }

    // In KiB, as the kernel counts it.
    private static long Resident(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
