using Forlop.Contracts.V1;
using Forlop.PluginHost.Workers;

namespace Forlop.PluginHost.Tests.Hostile;

/// <summary>A host with one worker, until it is killed. Its folder's name tells how: <c>bare</c> without any tool that ends the worker with it.</summary>
internal static class HoldingProgram
{
    public const string Word = "hold";

    public static async Task<int> RunAsync(string root)
    {
        var bare = Directory.Exists(Path.Combine(root, "bare"));
        await using var house = await PluginHouse.OpenAsync(new PluginHostOptions
        {
            ShippedFolder = Path.Combine(root, "shipped"),
            StagingDirectory = Path.Combine(root, "staging"),
            HostVersion = "0.1.0",
            WorkerCommand = Folders.WorkerCommand,
            StartPatience = TimeSpan.FromMinutes(1),
            Levels = new Dictionary<string, PluginLevel> { ["routing-sample"] = PluginLevel.Worker },
            Tools = bare ? new WorkerTools(null, null, null, null) : WorkerTools.OfThisMachine,
        });
        await File.WriteAllTextAsync(Path.Combine(root, "state"), house.Statuses.Single().State.ToString());
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }
}
