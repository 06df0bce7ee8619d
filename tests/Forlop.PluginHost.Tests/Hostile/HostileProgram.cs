using System.Diagnostics;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost.Tests.Reload;
using Grpc.Core;

namespace Forlop.PluginHost.Tests.Hostile;

/// <summary>
/// These tests' own program: a small host with one hostile plugin and a good one, both within its process, which says line by
/// line what became of it. What it does not live to say is the finding.
/// </summary>
internal static class HostileProgram
{
    public const string Living = "alive";
    public const string OthersFrozen = "others-frozen";
    public const string MemoryTaken = "memory-taken";
    public const string StaysLoaded = "stays-loaded";

    private const int TakenMemory = 350 * 1024 * 1024;

    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic } };

    // What allocates does so while its call is long over.
    private static readonly TimeSpan ForMemory = TimeSpan.FromSeconds(20);

    // Harm that is done a moment after the call comes within this; nothing can be awaited that would say it does not come.
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(500);

    public static async Task<int> Main(string[] arguments)
    {
        var (root, id) = (arguments[0], arguments[1]);
        if (id == HoldingProgram.Word)
            return await HoldingProgram.RunAsync(root);
        if (id == ReloadingProgram.Word)
            return await ReloadingProgram.RunAsync(root, int.Parse(arguments[2], null));
        await using var house = await PluginHouse.OpenAsync(new PluginHostOptions
        {
            ShippedFolder = Path.Combine(root, "shipped"),
            StagingDirectory = Path.Combine(root, "staging"),
            HostVersion = "0.1.0",
            CallPatience = TimeSpan.FromSeconds(1),
            StartPatience = TimeSpan.FromSeconds(8),
        });
        Ask(house, "routing-sample", TimeSpan.FromSeconds(5));
        Say(Ask(house, id, TimeSpan.FromSeconds(5)));

        // The main thread waits, not the pool: the pool may be what was taken.
        var others = default(string);
        var watched = id == "hostile-allocate" ? ForMemory : Watched;
        for (var from = Stopwatch.GetTimestamp(); others is null || (Stopwatch.GetElapsedTime(from) < watched && Environment.WorkingSet < TakenMemory);)
        {
            others = Ask(house, "routing-sample", TimeSpan.FromSeconds(2));
            if (others == OthersFrozen)
                break;
        }

        Say(others);
        if (Environment.WorkingSet > TakenMemory)
            Say(MemoryTaken);
        if (others != OthersFrozen && house.CloseAsync() is { } closing && (!closing.Wait(TimeSpan.FromSeconds(20)) || closing.Result.Contains(id)))
            Say(StaysLoaded);
        Say(Living);

        // What was called to hang would hang the end of this program too.
        Process.GetCurrentProcess().Kill();
        return 0;
    }

    private static string Ask(PluginHouse house, string id, TimeSpan patience)
    {
        if (house.RoutingFor("havnes").SingleOrDefault(plugin => plugin.Id == id) is not { } plugin)
            return "not started";
        try
        {
            var answer = plugin.Client.RouteAsync(Question).ResponseAsync;
            return answer.Wait(patience) ? answer.Result.NoRoute?.Reason.Nb ?? "answered" : OthersFrozen;
        }
        catch (AggregateException e) when (e.InnerException is RpcException failure)
        {
            return failure.StatusCode.ToString();
        }
    }

    internal static void Say(string line)
    {
#pragma warning disable RS0030 // A program's output, which its test reads.
        using var output = System.Console.OpenStandardOutput();
#pragma warning restore RS0030 // as above
        output.Write(System.Text.Encoding.UTF8.GetBytes($"{line}\n"));
        output.Flush();
    }
}
