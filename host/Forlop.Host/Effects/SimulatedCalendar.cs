namespace Forlop.Host.Effects;

/// <summary>
/// The calendar clock of <c>--simulated-clock</c>: it stands still until it is set, and never goes back. Due dates, ages
/// and record times follow it; timeouts and leases never do.
/// </summary>
internal sealed class SimulatedCalendar(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset now = start.ToUniversalTime();

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <summary>False when that would be going back.</summary>
    public bool TrySet(DateTimeOffset instant)
    {
        lock (gate)
        {
            if (instant < now)
            {
                return false;
            }

            now = instant.ToUniversalTime();
            return true;
        }
    }
}
