using System.Security.Cryptography;
using Forlop.PluginHost;

namespace Forlop.Conformance;

/// <summary>The package that is examined, with the engine that it needs: read once, checked, and copied to where it is loaded from.</summary>
internal sealed class ExaminedPackage : IDisposable
{
    private const int MostAttempts = 10;

    private readonly string work;

    private ExaminedPackage(string work, StagedPlugin plugin, string hash, StagedPlugin code, string codeHash) =>
        (this.work, Plugin, Hash, Code, CodeHash) = (work, plugin, hash, code, codeHash);

    /// <summary>Where the copies lie, each in a folder that is named by its id; nothing else does.</summary>
    public string Folder => work;

    public StagedPlugin Plugin { get; }

    /// <summary>SHA-256 of plugin.json, as approvals and lists show it.</summary>
    public string Hash { get; }

    /// <summary>Whose program runs: the package's own, or its engine's.</summary>
    public StagedPlugin Code { get; }

    public string CodeHash { get; }

    /// <summary>The contacts are the one file that plugin.json does not vouch for; null when there are none.</summary>
    public string? ContactsHash => Plugin.Manifest.Data.TryGetValue("contacts", out var file) ? Convert.ToHexStringLower(SHA256.HashData(Plugin.Read(file))) : null;

    /// <summary>What it serves nobody with; only its packages do.</summary>
    public bool IsEngine => Plugin.Manifest.Tenants.Count == 0;

    /// <summary>Whether the code is that of a plugin that came with this release, to the byte, wherever it lies.</summary>
    public bool CameWith(ConformanceOptions options)
    {
        var shipped = Path.Combine(options.ShippedFolder, Code.Manifest.Id);
        if (!Directory.Exists(shipped))
            return false;
        using var package = Package.Open(shipped);
        return package.Hash == CodeHash;
    }

    /// <summary>What another process has read, checked and copied.</summary>
    public static ExaminedPackage OfCopies(string folder, string id, string codeId)
    {
        var (plugin, hash) = Copied(folder, id);
        if (codeId == id)
            return new ExaminedPackage(folder, plugin, hash, plugin, hash);
        var (code, codeHash) = Copied(folder, codeId);
        return new ExaminedPackage(folder, plugin, hash, code, codeHash);
    }

    /// <exception cref="CannotExamineException">It is not whole, or its engine is not there.</exception>
    public static ExaminedPackage Open(ConformanceOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("forlop-verify-").FullName;
        try
        {
            var (plugin, hash) = Stage(options.Path, folder);
            if (plugin.Manifest.Engine is not { } engine)
                return new ExaminedPackage(folder, plugin, hash, plugin, hash);
            var (code, codeHash) = Stage(Engine(engine, options), folder);
            return code.Manifest.Id == engine && code.Manifest.Engine is null
                ? new ExaminedPackage(folder, plugin, hash, code, codeHash)
                : throw new CannotExamineException($"The package runs on the engine '{engine}', and --engine names '{code.Manifest.Id}', which is not it.");
        }
        catch (Exception e)
        {
            Directory.Delete(folder, recursive: true);
            throw e switch
            {
                LeftOutException broken => new CannotExamineException($"The package is not in order, and no host would take it. {broken.Why.Nb}"),
                IOException or UnauthorizedAccessException => new CannotExamineException("The package, or its engine, cannot be read. Look at who may read the files."),
                _ => e,
            };
        }
    }

    public void Dispose()
    {
        for (var attempts = 1; Directory.Exists(work); attempts++)
        {
            try
            {
                Directory.Delete(work, recursive: true);
            }
            catch (IOException) when (attempts < MostAttempts)
            {
                // A process that has ended takes the folder of its socket along, perhaps just now.
                continue;
            }
        }
    }

    private static (StagedPlugin Plugin, string Hash) Stage(string path, string target)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new CannotExamineException($"There is neither a folder nor a file {path}.");
        using var package = Package.Open(path);
        var manifest = ManifestReader.Read(package);
        return (StagedPlugin.Verify(manifest, package, Path.Combine(target, manifest.Id)), package.Hash);
    }

    private static (StagedPlugin Plugin, string Hash) Copied(string folder, string id)
    {
        using var package = Package.Open(Path.Combine(folder, id));
        return (new StagedPlugin(ManifestReader.Read(package), Path.Combine(folder, id), package.Hash), package.Hash);
    }

    private static string Engine(string id, ConformanceOptions options)
    {
        var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Path)))!;
        string[] places = [Path.Combine(beside, id), Path.Combine(beside, id + Package.ArchiveEnding), Path.Combine(options.ShippedFolder, id)];
        return options.EnginePath ?? Array.Find(places, place => Directory.Exists(place) || File.Exists(place))
            ?? throw new CannotExamineException($"The package runs on the engine '{id}', which lies neither beside it nor among what came with this release. Name it with --engine.");
    }
}
