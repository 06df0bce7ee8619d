using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Settings;

/// <summary>The words of a settings file: snake case for ours, the contract's own codes for instances, as in routing tables.</summary>
internal static class SettingsCodes
{
    public static readonly IReadOnlyDictionary<string, ServiceKind> Kinds = Of<ServiceKind>();
    public static readonly IReadOnlyDictionary<string, PathwayOrder> Orders = Of<PathwayOrder>();
    public static readonly IReadOnlyDictionary<string, ChildsNo> ChildsNos = Of<ChildsNo>();
    public static readonly IReadOnlyDictionary<string, DeadlineUnit> Units = Of<DeadlineUnit>();
    public static readonly IReadOnlyDictionary<string, DayOff> DaysOff = Of<DayOff>();

    public static readonly IReadOnlyDictionary<string, DeadlineBasis> Bases =
        new Dictionary<string, DeadlineBasis> { ["national"] = DeadlineBasis.National, ["local"] = DeadlineBasis.Local };

    public static readonly IReadOnlyDictionary<string, HealthInstanceType> Instances = Enum.GetValues<HealthInstanceType>()
        .Where(type => type != HealthInstanceType.Unspecified).ToDictionary(Instance);

    /// <summary>What an amount may be at most: beyond it somebody mistook the unit.</summary>
    public static int Most(DeadlineUnit unit) => unit switch
    {
        DeadlineUnit.Days => 730,
        DeadlineUnit.Weeks => 104,
        DeadlineUnit.Months => 24,
        _ => 250,
    };

    public static string Of<T>(T value)
        where T : struct, Enum => Snake(value.ToString());

    public static string Instance(HealthInstanceType type) =>
        HealthReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(HealthInstanceType)).FindValueByNumber((int)type)?.Name["HEALTH_INSTANCE_TYPE_".Length..] ?? "";

    private static Dictionary<string, T> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(value => Of(value));

    private static string Snake(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : $"{letter}"));
}
