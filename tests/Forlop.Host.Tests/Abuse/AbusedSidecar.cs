using System.Globalization;

namespace Forlop.Host.Tests.Abuse;

/// <summary>A sidecar in a process of its own with steady callers, warm, and its memory before anybody abused it.</summary>
public sealed class AbusedSidecar : IAsyncLifetime
{
    private const int WarmCalls = 4000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-abuse-");
    private readonly List<double> calmTimes = [];
    private ForlopProcess process = null!;

    internal SteadyCallers Callers { get; private set; } = null!;

    internal Uri Address => process.Address;

    /// <summary>Kilobytes in memory, warm and at peace.</summary>
    internal long CalmMemory { get; private set; }

    /// <summary>Kilobytes in memory now.</summary>
    internal long Memory => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>What it has written since its start.</summary>
    internal int LogLines => process.Output.Count(letter => letter == '\n');

    public async Task InitializeAsync()
    {
        var data = Path.Combine(folder.FullName, "data");
        process = ForlopProcess.StartBare("serve", "--data", data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "http://127.0.0.1:0");
        await process.Listening;
        Callers = new SteadyCallers(process.Address, data);
        await CallsAsync(WarmCalls);
        CalmMemory = Memory;
    }

    /// <summary>The 99th percentile of calls at peace, of all that were measured so far and some more.</summary>
    internal async Task<double> CalmAsync()
    {
        calmTimes.AddRange(await CallsAsync(200));
        return Percentile99(calmTimes);
    }

    internal static double Percentile99(IReadOnlyList<double> times) => times.Order().ElementAt((int)(times.Count * 0.99));

    public async Task DisposeAsync()
    {
        try
        {
            await Callers.DisposeAsync();
            Assert.Equal(0, await process.StopAsync());
        }
        finally
        {
            process.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<double>> CallsAsync(int count)
    {
        Callers.TakeTimes();
        List<double> times = [];
        await Until.TrueAsync(() =>
        {
            times.AddRange(Callers.TakeTimes());
            return times.Count >= count;
        });
        Assert.Empty(Callers.TakeFailures());
        return times;
    }
}
