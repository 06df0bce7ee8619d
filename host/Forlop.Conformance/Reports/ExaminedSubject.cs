namespace Forlop.Conformance.Reports;

/// <summary>Which files are examined, and as which tenant, since a plugin may answer each otherwise.</summary>
/// <param name="Files">The package, and its engine.</param>
/// <param name="TenantId">Null for an engine, which has none.</param>
public sealed record ExaminedSubject(ExaminedFiles Files, string? TenantId);
