using Forlop.Contracts.Options.V1;
using Forlop.Contracts.Plugin.V1;
using Google.Protobuf.Reflection;

namespace Forlop.PluginHost;

/// <summary>
/// The fields that a plugin must ask for by name and be granted. A field of a request is named alone (<c>age_years</c>), also
/// where the request is part of another; a field of any other message with its message (<c>FilingHeader.title</c>).
/// </summary>
internal static class ContractFields
{
    private static readonly Dictionary<string, ServiceDescriptor> Services = new(StringComparer.Ordinal)
    {
        [PluginKinds.Routing] = RoutingReflection.Descriptor.Services[0],
        [PluginKinds.Filing] = FilingReflection.Descriptor.Services[0],
        [PluginKinds.CaseSystem] = CaseSystemReflection.Descriptor.Services[0],
        [PluginKinds.Intake] = IntakeReflection.Descriptor.Services[0],
    };

    private static readonly HashSet<MessageDescriptor> Requests = [.. Services.Values.SelectMany(service => service.Methods).Select(method => method.InputType)];

    private static readonly Dictionary<string, IReadOnlySet<string>> Guarded = Services.ToDictionary(
        service => service.Key,
        service => (IReadOnlySet<string>)RequestsOf(service.Key).SelectMany(Reached).Where(IsGuarded).Select(NameOf).ToHashSet(StringComparer.Ordinal),
        StringComparer.Ordinal);

    public static bool IsGuarded(FieldDescriptor field) =>
        field.GetOptions() is { } options
        && (options.GetExtension(OptionsExtensions.Sensitivity) != Sensitivity.Unspecified || options.GetExtension(OptionsExtensions.PersonalData));

    /// <summary>What a manifest calls the field.</summary>
    public static string NameOf(FieldDescriptor field) =>
        Requests.Contains(field.ContainingType) ? field.Name : $"{field.ContainingType.Name}.{field.Name}";

    /// <summary>Everything that a plugin of the kind can be granted.</summary>
    public static IReadOnlySet<string> OfKind(string kind) => Guarded[kind];

    /// <summary>What a plugin of the kind has to be granted: an archive without the document itself would file empty ones.</summary>
    public static IReadOnlyList<string> NeededBy(string kind) => kind == PluginKinds.Filing ? ["content"] : [];

    /// <summary>The request messages of a kind.</summary>
    public static IEnumerable<MessageDescriptor> RequestsOf(string kind) => Services[kind].Methods.Select(method => method.InputType);

    /// <summary>The fields of a message and of all messages in it.</summary>
    public static IEnumerable<FieldDescriptor> Reached(MessageDescriptor message)
    {
        var seen = new HashSet<MessageDescriptor> { message };
        var open = new Stack<MessageDescriptor>(seen);
        while (open.TryPop(out var next))
        {
            foreach (var field in next.Fields.InDeclarationOrder())
            {
                yield return field;
                if (field.FieldType == FieldType.Message && seen.Add(field.MessageType))
                    open.Push(field.MessageType);
            }
        }
    }
}
