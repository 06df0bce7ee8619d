namespace Forlop.PluginHost.Supervision;

/// <summary>How often and how soon one plugin may be started anew. A plugin that has been well for a whole window has it all again.</summary>
internal sealed class RestartBudget(SupervisionOptions options, TimeProvider clock)
{
    private readonly Queue<DateTimeOffset> spent = [];

    /// <summary>How long to wait before the next start; null when the budget is spent.</summary>
    public TimeSpan? Take()
    {
        var now = clock.GetUtcNow();
        while (spent.TryPeek(out var oldest) && now - oldest >= options.RestartWindow)
            spent.Dequeue();
        if (spent.Count >= options.MostRestarts)
            return null;
        var wait = Math.Min(options.FirstBackoff.TotalMilliseconds * Math.Pow(2, spent.Count), options.LongestBackoff.TotalMilliseconds);
        spent.Enqueue(now);
        return TimeSpan.FromMilliseconds(wait);
    }
}
