using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins.Loader;

internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly AssemblyLoadContext host = GetLoadContext(typeof(PluginLoadContext).Assembly) ?? Default;
    private readonly AssemblyDependencyResolver resolver;
    private readonly string folder;
    private readonly bool preferHost;
    private readonly HashSet<string> shared;
    private readonly HashSet<string> own;

    public PluginLoadContext(PluginConfig config)
        : base(Path.GetFileNameWithoutExtension(config.MainAssemblyPath), config.IsUnloadable)
    {
        resolver = new AssemblyDependencyResolver(config.MainAssemblyPath);
        folder = Path.GetDirectoryName(config.MainAssemblyPath)!;
        preferHost = config.PreferSharedTypes;
        own = [.. config.PrivateAssemblies.Select(SimpleName)];
        shared = WithAllTheyReference(config.SharedAssemblies);
    }

    // Shared types come from the host; else the plugin's own copy wins; what its folder lacks falls to the host (null).
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = SimpleName(assemblyName);
        if ((preferHost || shared.Contains(name)) && !own.Contains(name) && FromHost(assemblyName) is { } ofHost)
        {
            return ofHost;
        }

        if (resolver.ResolveAssemblyToPath(assemblyName) is { } resolved)
        {
            return LoadFromAssemblyPath(resolved);
        }

        // A file that lies in the folder but is missing from the plugin's deps.json. Satellites are the resolver's business.
        var beside = Path.Combine(folder, name + ".dll");
        return string.IsNullOrEmpty(assemblyName.CultureName) && File.Exists(beside) ? LoadFromAssemblyPath(beside) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // The host may lack the assembly or hold an older one than was asked for. The package goes on to the plugin's own copy then, whose
    // types match none of the host's, and so does this: whoever shares a type must never raise its assembly's version.
    private Assembly? FromHost(AssemblyName assemblyName)
    {
        try
        {
            return host.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception missing) when (missing is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }

    private HashSet<string> WithAllTheyReference(IEnumerable<AssemblyName> roots)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<AssemblyName>(roots);
        while (waiting.TryDequeue(out var next))
        {
            if (!names.Add(SimpleName(next)) || FromHost(next) is not { } assembly)
            {
                continue;
            }

            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                waiting.Enqueue(reference);
            }
        }

        return names;
    }

    private static string SimpleName(AssemblyName name) => name.Name ?? "";
}
