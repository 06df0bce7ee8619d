namespace Forlop.Host.Transport;

/// <summary>
/// What callers may ask of the sockets. Kestrel's own defaults are for a web server behind a proxy: any number of
/// connections, and no question whether the other end is still there. Tests shorten the times.
/// </summary>
internal sealed record TransportLimits
{
    // Ten thousand quiet connections cost about as much memory as the sidecar itself; a fagsystem needs a few.
    private const int MostConnections = 10_000;

    // What the process itself keeps open: the store, its log, plugins, standard streams.
    private const int OwnFiles = 200;

    /// <summary>Of each listener, so that a flood on loopback, which every local user reaches, leaves the socket to its owner.</summary>
    public int Connections { get; init; } = Math.Min(MostConnections, (OpenFiles() - OwnFiles) / 2);

    /// <summary>Calls at a time on one connection; the client keeps the next ones until one ends.</summary>
    public int CallsPerConnection { get; init; } = 100;

    /// <summary>From the connection to the end of its HTTP/2 preface, which every client sends at once.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the first byte of a call's headers to the last.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection without a call is closed after this; clients open another by themselves.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>When nothing has come for so long, the other end is asked whether it is there.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An end that has not answered by then is gone, and its calls with it.</summary>
    public TimeSpan PingAnswer { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Calls in flight get this long to finish; then they are cancelled, and the store is closed in good order all the same.</summary>
    public TimeSpan Shutdown { get; init; } = TimeSpan.FromSeconds(10);

    // The runtime has raised the soft limit to the hard one. Past it nobody could connect, and accepting would spin.
    private static int OpenFiles()
    {
        const string Row = "Max open files";
        if (!OperatingSystem.IsLinux() || File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) is not { } limits)
        {
            return int.MaxValue;
        }

        var soft = limits[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, out var files) ? Math.Max(files, OwnFiles + 20) : int.MaxValue;
    }
}
