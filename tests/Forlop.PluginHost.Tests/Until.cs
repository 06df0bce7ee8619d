namespace Forlop.PluginHost.Tests;

/// <summary>Bounded patience, where the thing itself cannot be awaited: another process.</summary>
internal static class Until
{
    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!await condition() && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
            await pace.WaitForNextTickAsync();
    }
}
