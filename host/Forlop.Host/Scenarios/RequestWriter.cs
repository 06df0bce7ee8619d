using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>A request as the scenario writes it, to protobuf JSON and to a message. Every name is checked against the contract.</summary>
/// <param name="values">What placeholders stand for; null when the file is only read, and no placeholder has a value yet.</param>
internal sealed class RequestWriter(Values? values)
{
    /// <summary>Refuses what the contract does not know, before the first step runs.</summary>
    public static void Check(Part? request, MessageDescriptor type)
    {
        if (request is not null)
        {
            new RequestWriter(null).Group(request, type);
        }
    }

    public IMessage Message(Part? request, MessageDescriptor type, Part step)
    {
        var json = request is null ? [] : Group(request, type);
        FillIn(json, type, step);
        try
        {
            return JsonParser.Default.Parse(json.ToJsonString(), type);
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw (request ?? step).Fault($"This is no {type.Name}: {fault.Message}", fault);
        }
    }

    public static FieldDescriptor Field(string name, MessageDescriptor type, Part where) =>
        type.Fields.InFieldNumberOrder().FirstOrDefault(field => field.Name == name || field.JsonName == name)
        ?? throw where.Fault($"{type.Name} has no field \"{name}\". It has: {string.Join(", ", type.Fields.InFieldNumberOrder().Select(field => field.Name))}.");

    /// <summary>Written as one value in JSON although it is a message: a Timestamp, a Duration.</summary>
    public static bool IsPlain(MessageDescriptor type) => type.File.Package == "google.protobuf";

    // What nearly every request carries, and no reader of the file wants to see each time.
    private void FillIn(JsonObject json, MessageDescriptor type, Part step)
    {
        foreach (var field in type.Fields.InFieldNumberOrder().Where(field => !json.ContainsKey(field.Name)))
        {
            JsonNode? usual = (field.Name, field.FieldType) switch
            {
                ("request_id", FieldType.String) => Guid.CreateVersion7().ToString(),
                ("occurred_on", FieldType.String) => values!.Today,
                ("source", FieldType.Enum) when field.EnumType.FullName == "forlop.v1.Source" => "SOURCE_CASE_SYSTEM",
                ("pathway_id", FieldType.String) => values!.LastPathway
                    ?? throw step.Fault("No pathway has been opened yet, and the request names none. Open one in an earlier step, or write pathway_id."),
                _ => null,
            };
            if (usual is not null)
            {
                json[field.Name] = usual;
            }
        }
    }

    private JsonObject Group(Part part, MessageDescriptor type)
    {
        var json = new JsonObject();
        foreach (var (key, value) in part.Members)
        {
            var field = Field(key.Text, type, key);
            if (!json.TryAdd(field.Name, Whole(value, field)))
            {
                throw key.Fault($"{field.Name} stands here twice. Leave one of them out.");
            }
        }

        return json;
    }

    private JsonNode? Whole(Part part, FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var map = new JsonObject();
            var valueField = field.MessageType.FindFieldByNumber(2);
            foreach (var (key, value) in part.Members)
            {
                map[Filled(key)] = One(value, valueField);
            }

            return map;
        }

        if (!field.IsRepeated)
        {
            return One(part, field);
        }

        return part.IsList
            ? new JsonArray([.. part.List.Select(item => One(item, field))])
            : throw part.Fault($"{field.Name} is a list. Write [A, B], or one line for each that begins with \"- \".");
    }

    private JsonNode? One(Part part, FieldDescriptor field)
    {
        if (field.FieldType == FieldType.Message && !IsPlain(field.MessageType))
        {
            return Group(part, field.MessageType);
        }

        return values is null && Values.AnyIn(part.Text) ? null : Scalar(Filled(part), field, part);
    }

    private static JsonNode Scalar(string text, FieldDescriptor field, Part part)
    {
        switch (field.FieldType)
        {
            case FieldType.Enum when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return number;
            case FieldType.Enum:
                return EnumNames.Find(field.EnumType, text)?.Name
                    ?? throw part.Fault($"{field.Name} cannot be \"{text}\". It is one of: {EnumNames.Choices(field.EnumType)}.");
            case FieldType.Bool:
                return bool.TryParse(text, out var truth) ? truth : throw part.Fault($"{field.Name} is true or false, not \"{text}\".");
            case FieldType.String or FieldType.Bytes or FieldType.Message:
                return text;
            default:
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : throw part.Fault($"{field.Name} is a number, not \"{text}\".");
        }
    }

    private string Filled(Part part) => values?.Fill(part) ?? part.Text;
}
