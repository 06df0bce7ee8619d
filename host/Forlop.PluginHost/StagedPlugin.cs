using System.Security.Cryptography;

namespace Forlop.PluginHost;

/// <summary>
/// A plugin's verified bytes in a folder that nobody else can write to. Each file is read once: what was hashed is what is
/// written, and nothing is ever loaded from the folder that it came from.
/// </summary>
/// <param name="PackageSha256">As <see cref="Package.Hash"/>.</param>
internal sealed record StagedPlugin(PluginManifest Manifest, string Folder, string PackageSha256)
{
    /// <summary>The fields that reach it: what it asks for, since it runs only once all of that was approved.</summary>
    public IReadOnlySet<string> Granted { get; } = Manifest.DataFields.ToHashSet(StringComparer.Ordinal);

    /// <summary>What was verified lies in <paramref name="target"/> afterwards; of what was not, nothing does.</summary>
    public static StagedPlugin Verify(PluginManifest manifest, Package package, string target)
    {
        try
        {
            Stage(manifest, package, target);
            return new StagedPlugin(manifest, target, package.Hash);
        }
        catch (Exception)
        {
            Delete(target);
            throw;
        }
    }

    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static void Stage(PluginManifest manifest, Package package, string target)
    {
        var loose = manifest.LooseContacts();
        var wanted = manifest.Files.Keys.Concat(manifest.Data.Values).ToHashSet(StringComparer.Ordinal);
        if (package.Files.FirstOrDefault(file => !wanted.Contains(file) && file != ManifestReader.FileName) is { } extra)
            throw new LeftOutException(Sentences.Extra(extra));
        if (wanted.FirstOrDefault(file => !package.Files.Contains(file)) is { } missing)
            throw new LeftOutException(Sentences.Missing(missing));
        if (manifest.Data.Values.FirstOrDefault(file => file != loose && !manifest.Files.ContainsKey(file)) is { } unsealed)
            throw new LeftOutException(Sentences.Extra(unsealed));

        CreatePrivate(target);
        Write(Path.Combine(target, ManifestReader.FileName), package.Manifest);
        foreach (var file in wanted)
        {
            var bytes = package.Read(file);
            if (file != loose && !SameHash(bytes, manifest.Files[file]))
                throw new LeftOutException(Sentences.Changed(file));
            // A runtimeconfig can name folders outside this one to load from.
            if (!file.Contains(".runtimeconfig.", StringComparison.OrdinalIgnoreCase))
                Write(Path.Combine(target, file), bytes, runs: manifest.Command?[0] == file);
        }
    }

    /// <summary>It may not run, or runs no more: nothing of it stays behind.</summary>
    public void Discard()
    {
        try
        {
            Delete(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a loaded file open; the next start deletes what is left.
            return;
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static bool SameHash(byte[] bytes, string expected) =>
        string.Equals(Convert.ToHexString(SHA256.HashData(bytes)), expected, StringComparison.OrdinalIgnoreCase);

    private static void Write(string path, byte[] bytes, bool runs = false)
    {
        CreatePrivate(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = runs ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead;
        using var stream = new FileStream(path, options);
        stream.Write(bytes);
    }
}
