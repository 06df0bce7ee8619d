using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Something that lies where the host looks for plugins, and what is known of it.</summary>
internal sealed class FoundPackage(string path, bool shipped)
{
    public string Path { get; } = path;

    public bool Shipped { get; } = shipped;

    public PluginStatus Status { get; private set; } = new();

    /// <summary>How often it was looked at; each time its bytes are staged in a folder of their own.</summary>
    public int Looks { get; private set; }

    /// <summary>False for a second package of the same id.</summary>
    public bool OwnsId { get; set; }

    /// <summary>Whether another manifest lies there than the one that was read, or one where none could be.</summary>
    public bool HasChanged
    {
        get
        {
            try
            {
                using var package = Package.Open(Path);
                return !package.Files.Contains(ManifestReader.FileName) || package.Hash != Status.PackageSha256;
            }
            catch (Exception e) when (e is LeftOutException or IOException or UnauthorizedAccessException)
            {
                return true; // Look says what is wrong with it.
            }
        }
    }

    public bool Owns(string pluginId) => OwnsId && Status.PluginId == pluginId;

    /// <summary>Nothing is known of it yet, save where it lies.</summary>
    public PluginStatus Anew()
    {
        Looks++;
        return Status = new PluginStatus { PluginId = OwnsId ? Status.PluginId : Package.NameOf(Path), State = PluginState.LeftOut, Shipped = Shipped };
    }

    /// <summary>What its manifest says.</summary>
    public void Describe(PluginManifest manifest, string sha256)
    {
        Status.PluginId = manifest.Id;
        Status.Version = manifest.Version;
        Status.Kinds.Add(manifest.Kinds);
        Status.Tenants.Add(manifest.Tenants);
        Status.EngineId = manifest.Engine ?? "";
        Status.PackageSha256 = sha256;
    }
}
