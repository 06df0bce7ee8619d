using System.Globalization;

namespace Grpc.Net.Wire;

/// <summary>grpc-timeout: at most eight digits and a unit.</summary>
internal static class Timeout
{
    private const long MaxDigits = 99_999_999;

    public static bool TryParse(string? text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is null || text.Length is < 2 or > 9
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        // Ten nanoseconds are the tenth of a tick: less than one tick is a deadline that has passed.
        long? ticks = text[^1] switch
        {
            'n' => count / TimeSpan.NanosecondsPerTick,
            'u' => count * TimeSpan.TicksPerMicrosecond,
            'm' => count * TimeSpan.TicksPerMillisecond,
            'S' => count * TimeSpan.TicksPerSecond,
            'M' => count * TimeSpan.TicksPerMinute,
            'H' => count * TimeSpan.TicksPerHour,
            _ => null,
        };
        timeout = TimeSpan.FromTicks(ticks ?? 0);
        return ticks is not null;
    }

    // Rounded up, so that the server never gives up before the client does.
    public static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return "1n";
        }

        var (count, unit) = timeout.Ticks switch
        {
            < TimeSpan.TicksPerMillisecond => (timeout.Ticks * TimeSpan.NanosecondsPerTick, 'n'),
            <= MaxDigits * TimeSpan.TicksPerMillisecond => (Ceiling(timeout.Ticks, TimeSpan.TicksPerMillisecond), 'm'),
            <= MaxDigits * TimeSpan.TicksPerSecond => (Ceiling(timeout.Ticks, TimeSpan.TicksPerSecond), 'S'),
            <= MaxDigits * TimeSpan.TicksPerMinute => (Ceiling(timeout.Ticks, TimeSpan.TicksPerMinute), 'M'),
            _ => (Math.Min(Ceiling(timeout.Ticks, TimeSpan.TicksPerHour), MaxDigits), 'H'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    private static long Ceiling(long ticks, long unit) => ((ticks - 1) / unit) + 1;
}
