using Forlop.Contracts.Options.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.PluginHost;

/// <summary>
/// Blanks every field of a message that carries a sensitivity, or personal data, and was not asked for by name. A field without
/// either passes: it says nothing of a person.
/// </summary>
internal static class FieldGate
{
    public static T Pass<T>(T message, IReadOnlySet<string> granted)
        where T : IMessage, IDeepCloneable<T>
    {
        var copy = message.Clone();
        Blank(copy, granted);
        return copy;
    }

    public static bool IsGuarded(FieldDescriptor field) =>
        field.GetOptions() is { } options
        && (options.GetExtension(OptionsExtensions.Sensitivity) != Sensitivity.Unspecified || options.GetExtension(OptionsExtensions.PersonalData));

    private static void Blank(IMessage message, IReadOnlySet<string> granted)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (IsGuarded(field) && !granted.Contains(field.Name))
                field.Accessor.Clear(message);
            else if (field.FieldType == FieldType.Message && !field.IsMap && !field.IsRepeated && field.Accessor.GetValue(message) is IMessage inner)
                Blank(inner, granted);
            else if (field.FieldType == FieldType.Message && !field.IsMap && field.IsRepeated)
                foreach (IMessage element in (System.Collections.IEnumerable)field.Accessor.GetValue(message))
                    Blank(element, granted);
        }
    }
}
