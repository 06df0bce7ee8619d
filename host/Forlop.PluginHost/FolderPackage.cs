namespace Forlop.PluginHost;

/// <summary>A package that lies as a folder.</summary>
internal sealed class FolderPackage : Package
{
    private readonly string root;
    private readonly List<string> files = [];

    public FolderPackage(string root)
    {
        this.root = root;
        if (new DirectoryInfo(root).LinkTarget is not null)
            throw new LeftOutException(Sentences.Link(Path.GetFileName(root)));
        Walk();
        if (PackagePath.Colliding(files) is { } colliding)
            throw new LeftOutException(Sentences.Collides(colliding));
    }

    public override IReadOnlyList<string> Files => files;

    public override byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(Path.Combine(root, file), FileMode.Open, FileAccess.Read, FileShare.Read);
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

    private void Walk()
    {
        var folders = new Queue<DirectoryInfo>([new DirectoryInfo(root)]);
        while (folders.TryDequeue(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                var name = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    throw new LeftOutException(Sentences.Link(PackagePath.Shown(name)));
                if (entry is DirectoryInfo inner)
                    folders.Enqueue(inner);
                else if (RegularFile.Is(entry.FullName))
                    files.Add(name);
                else
                    throw new LeftOutException(Sentences.NoPlainFile(PackagePath.Shown(name)));
            }
        }

        files.Sort(StringComparer.Ordinal);
    }
}
