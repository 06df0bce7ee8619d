using System.Reflection;
using Forlop.Contracts.Options.V1;
using Forlop.Contracts.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Contracts.Tests;

/// <summary>The contract as it was compiled: every generated file, and what is in it.</summary>
internal static class Contract
{
    public static readonly IReadOnlyList<FileDescriptor> Files =
        [.. typeof(Receipt).Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<FileDescriptor>()
            .OrderBy(file => file.Name, StringComparer.Ordinal)];

    public static IEnumerable<FileDescriptor> Ours => Files.Where(file => file.Package.StartsWith("forlop.", StringComparison.Ordinal));

    public static IEnumerable<MessageDescriptor> Messages => Files.SelectMany(file => file.MessageTypes).SelectMany(WithNested);

    public static IEnumerable<EnumDescriptor> Enums => Files.SelectMany(file => file.EnumTypes).Concat(Messages.SelectMany(message => message.EnumTypes));

    public static IEnumerable<FieldDescriptor> Fields => Messages.SelectMany(message => message.Fields.InFieldNumberOrder());

    public static IEnumerable<MethodDescriptor> Rpcs => Files.SelectMany(file => file.Services).SelectMany(service => service.Methods);

    public static bool IsPersonal(this FieldDescriptor field) => field.GetOptions()?.GetExtension(OptionsExtensions.PersonalData) ?? false;

    public static Sensitivity Sensitivity(this FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(OptionsExtensions.Sensitivity) ?? Options.V1.Sensitivity.Unspecified;

    /// <summary>The messages that somebody other than the host writes, or has to understand: their fields say whether they must be set.</summary>
    public static IReadOnlySet<MessageDescriptor> WrittenByOthers()
    {
        var found = new HashSet<MessageDescriptor> { Actor.Descriptor };
        var open = new Stack<MessageDescriptor>(Rpcs.Select(rpc => rpc.InputType)
            .Concat(Rpcs.Where(rpc => rpc.File.Package == "forlop.plugin.v1").Select(rpc => rpc.OutputType)));
        while (open.TryPop(out var message))
        {
            // An entry that is corrected or imported is written as history shows it; what has to be set is what its command asks for.
            if (message.File.Package.StartsWith("forlop.", StringComparison.Ordinal) && message.File != HistoryReflection.Descriptor && found.Add(message))
            {
                foreach (var field in message.Fields.InFieldNumberOrder().Where(field => field.FieldType == FieldType.Message))
                {
                    open.Push(field.MessageType);
                }
            }
        }

        return found;
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => message.NestedTypes.SelectMany(WithNested).Prepend(message);
}
