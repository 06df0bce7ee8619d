using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins.Loader;

namespace McMaster.NETCore.Plugins;

/// <summary>
/// Stand-in for the loader of McMaster.NETCore.Plugins: the members that Forløp uses. Hot reload is left out on purpose, because
/// watching files misses atomic renames and fires on half-written ones.
/// </summary>
public class PluginLoader : IDisposable
{
    private readonly PluginConfig config;
    private readonly PluginLoadContext context;
    private bool disposed;

    public PluginLoader(PluginConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        context = new PluginLoadContext(config);
    }

    public bool IsUnloadable => context.IsCollectible;

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Action<PluginConfig> configure) =>
        CreateFromAssemblyFile(assemblyFile, [], configure);

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Type[] sharedTypes) =>
        CreateFromAssemblyFile(assemblyFile, sharedTypes, _ => { });

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, bool isUnloadable, Type[] sharedTypes) =>
        CreateFromAssemblyFile(assemblyFile, isUnloadable, sharedTypes, _ => { });

    public static PluginLoader CreateFromAssemblyFile(
        string assemblyFile, bool isUnloadable, Type[] sharedTypes, Action<PluginConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return CreateFromAssemblyFile(assemblyFile, sharedTypes, settings =>
        {
            settings.IsUnloadable = isUnloadable;
            configure(settings);
        });
    }

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Type[] sharedTypes, Action<PluginConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(sharedTypes);
        ArgumentNullException.ThrowIfNull(configure);
        var settings = new PluginConfig(assemblyFile);
        foreach (var assembly in sharedTypes.Select(type => type.Assembly).Distinct())
        {
            settings.SharedAssemblies.Add(assembly.GetName());
        }

        configure(settings);
        return new PluginLoader(settings);
    }

    public Assembly LoadDefaultAssembly()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return context.LoadFromAssemblyPath(config.MainAssemblyPath);
    }

    public Assembly LoadAssembly(AssemblyName assemblyName)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return context.LoadFromAssemblyName(assemblyName);
    }

    public Assembly LoadAssembly(string assemblyName) => LoadAssembly(new AssemblyName(assemblyName));

    public AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection() => context.EnterContextualReflection();

    /// <summary>Starts the unload. It completes when nothing holds a type or object of the plugin any more.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        if (context.IsCollectible)
        {
            context.Unload();
        }

        GC.SuppressFinalize(this);
    }
}
