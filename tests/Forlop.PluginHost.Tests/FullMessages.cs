using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.PluginHost.Tests;

/// <summary>
/// Messages in which every field is set, made from the descriptor alone, so that a field which is added tomorrow is there too.
/// A oneof holds one field at a time: there are as many messages as it takes to have each of them.
/// </summary>
internal static class FullMessages
{
    // A type may hold itself once (an entry that corrects an entry); deeper ones are the same fields again.
    private const int Nesting = 2;

    public static IReadOnlyList<IMessage> Of(MessageDescriptor type) => Of(type, []);

    /// <summary>The fields that hold something, in the message and in all messages in it.</summary>
    public static IEnumerable<FieldDescriptor> Present(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => IsSet(message, field)))
        {
            yield return field;
            foreach (var inner in Inner(message, field).SelectMany(Present))
                yield return inner;
        }
    }

    private static IReadOnlyList<IMessage> Of(MessageDescriptor type, IReadOnlyList<MessageDescriptor> path)
    {
        if (path.Count(outer => outer == type) == Nesting)
            return [];
        List<MessageDescriptor> here = [.. path, type];
        var values = type.Fields.InDeclarationOrder().ToDictionary(field => field, field => ValuesOf(field, here));
        var wanted = values.Where(field => field.Key.RealContainingOneof is null).Select(field => field.Key.IsRepeated ? 1 : field.Value.Count).DefaultIfEmpty(1).Max();
        var oneofs = type.Oneofs.Where(oneof => !oneof.IsSynthetic).Select(oneof => oneof.Fields.SelectMany(field => values[field].Select(value => (field, value))).ToList()).ToList();
        return [.. Enumerable.Range(0, oneofs.Select(cases => cases.Count).Append(wanted).Max()).Select(turn => Make(type, values, oneofs, turn))];
    }

    private static IMessage Make(MessageDescriptor type, Dictionary<FieldDescriptor, IReadOnlyList<object>> values, List<List<(FieldDescriptor Field, object Value)>> oneofs, int turn)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var (field, all) in values.Where(field => field.Key.RealContainingOneof is null && field.Value.Count > 0))
        {
            if (field.IsMap)
                ((IDictionary)field.Accessor.GetValue(message))["key"] = all[turn % all.Count];
            else if (field.IsRepeated)
                foreach (var value in all)
                    ((IList)field.Accessor.GetValue(message)).Add(value);
            else
                field.Accessor.SetValue(message, all[turn % all.Count]);
        }

        foreach (var cases in oneofs.Where(cases => cases.Count > 0))
            cases[turn % cases.Count].Field.Accessor.SetValue(message, cases[turn % cases.Count].Value);
        return message;
    }

    private static IReadOnlyList<object> ValuesOf(FieldDescriptor field, IReadOnlyList<MessageDescriptor> path) => field.FieldType switch
    {
        FieldType.Message => [.. Of(field.IsMap ? field.MessageType.FindFieldByNumber(2).MessageType : field.MessageType, path)],
        FieldType.String => ["x"],
        FieldType.Bytes => [ByteString.CopyFromUtf8("x")],
        FieldType.Enum => [Enum.ToObject(field.EnumType.ClrType, 1)],
        FieldType.Bool => [true],
        FieldType.Int32 => [7],
        FieldType.Int64 => [7L],
        _ => throw new NotSupportedException($"{field.FullName} has a type that no field had before; say here what it can hold."),
    };

    private static bool IsSet(IMessage message, FieldDescriptor field) => field.Accessor.GetValue(message) switch
    {
        IEnumerable several when field.IsRepeated || field.IsMap => several.Cast<object>().Any(),
        _ when field.HasPresence => field.Accessor.HasValue(message),
        string text => text.Length > 0,
        ByteString bytes => bytes.Length > 0,
        bool yes => yes,
        IConvertible number => Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture) != 0,
        _ => false,
    };

    private static IEnumerable<IMessage> Inner(IMessage message, FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
            return [];
        var value = field.Accessor.GetValue(message);
        return value is IMessage one ? [one] : field.IsMap ? ((IDictionary)value).Values.Cast<IMessage>() : ((IEnumerable)value).Cast<IMessage>();
    }
}
