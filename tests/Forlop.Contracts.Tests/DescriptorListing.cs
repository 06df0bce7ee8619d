using Forlop.Contracts.Options.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.Contracts.Tests;

/// <summary>The whole contract, one promise a line: what a caller compiled against it leans on, and nothing else.</summary>
internal static class DescriptorListing
{
    public static IReadOnlyList<string> Lines() => [.. Contract.Files.SelectMany(Of)];

    private static IEnumerable<string> Of(FileDescriptor file) =>
    [
        $"# {file.Name}: package {file.Package}, C# {file.GetOptions()?.CsharpNamespace}",
        .. file.ToProto().Extension.Select(extension => $"extend {extension.Extendee[1..]} {file.Package}.{extension.Name} = {extension.Number} {TypeOf(extension)}"),
        .. file.Services.SelectMany(service => service.Methods).Select(Of),
        .. file.MessageTypes.SelectMany(Of),
        .. file.EnumTypes.SelectMany(Of),
    ];

    private static string Of(MethodDescriptor rpc) =>
        $"rpc {rpc.FullName}({Stream(rpc.IsClientStreaming)}{rpc.InputType.FullName}) returns ({Stream(rpc.IsServerStreaming)}{rpc.OutputType.FullName}){Rest(rpc.GetOptions())}";

    private static IEnumerable<string> Of(MessageDescriptor message) =>
    [
        $"message {message.FullName}{Rest(message.GetOptions())}",
        .. message.ToProto().ReservedRange.Select(range => $"reserved {message.FullName} {range.Start} to {range.End - 1}"),
        .. message.ToProto().ReservedName.Select(name => $"reserved {message.FullName} {name}"),
        .. message.Fields.InFieldNumberOrder().Select(field => Of(message, field)),
        .. message.NestedTypes.SelectMany(Of),
        .. message.EnumTypes.SelectMany(Of),
    ];

    private static string Of(MessageDescriptor message, FieldDescriptor field)
    {
        var oneof = field.RealContainingOneof is { } group ? $" in {group.Name}" : "";
        var json = field.JsonName == JsonNameOf(field.Name) ? "" : $" json {field.JsonName}";
        return $"field {message.FullName}.{field.Name} = {field.FieldNumber} {TypeOf(field.ToProto())}{oneof}{json}{OptionsOf(field)}";
    }

    private static IEnumerable<string> Of(EnumDescriptor type) =>
    [
        $"enum {type.FullName}{Rest(type.GetOptions())}",
        .. type.ToProto().ReservedRange.Select(range => $"reserved {type.FullName} {range.Start} to {range.End}"),
        .. type.ToProto().ReservedName.Select(name => $"reserved {type.FullName} {name}"),
        .. type.Values.Select(value => $"value {type.FullName}.{value.Name} = {value.Number}{Rest(value.GetOptions())}"),
    ];

    private static string TypeOf(FieldDescriptorProto field)
    {
        var label = field.Label switch
        {
            FieldDescriptorProto.Types.Label.Repeated => "repeated ",
            _ when field.Proto3Optional => "optional ",
            _ => "",
        };
        return label + (field.HasTypeName ? field.TypeName[1..] : field.Type.ToString().ToLowerInvariant());
    }

    private static string OptionsOf(FieldDescriptor field) =>
        (field.IsPersonal() ? " personal" : "")
        + (field.Sensitivity() == Sensitivity.Unspecified ? "" : $" {field.Sensitivity().ToString().ToLowerInvariant()}")
        + Rest(Without(field.GetOptions()));

    private static FieldOptions? Without(FieldOptions? options)
    {
        var rest = options?.Clone();
        rest?.ClearExtension(OptionsExtensions.PersonalData);
        rest?.ClearExtension(OptionsExtensions.Sensitivity);
        return rest;
    }

    // Options that no line names by word still have to show when they change.
    private static string Rest(IMessage? options) => options is null || options.CalculateSize() == 0 ? "" : $" options {options.ToByteString().ToBase64()}";

    private static string Stream(bool streams) => streams ? "stream " : "";

    private static string JsonNameOf(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words[1..].Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
