using System.Collections.Concurrent;
using Forlop.Contracts.Options.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Storage.Sealing;

/// <summary>
/// Where a message type holds personal data, itself or below. Found once per type, so that the walk through a message
/// visits nothing that cannot hold any.
/// </summary>
internal sealed class SealPlan
{
    private static readonly ConcurrentDictionary<MessageDescriptor, SealPlan> Plans = new();

    private SealPlan(IReadOnlyList<FieldDescriptor> personal, IReadOnlyList<FieldDescriptor> nested) => (Personal, Nested) = (personal, nested);

    public IReadOnlyList<FieldDescriptor> Personal { get; }

    /// <summary>Messages that hold some. Their plan is asked for when one is met: a correction holds an entry, which may hold a correction.</summary>
    public IReadOnlyList<FieldDescriptor> Nested { get; }

    public static SealPlan Of(MessageDescriptor type) => Plans.GetOrAdd(type, static type => new SealPlan(PersonalOf(type), [.. NestedOf(type).Where(field => Holds(field.MessageType, []))]));

    private static List<FieldDescriptor> PersonalOf(MessageDescriptor type)
    {
        var personal = type.Fields.InFieldNumberOrder().Where(IsPersonal).ToList();
        return personal.Find(field => field.FieldType != FieldType.String || field.IsMap) is { } wrong
            ? throw new NotSupportedException($"{wrong.FullName} is marked as personal data and is no string: it would be stored in the clear.")
            : personal;
    }

    private static IEnumerable<FieldDescriptor> NestedOf(MessageDescriptor type) =>
        type.Fields.InFieldNumberOrder().Where(field => field.FieldType == FieldType.Message && !field.IsMap);

    private static bool Holds(MessageDescriptor type, HashSet<MessageDescriptor> seen) =>
        seen.Add(type) && (PersonalOf(type).Count > 0 || NestedOf(type).Any(field => Holds(field.MessageType, seen)));

    private static bool IsPersonal(FieldDescriptor field) =>
        field.GetOptions() is { } options && options.GetExtension(OptionsExtensions.PersonalData);
}
