using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What a decision knows besides the pathway and the request: the day, and what the service has settled for itself.</summary>
public sealed record Facts(LocalDate Today, ServiceSettings Settings)
{
    public DeadlineRules Rules => Settings.Dates;

    /// <summary>The version of <see cref="Settings"/> in the log; 0 for the defaults.</summary>
    public int SettingsVersion { get; init; }

    /// <summary>The service's settings of an earlier version: a correction counts old dates by the rules of their time.</summary>
    public Func<int, ServiceSettings> SettingsOf { get; init; } = static version => version == 0
        ? ServiceSettings.Default
        : throw new InvalidOperationException($"Nobody gave this decision version {version} of the settings.");
}
