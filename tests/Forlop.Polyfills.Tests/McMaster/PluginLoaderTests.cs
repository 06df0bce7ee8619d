using System.Reflection;
using Google.Protobuf;
using Greeter.Boundary;
using Greeter.Dictionary;
using Greeter.Words;
using McMaster.NETCore.Plugins;

namespace Forlop.Polyfills.Tests.McMaster;

/// <summary>What McMaster.NETCore.Plugins and its stand-in must both do, shown with plugins from tests/TestPlugins.</summary>
public sealed class PluginLoaderTests : IDisposable
{
    private readonly PluginFolder greeter = PluginFolder.CopyOf("Greeter");

    public void Dispose() => greeter.Dispose();

    [Fact]
    public void A_shared_type_is_the_hosts_own_and_so_is_what_its_assembly_references()
    {
        using var loader = Loader(greeter.MainAssembly);

        var plugin = Create(loader);

        Assert.IsAssignableFrom<IGreeter>(plugin);
        Assert.Same(typeof(Greeting), plugin.GetType().GetMethod(nameof(IGreeter.Greet))!.ReturnType);
    }

    [Fact]
    public void Without_sharing_the_plugin_takes_the_boundary_from_its_own_folder_and_matches_no_type()
    {
        greeter.Add(typeof(IGreeter).Assembly);
        using var loader = PluginLoader.CreateFromAssemblyFile(greeter.MainAssembly, isUnloadable: true, []);

        Assert.False(Create(loader) is IGreeter);
    }

    [Fact]
    public void A_copy_in_the_plugins_folder_is_preferred_over_the_hosts_newer_one()
    {
        using var loader = Loader(greeter.MainAssembly);

        Assert.Equal(new Version(1, 0, 0, 0), ((IGreeter)Create(loader)).Greet().Dictionary);
        Assert.Equal(new Version(2, 0, 0, 0), WordList.Version);
    }

    [Fact]
    public void A_folder_that_lacks_a_dependency_silently_runs_on_the_hosts_newer_one()
    {
        greeter.Remove("Greeter.Dictionary.dll");
        using var loader = Loader(greeter.MainAssembly);

        Assert.Equal(new Version(2, 0, 0, 0), ((IGreeter)Create(loader)).Greet().Dictionary);
    }

    [Fact]
    public void PreferSharedTypes_takes_from_the_host_what_the_host_has()
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(greeter.MainAssembly, config => config.PreferSharedTypes = true);

        var greeting = ((IGreeter)Create(loader)).Greet();

        Assert.Equal(new Version(2, 0, 0, 0), greeting.Dictionary);
        Assert.Same(typeof(ByteString), greeting.Protobuf);
    }

    [Fact]
    public void A_private_assembly_stays_the_plugins_own_although_it_prefers_the_hosts()
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(greeter.MainAssembly, config =>
        {
            config.PreferSharedTypes = true;
            config.PrivateAssemblies.Add(typeof(WordList).Assembly.GetName());
        });

        Assert.Equal(new Version(1, 0, 0, 0), ((IGreeter)Create(loader)).Greet().Dictionary);
    }

    [Fact]
    public void The_plugins_own_protobuf_is_used_beside_the_hosts()
    {
        using var loader = Loader(greeter.MainAssembly);

        var protobuf = ((IGreeter)Create(loader)).Greet().Protobuf;

        Assert.Equal(typeof(ByteString).FullName, protobuf.FullName);
        Assert.NotSame(typeof(ByteString), protobuf);
        Assert.StartsWith(greeter.Path, protobuf.Assembly.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_is_loaded_by_name_from_a_folder_without_a_deps_json()
    {
        greeter.Remove("Greeter.deps.json");
        using var loader = Loader(greeter.MainAssembly);

        Assert.Equal(new Version(1, 0, 0, 0), loader.LoadAssembly("Greeter.Dictionary").GetName().Version);
        Assert.Equal(new Version(1, 0, 0, 0), loader.LoadAssembly(new AssemblyName("Greeter.Dictionary")).GetName().Version);
    }

    [Fact]
    public void A_missing_plugin_and_a_relative_path_are_refused()
    {
        greeter.Remove("Greeter.dll");

        Assert.ThrowsAny<Exception>(() =>
        {
            using var loader = Loader(greeter.MainAssembly);
            return loader.LoadDefaultAssembly();
        });
        Assert.Throws<ArgumentException>(() => new PluginConfig("Greeter.dll"));
        Assert.Throws<ArgumentException>(() => new PluginConfig(""));
    }

    [Fact]
    public void Contextual_reflection_finds_the_plugins_types_by_name()
    {
        using var loader = Loader(greeter.MainAssembly);
        loader.LoadDefaultAssembly();

        using (loader.EnterContextualReflection())
        {
            Assert.NotNull(Type.GetType("Greeter.PoliteGreeter, Greeter"));
        }

        Assert.Null(Type.GetType("Greeter.PoliteGreeter, Greeter"));
    }

    internal static PluginLoader Loader(string mainAssembly) =>
        PluginLoader.CreateFromAssemblyFile(mainAssembly, isUnloadable: true, [typeof(IGreeter)]);

    internal static object Create(PluginLoader loader) =>
        Activator.CreateInstance(loader.LoadDefaultAssembly().GetType("Greeter.PoliteGreeter", throwOnError: true)!)!;
}
