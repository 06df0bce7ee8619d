using Forlop.Contracts.V1;

namespace Forlop.Host.Security;

/// <summary>What kind of system holds a credential; it bounds the roles that its people can act in.</summary>
internal enum CallerKind
{
    CaseSystem,
    Institution,
    Operator,
}

/// <summary>A system that may call. The services it may act for stand here and nowhere in a request.</summary>
/// <param name="Name">As the access log shows it.</param>
internal sealed record Credential(string Name, CallerKind Kind, IReadOnlyList<string> Tenants)
{
    public bool CanCarry(Role role) => Kind switch
    {
        CallerKind.CaseSystem => role is Role.Caseworker or Role.Coordinator or Role.Leader or Role.CaseSystem,
        CallerKind.Institution => role is Role.HealthLiaison or Role.FosterHome,
        CallerKind.Operator => role is Role.Operator,
        _ => false,
    };
}
