using System.Collections.Concurrent;

namespace Forlop.Bench;

/// <summary>What one target did at one number of calls in flight, over all rounds.</summary>
internal sealed class Load(string target, int inFlight)
{
    private readonly List<double> rates = [];
    private readonly List<double> cpu = [];
    private readonly List<double> syncs = [];
    private readonly ConcurrentBag<long> latencies = [];

    public string Target => target;

    public int InFlight => inFlight;

    /// <summary>The median of the rounds, as every figure here but the latencies, which are pooled.</summary>
    public double PerSecond => Median(rates);

    public double CpuMicroseconds => Median(cpu);

    public double SyncsPerCall => Median(syncs);

    public double Percentile(double share)
    {
        var sorted = latencies.Order().ToList();
        return TimeProvider.System.GetElapsedTime(0, sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)]).TotalMicroseconds;
    }

    /// <summary>One round: so many callers, each with the next call as soon as its last was answered.</summary>
    public async Task RunAsync(TimeSpan length, Process? server, Func<Task> call)
    {
        var (cpuBefore, syncsBefore) = (server?.Cpu ?? default, server?.Syncs() ?? 0);
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(() => RepeatAsync(began, length, call))));
        var took = TimeProvider.System.GetElapsedTime(began);
        var calls = (double)counts.Sum();
        Add(calls / took.TotalSeconds);
        if (server is not null)
        {
            cpu.Add((server.Cpu - cpuBefore).TotalMicroseconds / calls);
            syncs.Add((server.Syncs() - syncsBefore) / calls);
        }
    }

    public void Add(double perSecond) => rates.Add(perSecond);

    public static double Median(IReadOnlyCollection<double> values) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);

    private async Task<int> RepeatAsync(long began, TimeSpan length, Func<Task> call)
    {
        var own = new List<long>(1 << 14);
        while (TimeProvider.System.GetElapsedTime(began) < length)
        {
            var start = TimeProvider.System.GetTimestamp();
            await call();
            own.Add(TimeProvider.System.GetTimestamp() - start);
        }

        own.ForEach(latencies.Add);
        return own.Count;
    }
}
