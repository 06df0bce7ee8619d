namespace Forlop.Pathways.Settings;

/// <summary>A barnevernsinstitusjon where children of the service live.</summary>
/// <param name="Id">As the fagsystem writes it in <c>institution_id</c>.</param>
/// <param name="HealthTrust">The helseforetak whose catchment it lies in.</param>
/// <param name="LiaisonOffice">The office of the barnevernsansvarlig, as the contacts file names it; never a person. Empty when there is none.</param>
public sealed record Institution(string Id, string HealthTrust, string LiaisonOffice);
