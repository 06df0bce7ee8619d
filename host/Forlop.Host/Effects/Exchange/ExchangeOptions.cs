using NodaTime;

namespace Forlop.Host.Effects.Exchange;

/// <summary>How often what goes out and comes in is tried. Real time: no calendar moves it.</summary>
internal sealed record ExchangeOptions
{
    /// <summary>After a plugin could not be reached; each time more waits twice as long.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What needs somebody is tried again so often, whether or not that person has said that it is done.</summary>
    public TimeSpan SeldomWait { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often an inbox is looked into.</summary>
    public TimeSpan Intake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From when on, in Oslo, a night's comparison with the fagsystems is due. One that was missed is made up for.</summary>
    public LocalTime NightAt { get; init; } = new(2, 0);

    /// <summary>A plugin that is well and misses its deadline so often with the same thing has stopped on that thing.</summary>
    public int MostTimeouts { get; init; } = 5;

    /// <summary>
    /// A plugin that was not reached so often in a row with the same thing is perhaps ended by it: then everything else goes first, and that
    /// thing waits for the longest time. With it and the longest wait a plugin is not started anew so often that it is quarantined.
    /// </summary>
    public int MostUnreached { get; init; } = 3;
}
