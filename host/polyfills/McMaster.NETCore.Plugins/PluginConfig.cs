using System.Reflection;

namespace McMaster.NETCore.Plugins;

public class PluginConfig
{
    public PluginConfig(string mainAssemblyPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(mainAssemblyPath);
        if (!Path.IsPathRooted(mainAssemblyPath))
        {
            throw new ArgumentException($"'{mainAssemblyPath}' is not an absolute path.", nameof(mainAssemblyPath));
        }

        MainAssemblyPath = mainAssemblyPath;
    }

    public string MainAssemblyPath { get; }

    /// <summary>Taken from the host, with everything that they reference in turn.</summary>
    public ICollection<AssemblyName> SharedAssemblies { get; } = [];

    /// <summary>Never taken from the host by preference, not even when <see cref="PreferSharedTypes"/> is set.</summary>
    public ICollection<AssemblyName> PrivateAssemblies { get; } = [];

    /// <summary>Every assembly that the host has is taken from the host.</summary>
    public bool PreferSharedTypes { get; set; }

    public bool IsUnloadable { get; set; }
}
