using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Forlop.Plugins.Boundary;
using McMaster.NETCore.Plugins;

namespace Forlop.PluginHost;

/// <summary>One plugin's assemblies in a context of their own, from its staged folder.</summary>
internal sealed class Sandbox
{
    private const string Boundary = "Forlop.Plugins.Boundary.dll";

    private static readonly string[] OfItsOwn = ["Google.Protobuf.dll", "Forlop.Contracts.dll"];

    private readonly WeakReference context;
    private readonly ConcurrentQueue<EndpointLease> leases = new();
    private PluginLoader? loader;
    private Type? type;

    private Sandbox(PluginLoader loader, Type type)
    {
        (this.loader, this.type) = (loader, type);
        context = new WeakReference(AssemblyLoadContext.GetLoadContext(type.Assembly));
    }

    /// <summary>True when nothing of the plugin was left in the process at the last garbage collection.</summary>
    public bool IsCollected => !context.IsAlive;

    /// <summary>What must hold of a .NET plugin's files, wherever it runs.</summary>
    public static void Check(StagedPlugin plugin)
    {
        var files = plugin.Manifest.Files.Keys;
        if (files.FirstOrDefault(file => Path.GetFileName(file).Equals(Boundary, StringComparison.OrdinalIgnoreCase)) is { } bundled)
            throw new LeftOutException(Sentences.Bundles(bundled));
        if (Array.Find(OfItsOwn, file => !files.Contains(file)) is { } lacking)
            throw new LeftOutException(Sentences.Lacks(lacking));
        if (!files.Contains(plugin.Manifest.Entry!.Assembly))
            throw new LeftOutException(Sentences.Missing(plugin.Manifest.Entry.Assembly));
    }

    /// <summary>What is known to hold it after it was let go; null when it is something of the plugin's own.</summary>
    public EndpointLease.Remainder? Remains => leases.Select(lease => lease.Remains).Max();

    /// <summary>An instance that takes at most so many calls at a time.</summary>
    public EndpointLease Lease(int most)
    {
        // Those that are done are of no interest any more.
        while (leases.TryPeek(out var oldest) && oldest.IsDone)
            leases.TryDequeue(out _);
        var lease = new EndpointLease(Create(), most);
        leases.Enqueue(lease);
        return lease;
    }

    public IPluginEndpoint Create()
    {
        try
        {
            return (IPluginEndpoint)Activator.CreateInstance(type!)!;
        }
        catch (Exception e)
        {
            throw new LeftOutException(Sentences.WillNotLoad(type!.FullName!, (e.InnerException ?? e).GetType().Name));
        }
    }

    public void Unload()
    {
        type = null;
        loader?.Dispose();
        loader = null;
    }

    // Not inlined, so that no local of a caller keeps the assembly after a failure.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Sandbox Load(string path, string typeName)
    {
        PluginLoader? opened = null;
        try
        {
            opened = PluginLoader.CreateFromAssemblyFile(path, isUnloadable: true, sharedTypes: [typeof(IPluginEndpoint)]);
            var entry = opened.LoadDefaultAssembly().GetType(typeName, throwOnError: true)!;
            if (!typeof(IPluginEndpoint).IsAssignableFrom(entry))
                throw new InvalidCastException();
            return new Sandbox(opened, entry);
        }
        catch (Exception e)
        {
            opened?.Dispose();
            throw new LeftOutException(Sentences.WillNotLoad(typeName, e.GetType().Name));
        }
    }
}
