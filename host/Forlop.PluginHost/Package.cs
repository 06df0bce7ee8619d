using System.Security.Cryptography;

namespace Forlop.PluginHost;

/// <summary>A plugin as it was dropped in, a folder or an archive: names that are in order, and bytes that nobody has vouched for.</summary>
internal abstract class Package : IDisposable
{
    public const string ArchiveEnding = ".zip";

    protected const int LargestFile = 64 * 1024 * 1024;

    private byte[]? manifest;

    /// <summary>Paths with forward slashes, by ordinal order.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>plugin.json, read once: what was checked is what is staged.</summary>
    public byte[] Manifest => manifest ??= Read(ManifestReader.FileName);

    /// <summary>Stands for the whole package but its contacts: plugin.json names the SHA-256 of every other file.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Manifest));

    /// <summary>Opens a folder, or a file that is an archive.</summary>
    public static Package Open(string path) => Directory.Exists(path) ? new FolderPackage(path) : new ZipPackage(path);

    /// <summary>What it is called until its manifest was read.</summary>
    public static string NameOf(string path) => Path.GetFileName(path) is var name && name.EndsWith(ArchiveEnding, StringComparison.OrdinalIgnoreCase)
        ? name[..^ArchiveEnding.Length]
        : name;

    /// <summary>The whole of one of <see cref="Files"/>.</summary>
    public abstract byte[] Read(string file);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
