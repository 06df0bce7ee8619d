using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>
/// Where in an answer a value stands: <c>pathway.engagements[e1].state</c>. An element of a list is found by its place, by its
/// first field, or by conditions: <c>deadlines[kind=ANSWER,subject_id=e1].due_on</c>. <c>length</c> of a list counts it.
/// </summary>
internal sealed class AnswerPath
{
    private const string LengthWord = "length";

    private readonly IReadOnlyList<Segment> segments;
    private readonly bool isLength;

    private AnswerPath(IReadOnlyList<Segment> segments, bool isLength) => (this.segments, this.isLength) = (segments, isLength);

    private FieldDescriptor Last => segments[^1].Field;

    public static AnswerPath Parse(string text, MessageDescriptor root, Part where)
    {
        var found = new List<Segment>();
        MessageDescriptor? type = root;
        var words = Words(text).ToList();
        foreach (var word in words)
        {
            if (word == LengthWord && found.Count == words.Count - 1 && found is [.., { Field.IsRepeated: true, Key: null }])
            {
                return new AnswerPath(found, isLength: true);
            }

            var bracket = word.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? word : word[..bracket];
            var key = bracket < 0 ? null : word.EndsWith(']') ? word[(bracket + 1)..^1] : throw where.Fault($"In \"{text}\" a bracket is not closed. Write list[key].field.");
            if (type is null)
            {
                throw where.Fault($"In \"{text}\" nothing can follow {found[^1].Field.Name}{(found[^1].Field.IsRepeated ? ": say which element, as in list[e1], or ask for its length" : ", which is one value")}.");
            }

            var field = RequestWriter.Field(name, type, where);
            found.Add(new Segment(field, key, Conditions(field, key, text, where)));
            type = (key is not null || !field.IsRepeated) && field.FieldType == FieldType.Message && !RequestWriter.IsPlain(field.MessageType) ? field.MessageType : null;
        }

        return type is null && !(found[^1] is { Key: null, Field: { IsRepeated: true, FieldType: FieldType.Message } })
            ? new AnswerPath(found, isLength: false)
            : throw where.Fault($"\"{text}\" is a group or a list of groups. Go on to one of its fields: {string.Join(", ", found[^1].Field.MessageType.Fields.InFieldNumberOrder().Select(field => field.Name))}.");
    }

    /// <summary>What stands there; when there is no such element, which ones there are.</summary>
    public Reading Read(IMessage answer)
    {
        var message = answer;
        foreach (var (field, key, conditions) in segments)
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                var list = (IList)value;
                if (key is null)
                {
                    return new Reading(isLength ? list.Count.ToString(CultureInfo.InvariantCulture) : $"[{string.Join(", ", list.Cast<object>().Select(item => TextOf(field, item)))}]");
                }

                var found = Matching(list, field, key, conditions);
                if (found.Count != 1)
                {
                    return Reading.Without($"{found.Count} elements [{key}] in {field.Name}, which has {list.Count}{(list.Count > 0 && list[0] is IMessage ? $": {string.Join(", ", list.Cast<IMessage>().Select(NameOf))}" : "")}");
                }

                value = found[0];
            }

            if (field.FieldType != FieldType.Message || RequestWriter.IsPlain(field.MessageType))
            {
                return new Reading(TextOf(field, value));
            }

            // What was not set reads as what it is when nothing in it is set.
            message = (IMessage?)value ?? field.MessageType.Parser.ParseFrom(ByteString.Empty);
        }

        throw new InvalidOperationException("A path always ends in a value.");
    }

    /// <summary>An expected value as <see cref="Read"/> would write it.</summary>
    public string Expected(Part part, Values? values)
    {
        if (part.IsList && Last.IsRepeated && !isLength && segments[^1].Key is null)
        {
            return $"[{string.Join(", ", part.List.Select(item => Canonical(item, values)))}]";
        }

        return Canonical(part, values);
    }

    private string Canonical(Part part, Values? values)
    {
        var text = values?.Fill(part) ?? part.Text;
        return isLength || Last.FieldType != FieldType.Enum || Values.AnyIn(text)
            ? text
            : EnumNames.Find(Last.EnumType, text) is { } known
                ? EnumNames.Short(Last.EnumType, known.Number)
                : throw part.Fault($"{Last.Name} cannot be \"{text}\". It is one of: {EnumNames.Choices(Last.EnumType)}.");
    }

    private static IReadOnlyList<(AnswerPath Path, string Value)> Conditions(FieldDescriptor field, string? key, string text, Part where)
    {
        if (key is null)
        {
            return [];
        }

        if (!field.IsRepeated || field.IsMap)
        {
            throw where.Fault($"In \"{text}\" {field.Name} is no list, and [{key}] picks nothing from it. Leave the brackets out.");
        }

        if (!key.Contains('=', StringComparison.Ordinal))
        {
            return [];
        }

        return field.FieldType != FieldType.Message
            ? throw where.Fault($"In \"{text}\" {field.Name} is a list of plain values: pick one by its place, as in {field.Name}[0].")
            : [.. key.Split(',').Select(condition => condition.Split('=', 2)).Select(pair => (Parse(pair[0].Trim(), field.MessageType, where), pair[^1].Trim()))];
    }

    private static List<object> Matching(IList list, FieldDescriptor field, string key, IReadOnlyList<(AnswerPath Path, string Value)> conditions)
    {
        if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return place < list.Count ? [list[place]!] : [];
        }

        return [.. list.Cast<object>().Where(item => item is IMessage message && (conditions.Count > 0
            ? conditions.All(condition => condition.Path.Read(message).Text is { } text && (text == condition.Value || IsSameCode(condition.Path.Last, text, condition.Value)))
            : NameOf(message) == key || IsSameCode(field.MessageType.Fields.InFieldNumberOrder()[0], NameOf(message), key)))];
    }

    private static bool IsSameCode(FieldDescriptor field, string text, string written) =>
        field.FieldType == FieldType.Enum && EnumNames.Find(field.EnumType, written) is { } value && EnumNames.Short(field.EnumType, value.Number) == text;

    // Elements carry their key first: an id, an area, an RPC.
    private static string NameOf(IMessage message)
    {
        var first = message.Descriptor.Fields.InFieldNumberOrder()[0];
        return first.IsRepeated || first.FieldType == FieldType.Message ? "" : TextOf(first, first.Accessor.GetValue(message));
    }

    private static string TextOf(FieldDescriptor field, object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        ByteString bytes => bytes.ToBase64(),
        IMessage message => JsonFormatter.Default.Format(message).Trim('"'),
        Enum code => EnumNames.Short(field.EnumType, Convert.ToInt32(code, CultureInfo.InvariantCulture)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // Dots part words, but not inside brackets, where the name of an RPC may stand.
    private static IEnumerable<string> Words(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (text[i] == '.' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private sealed record Segment(FieldDescriptor Field, string? Key, IReadOnlyList<(AnswerPath Path, string Value)> Conditions);
}

/// <summary>What a path found.</summary>
/// <param name="Text">The value; null when there is no such element.</param>
/// <param name="Instead">What there is instead.</param>
internal sealed record Reading(string? Text, string Instead = "")
{
    public static Reading Without(string instead) => new(null, instead);

    public override string ToString() => Text switch { null => $"({Instead})", "" => "(empty)", _ => Text };
}
