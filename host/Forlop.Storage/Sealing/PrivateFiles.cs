namespace Forlop.Storage.Sealing;

/// <summary>Files and folders that nobody but the user may read (on Windows: what the folder they lie in allows).</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFile | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Durable when it returns.</summary>
    public static void WriteNew(string file, ReadOnlySpan<byte> content)
    {
        using var stream = Open(file, FileMode.CreateNew);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Whoever reads <paramref name="file"/> sees the old content or the new, also after a power cut.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> content)
    {
        var beside = file + ".new";
        using (var stream = Open(beside, FileMode.Create))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }

    public static FileStream Open(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(file, options);
    }
}
