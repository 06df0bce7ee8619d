using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.PluginHost;

/// <summary>
/// Blanks every field of a message that carries a sensitivity, or personal data, and was not granted by name. A field without
/// either passes: it says nothing of a person. A field that this host does not know says nobody knows what, and never passes.
/// </summary>
internal static class FieldGate
{
    /// <summary>A copy that may cross to the plugin; the caller's own message is left alone.</summary>
    public static IMessage Pass(IMessage message, IReadOnlySet<string> granted)
    {
        var copy = message.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(message.ToByteString());
        Blank(copy, granted);
        return copy;
    }

    private static void Blank(IMessage message, IReadOnlySet<string> granted)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (ContractFields.IsGuarded(field) && !granted.Contains(ContractFields.NameOf(field)))
                field.Accessor.Clear(message);
            else
                foreach (var inner in Inner(message, field))
                    Blank(inner, granted);
        }
    }

    private static IEnumerable<IMessage> Inner(IMessage message, FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
            return [];
        var value = field.Accessor.GetValue(message);
        if (field.IsMap)
            return ((IDictionary)value).Values.OfType<IMessage>();
        return field.IsRepeated ? ((IEnumerable)value).Cast<IMessage>() : value is IMessage one ? [one] : [];
    }
}
