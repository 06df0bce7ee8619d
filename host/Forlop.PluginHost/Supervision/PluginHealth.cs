using Forlop.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace Forlop.PluginHost.Supervision;

/// <summary>What is told of one plugin for one tenant, as it was at one moment.</summary>
internal sealed record PluginHealth(PluginState State, PluginLevel Level, int Restarts, LocalizedText? LastFailure, DateTimeOffset LastFailureTime, long Answered, long Failed)
{
    // The worst first: a plugin of several tenants is as well as its worst instance.
    private static readonly PluginState[] Worst = [PluginState.Quarantined, PluginState.Restarting, PluginState.Running];

    public IReadOnlyList<LastCall> LastCalls { get; init; } = [];

    /// <summary>Why it cannot do its work although it runs; null when it is well.</summary>
    public LocalizedText? NotWell { get; init; }

    public static void Tell(PluginStatus status, IReadOnlyList<PluginHealth> instances)
    {
        status.State = Worst.First(state => state == PluginState.Running || instances.Any(instance => instance.State == state));
        status.Level = instances[0].Level;
        status.Restarts = instances.Sum(instance => instance.Restarts);
        status.CallsAnswered = instances.Sum(instance => instance.Answered);
        status.CallsFailed = instances.Sum(instance => instance.Failed);
        status.LastCalls.Add(instances.SelectMany(instance => instance.LastCalls).OrderByDescending(call => call.BeganTime.ToDateTimeOffset()).Take(Supervision.LastCalls.Kept));
        if (instances.Where(instance => instance.LastFailure is not null).MaxBy(instance => instance.LastFailureTime) is { } last)
        {
            status.LastFailure = last.LastFailure;
            status.LastFailureTime = Timestamp.FromDateTimeOffset(last.LastFailureTime);
        }

        if (status.State == PluginState.Running)
            status.NotWell = instances.FirstOrDefault(instance => instance.NotWell is not null)?.NotWell;
        else
            status.Problem = status.LastFailure;
    }
}
