using NodaTime;

namespace Forlop.Pathways.Settings;

/// <summary>A samarbeidsavtale: what it is called, with whom, and the last day that it holds.</summary>
public sealed record CooperationAgreement(string Name, string With, LocalDate ValidUntil);
