namespace Forlop.Storage.Sealing;

/// <summary>Files and folders that nobody but the user may read (on Windows: what the folder they lie in allows).</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Durable when it returns, with the folders above that had to be made.</summary>
    public static void CreateFolder(string folder)
    {
        var missing = new Stack<string>();
        for (var at = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Push(at);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFile | UnixFileMode.UserExecute);
        }

        foreach (var made in missing)
        {
            DiskSync.NameOf(made);
        }
    }

    /// <summary>Durable when it returns. Until then there is no such file: one that a crash cut short never has its name.</summary>
    public static void WriteNew(string file, ReadOnlySpan<byte> content)
    {
        var beside = $"{file}.{Guid.CreateVersion7():N}.new";
        try
        {
            Write(beside, content);
            File.Move(beside, file);
            using var moved = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            DiskSync.Content(moved, file); // where a link cannot be made, the move has copied
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        DiskSync.NameOf(file);
    }

    /// <summary>Whoever reads <paramref name="file"/> sees the old content or the new, also after a power cut; once it returns, the new.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> content)
    {
        var beside = file + ".new";
        Write(beside, content);
        File.Move(beside, file, overwrite: true);
        DiskSync.NameOf(file);
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

    private static void Write(string file, ReadOnlySpan<byte> content)
    {
        using var stream = Open(file, FileMode.Create);
        stream.Write(content);
        stream.Flush();
        DiskSync.Content(stream.SafeFileHandle, file);
    }
}
