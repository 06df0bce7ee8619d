namespace Forlop.Host.Effects.Exchange;

/// <summary>When something may be tried again: each failure in a row waits twice as long as the one before.</summary>
internal sealed class Patience(ExchangeOptions options, TimeProvider clock)
{
    private long since = clock.GetTimestamp();
    private TimeSpan wait;
    private int failures;

    /// <summary>Failures in a row.</summary>
    public int Failures => failures;

    /// <summary>Zero when it may be tried now.</summary>
    public TimeSpan Left => wait - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Fail()
    {
        Wait(TimeSpan.FromTicks(Math.Min(options.LongestWait.Ticks, options.FirstWait.Ticks << Math.Min(failures, 20))));
        failures++;
    }

    public void Wait(TimeSpan time) => (since, wait) = (clock.GetTimestamp(), time);

    public void Succeed() => (wait, failures) = (TimeSpan.Zero, 0);
}
