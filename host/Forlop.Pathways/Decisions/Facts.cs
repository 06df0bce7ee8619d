using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What a decision knows besides the pathway and the request: the day, and what the service has settled for itself.</summary>
public sealed record Facts(LocalDate Today, ServiceSettings Settings)
{
    public DeadlineRules Rules => Settings.Dates;
}
