namespace Forlop.PluginHost.Supervision;

/// <summary>When the host stops asking a plugin that fails, starts it anew, and gives it up.</summary>
public sealed record SupervisionOptions
{
    /// <summary>How often a plugin may be started anew within <see cref="RestartWindow"/>; the next failure quarantines it.</summary>
    public int MostRestarts { get; init; } = 5;

    public TimeSpan RestartWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Before the first new start; each one more within the window waits twice as long.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So many calls within <see cref="BreakerWindow"/>, half of them failed, open the circuit breaker.</summary>
    public int BreakerCalls { get; init; } = 4;

    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no call is let through; then one is tried.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon a plugin that runs has to say whether it can do its work.</summary>
    public TimeSpan CheckPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How soon a plugin that missed a deadline has to answer Describe, or is taken to hang.</summary>
    public TimeSpan ProbePatience { get; init; } = TimeSpan.FromMilliseconds(400);
}
