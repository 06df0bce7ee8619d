using System.Runtime.CompilerServices;
using Greeter.Boundary;
using McMaster.NETCore.Plugins;

namespace Forlop.Polyfills.Tests.McMaster;

public sealed class UnloadTests : IDisposable
{
    private readonly PluginFolder greeter = PluginFolder.CopyOf("Greeter");

    public void Dispose() => greeter.Dispose();

    [Fact]
    public void A_disposed_loader_is_collected_with_all_that_it_loaded()
    {
        var plugin = UseAndDispose(greeter.MainAssembly);

        Assert.True(IsCollected(plugin));
    }

    [Fact]
    public void A_plugin_that_someone_still_holds_is_not_collected()
    {
        var loader = PluginLoaderTests.Loader(greeter.MainAssembly);
        var held = PluginLoaderTests.Create(loader);
        var assembly = new WeakReference(held.GetType().Assembly);

        loader.Dispose();

        Assert.False(IsCollected(assembly));
        GC.KeepAlive(held);
    }

    [Fact]
    public void A_disposed_loader_loads_nothing_more_and_can_be_disposed_again()
    {
        var loader = PluginLoaderTests.Loader(greeter.MainAssembly);
        loader.Dispose();
        loader.Dispose();

        Assert.Throws<ObjectDisposedException>(loader.LoadDefaultAssembly);
        Assert.Throws<ObjectDisposedException>(() => loader.LoadAssembly("Greeter.Dictionary"));
    }

    [Fact]
    public void A_loader_is_unloadable_only_when_it_was_asked_to_be()
    {
        using var unloadable = PluginLoaderTests.Loader(greeter.MainAssembly);
        using var lasting = PluginLoader.CreateFromAssemblyFile(greeter.MainAssembly, [typeof(IGreeter)]);
        using var configured = PluginLoader.CreateFromAssemblyFile(greeter.MainAssembly, [], config => config.IsUnloadable = true);

        Assert.True(unloadable.IsUnloadable);
        Assert.False(lasting.IsUnloadable);
        Assert.True(configured.IsUnloadable);
    }

    // Not inlined: a local of the test itself would keep the plugin alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndDispose(string mainAssembly)
    {
        using var loader = PluginLoaderTests.Loader(mainAssembly);
        var plugin = (IGreeter)PluginLoaderTests.Create(loader);
        Assert.NotNull(plugin.Greet());
        return new WeakReference(plugin.GetType().Assembly);
    }

    private static bool IsCollected(WeakReference reference)
    {
        // An unload completes over a few collections, each of which frees what the one before found.
        for (var round = 0; reference.IsAlive && round < 20; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !reference.IsAlive;
    }
}
