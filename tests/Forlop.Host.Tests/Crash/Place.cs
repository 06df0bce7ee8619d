namespace Forlop.Host.Tests.Crash;

/// <summary>A folder of its own for one store and, beside the data, its key.</summary>
internal sealed class Place(string? under = null) : IDisposable
{
    private readonly DirectoryInfo root = under is null ? Directory.CreateTempSubdirectory("forlop-crash-") : Directory.CreateDirectory(under);

    public string Root => root.FullName;

    public string Data => Path.Combine(Root, "data");

    public string Key => Path.Combine(Root, "key", "master.key");

    /// <summary>On a day that stands still: no deadline passes, so nobody but the clients writes.</summary>
    public string[] Serve => ["serve", "--data", Data, "--key", Key, "--listen", "none", "--simulated-clock", "2026-01-12"];

    public void Dispose() => root.Delete(recursive: true);
}
