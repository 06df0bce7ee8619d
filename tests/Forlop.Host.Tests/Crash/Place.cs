namespace Forlop.Host.Tests.Crash;

/// <summary>A folder of its own for one store and, beside the data, its key.</summary>
internal sealed class Place : IDisposable
{
    private readonly DirectoryInfo root;

    /// <param name="parent">Null for the usual folder of temporary files.</param>
    public Place(string? parent = null)
    {
        root = parent is null ? Directory.CreateTempSubdirectory("forlop-crash-") : Directory.CreateDirectory(Path.Combine(parent, $"forlop-{Guid.CreateVersion7():N}"));
    }

    public string Root => root.FullName;

    public string Data => Path.Combine(Root, "data");

    public string Key => Path.Combine(Root, "key", "master.key");

    /// <summary>On a day that stands still: no deadline passes, so nobody but the clients writes.</summary>
    public string[] Serve => ["serve", "--data", Data, "--key", Key, "--listen", "none", "--simulated-clock", "2026-01-12"];

    /// <summary>Where a sync costs nothing: for disks that are built by the hundred.</summary>
    public static Place InMemory() => new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);

    public void Dispose() => TestFolder.Delete(root.FullName);
}
