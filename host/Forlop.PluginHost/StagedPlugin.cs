using System.Security.Cryptography;

namespace Forlop.PluginHost;

/// <summary>
/// A plugin's verified bytes in a folder that nobody else can write to. Each file is read once: what was hashed is what is
/// written, and nothing is ever loaded from the folder that it came from.
/// </summary>
internal sealed record StagedPlugin(PluginManifest Manifest, string Folder)
{
    private const long LargestFile = 64 * 1024 * 1024;

    /// <summary>The fields that reach it: what it asks for and was allowed.</summary>
    public IReadOnlySet<string> Granted { get; init; } = Manifest.DataFields.ToHashSet(StringComparer.Ordinal);

    public static StagedPlugin Verify(PluginManifest manifest, string source, string target)
    {
        if (new DirectoryInfo(source).LinkTarget is not null)
            throw new LeftOutException(Sentences.Link(Path.GetFileName(source)));
        var found = Walk(source);
        var contacts = manifest.Data.GetValueOrDefault("contacts");
        var wanted = manifest.Files.Keys.Concat(manifest.Data.Values).ToHashSet(StringComparer.Ordinal);
        if (found.Find(file => !wanted.Contains(file) && file != ManifestReader.FileName) is { } extra)
            throw new LeftOutException(Sentences.Extra(extra));
        if (wanted.FirstOrDefault(file => !found.Contains(file)) is { } missing)
            throw new LeftOutException(Sentences.Missing(missing));
        if (manifest.Data.Values.FirstOrDefault(file => file != contacts && !manifest.Files.ContainsKey(file)) is { } unsealed)
            throw new LeftOutException(Sentences.Extra(unsealed));

        CreatePrivate(target);
        Write(Path.Combine(target, ManifestReader.FileName), ReadOnce(source, ManifestReader.FileName));
        foreach (var file in wanted)
        {
            var bytes = ReadOnce(source, file);
            if (file != contacts && !SameHash(bytes, manifest.Files[file]))
                throw new LeftOutException(Sentences.Changed(file));
            // A runtimeconfig can name folders outside this one to load from.
            if (!file.Contains(".runtimeconfig.", StringComparison.OrdinalIgnoreCase))
                Write(Path.Combine(target, file), bytes);
        }

        return new StagedPlugin(manifest, target);
    }

    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static List<string> Walk(string root)
    {
        var files = new List<string>();
        var folders = new Queue<DirectoryInfo>([new DirectoryInfo(root)]);
        while (folders.TryDequeue(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                var name = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    throw new LeftOutException(Sentences.Link(name));
                if (entry is DirectoryInfo inner)
                    folders.Enqueue(inner);
                else
                    files.Add(name);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static byte[] ReadOnce(string source, string file)
    {
        try
        {
            using var stream = new FileStream(Path.Combine(source, file), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > LargestFile)
                throw new LeftOutException(Sentences.TooLarge(file));
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeftOutException(Sentences.Unreadable(file));
        }
    }

    private static bool SameHash(byte[] bytes, string expected) =>
        string.Equals(Convert.ToHexString(SHA256.HashData(bytes)), expected, StringComparison.OrdinalIgnoreCase);

    private static void Write(string path, byte[] bytes)
    {
        CreatePrivate(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead;
        using var stream = new FileStream(path, options);
        stream.Write(bytes);
    }
}
