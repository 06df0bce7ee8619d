namespace Forlop.Host.Tests;

/// <summary>Bounded patience, where the thing itself cannot be awaited: another process.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition, TimeSpan? patience = null)
    {
        var last = TimeProvider.System.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!condition() && TimeProvider.System.GetElapsedTime(last) < (patience ?? TimeSpan.FromMinutes(2)))
        {
            await pace.WaitForNextTickAsync();
        }
    }
}
