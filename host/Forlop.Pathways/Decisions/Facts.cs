using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What a decision knows besides the pathway and the request: the day, and the service's own dates.</summary>
public sealed record Facts(LocalDate Today, DeadlineRules Rules);
