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

    private SealPlan(IReadOnlyList<FieldDescriptor> personal, IReadOnlyList<(FieldDescriptor Field, SealPlan Plan)> nested)
    {
        Personal = personal;
        Nested = nested;
    }

    public IReadOnlyList<FieldDescriptor> Personal { get; }

    public IReadOnlyList<(FieldDescriptor Field, SealPlan Plan)> Nested { get; }

    private bool IsEmpty => Personal.Count == 0 && Nested.Count == 0;

    public static SealPlan Of(MessageDescriptor type) => Plans.GetOrAdd(type, static type => Find(type, []));

    private static SealPlan Find(MessageDescriptor type, HashSet<MessageDescriptor> above)
    {
        if (!above.Add(type))
        {
            throw new NotSupportedException($"{type.FullName} contains itself; stored messages must not.");
        }

        var fields = type.Fields.InFieldNumberOrder();
        var personal = fields.Where(IsPersonal).ToList();
        if (personal.Find(f => f.FieldType != FieldType.String || f.IsMap) is { } wrong)
        {
            throw new NotSupportedException($"{wrong.FullName} is marked as personal data and is no string: it would be stored in the clear.");
        }

        var nested = fields.Where(f => f.FieldType == FieldType.Message && !f.IsMap)
            .Select(f => (Field: f, Plan: Find(f.MessageType, above)))
            .Where(n => !n.Plan.IsEmpty)
            .ToList();
        above.Remove(type);
        return new SealPlan(personal, nested);
    }

    private static bool IsPersonal(FieldDescriptor field) =>
        field.GetOptions() is { } options && options.GetExtension(OptionsExtensions.PersonalData);
}
