using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What a decision knows besides the pathway and the request: the day, who asks, and what the service has settled for itself.</summary>
public sealed record Facts(LocalDate Today, ServiceSettings Settings)
{
    public DeadlineRules Rules => Settings.Dates;

    /// <summary>Whether what has waited since that day to be handed over has waited longer than the service allows.</summary>
    public bool HasWaitedTooLong(LocalDate since) => Day.Parse(Rules.Handover.From(since).DueOn) < Today;

    /// <summary>The version of <see cref="Settings"/> in the log; 0 for the defaults.</summary>
    public int SettingsVersion { get; init; }

    /// <summary>The settings under which something was decided once, by their version.</summary>
    public Func<int, ServiceSettings> SettingsOf { get; init; } = _ => Settings;

    /// <summary>The settings that were in use when that day began.</summary>
    public Func<LocalDate, ServiceSettings> SettingsOn { get; init; } = _ => Settings;

    /// <summary>Some acts are a leader's.</summary>
    public Role ActorRole { get; init; }

    /// <summary>A code for the tear-off slip of a letter, drawn for this command; empty where nobody can draw one.</summary>
    public string ReplyCode { get; init; } = "";

    /// <summary>When an entry is gone through once more: the id that it was given then.</summary>
    internal string? GivenId { get; init; }

    /// <summary>What left is a fact, although its basis turned out to be missing.</summary>
    internal bool BasisMayBeMissing { get; init; }

    /// <summary>The id of something new: a letter and a number that no other of its kind ever had.</summary>
    internal string NewId(char kind, int everEntered) => GivenId ?? $"{kind}{everEntered + 1}";
}
