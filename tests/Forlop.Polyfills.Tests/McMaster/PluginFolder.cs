using System.Reflection;

namespace Forlop.Polyfills.Tests.McMaster;

/// <summary>A test's own copy of a built plugin, so that it may take files away or add some.</summary>
internal sealed class PluginFolder : IDisposable
{
    private readonly string name;

    private PluginFolder(string name, string path)
    {
        this.name = name;
        Path = path;
    }

    public string Path { get; }

    public string MainAssembly => System.IO.Path.Combine(Path, name + ".dll");

    public static PluginFolder CopyOf(string name)
    {
        var target = Directory.CreateTempSubdirectory("forlop-plugin-").FullName;
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "TestPlugins", name)))
        {
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        }

        return new PluginFolder(name, target);
    }

    public void Remove(string file)
    {
        Assert.True(File.Exists(System.IO.Path.Combine(Path, file)), $"{file} is not in the folder, so taking it away shows nothing.");
        File.Delete(System.IO.Path.Combine(Path, file));
    }

    public void Add(Assembly assembly) => File.Copy(assembly.Location, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(assembly.Location)));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
