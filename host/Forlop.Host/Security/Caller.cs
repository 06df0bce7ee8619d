using Forlop.Contracts.V1;
using Forlop.Storage;

namespace Forlop.Host.Security;

/// <summary>Somebody who was let in, for one call.</summary>
/// <param name="TenantId">The service in whose name; empty for an operator.</param>
internal sealed record Caller(Credential Credential, string TenantId, Actor Actor, string Rpc)
{
    public Access Access(string pathwayId = "") => new(Credential.Name, TenantId, Actor, Rpc, pathwayId);
}
