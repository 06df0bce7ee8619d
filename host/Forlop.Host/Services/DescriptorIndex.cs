using Google.Protobuf.Reflection;

namespace Forlop.Host.Services;

/// <summary>The files of the services that are served and of all that they import, by what is in them.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> extensions = new(StringComparer.Ordinal);

    public DescriptorIndex(IEnumerable<FileDescriptor> roots)
    {
        foreach (var file in roots.SelectMany(WithImports).Where(file => files.TryAdd(file.Name, file)))
        {
            Add(file);
        }
    }

    public FileDescriptor? FileNamed(string name) => files.GetValueOrDefault(name);

    public FileDescriptor? FileWith(string symbol) => symbols.GetValueOrDefault(symbol);

    public FileDescriptor? FileWith(string extendee, int number) => extensions.GetValueOrDefault(extendee)?.GetValueOrDefault(number);

    /// <summary>Null when there is no such message.</summary>
    public IEnumerable<int>? ExtensionsOf(string message) => messages.Contains(message) ? extensions.GetValueOrDefault(message)?.Keys ?? Enumerable.Empty<int>() : null;

    /// <summary>The file itself first, then what it imports, each once.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        var waiting = new Queue<FileDescriptor>([file]);
        while (waiting.TryDequeue(out var next))
        {
            yield return next;
            foreach (var import in next.Dependencies.Where(import => seen.Add(import.Name)))
            {
                waiting.Enqueue(import);
            }
        }
    }

    private void Add(FileDescriptor file)
    {
        foreach (var service in file.Services)
        {
            symbols[service.FullName] = file;
            foreach (var rpc in service.Methods)
            {
                symbols[rpc.FullName] = file;
            }
        }

        Add(file.EnumTypes, file);
        Add(file.Extensions, file);
        foreach (var message in file.MessageTypes)
        {
            Add(message, file);
        }
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        symbols[message.FullName] = file;
        messages.Add(message.FullName);
        Add(message.EnumTypes, file);
        Add(message.Extensions, file);
        foreach (var nested in message.NestedTypes)
        {
            Add(nested, file);
        }
    }

    private void Add(IEnumerable<EnumDescriptor> enums, FileDescriptor file)
    {
        foreach (var type in enums)
        {
            symbols[type.FullName] = file;
        }
    }

    private void Add(ExtensionCollection declared, FileDescriptor file)
    {
        foreach (var extension in declared.UnorderedExtensions)
        {
            symbols[extension.FullName] = file;
            var name = extension.ExtendeeType.FullName;
            (extensions.TryGetValue(name, out var known) ? known : extensions[name] = [])[extension.FieldNumber] = file;
        }
    }
}
