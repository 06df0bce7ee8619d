using Forlop.Contracts.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>Who calls: a credential, the service it is for, and the person behind it.</summary>
/// <param name="Tenant">Sent as <c>forlop-tenant</c>; null when the credential has one service.</param>
/// <param name="Part">Where the scenario says so; null when it does not.</param>
internal sealed record Persona(string Credential, string? Tenant, Actor Actor, Part? Part)
{
    private const string UsualPurpose = "case-work";

    private static readonly EnumDescriptor Roles = CommonReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(Role));

    public static string[] Keys { get; } = ["tenant", "institution", "credential", "user", "role", "unit", "purpose"];

    public static Persona Operator { get; } = new("dev-operator", null, new Actor { UserId = "operator-1", Role = Role.Operator, Purpose = "scenario" }, null);

    public static Persona CaseworkerOf(string tenant) => new($"dev-{tenant}", null, Person(Role.Caseworker), null);

    public static Persona Read(Part part, Values values, string usualTenant)
    {
        var institution = Text("institution");
        var role = part.Find("role") is { } written
            ? RoleAt(written, values.Fill(written))
            : institution is null ? Role.Caseworker : Role.HealthLiaison;
        var tenant = Text("tenant");
        var credential = Text("credential")
            ?? (institution is not null ? $"dev-institution-{institution}" : role == Role.Operator ? Operator.Credential : $"dev-{tenant ?? usualTenant}");
        var person = Person(role);
        person.UserId = Text("user") ?? person.UserId;
        person.Unit = Text("unit") ?? "";
        person.Purpose = Text("purpose") ?? UsualPurpose;

        // A credential that was named can have several services, and the scenario says which; else the name says it.
        return new Persona(credential, part.Find("credential") is null && institution is null ? null : tenant, person, part);

        string? Text(string name) => part.Find(name) is { } found ? values.Fill(found) : null;
    }

    private static Role RoleAt(Part part, string written) => EnumNames.Find(Roles, written) is { } role
        ? (Role)role.Number
        : throw part.Fault($"There is no role \"{written}\". It is one of: {EnumNames.Choices(Roles)}.");

    // Two people of one role are told apart by their user ids; a scenario that has one needs to name none.
    private static Actor Person(Role role) => new()
    {
        UserId = $"{EnumNames.Short(Roles, (int)role).ToLowerInvariant().Replace('_', '-')}-1",
        Role = role,
        Purpose = UsualPurpose,
    };
}
