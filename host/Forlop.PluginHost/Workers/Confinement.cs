using System.Runtime.InteropServices;

namespace Forlop.PluginHost.Workers;

/// <summary>
/// The words that start a worker with as little as it needs: no environment of the host, no network unless it was granted, no files
/// but its own folder, the runtime, its socket and what the operator opened to it, nothing else to write to but an empty /tmp of its
/// own, and a bound on that, on memory, open files and processes.
/// </summary>
internal sealed class Confinement(PluginHostOptions options, WorkerTools tools)
{
    private const int MostProcesses = 512;

    // What lies there is memory that no other bound counts.
    private const int TemporaryBytes = 64 * 1024 * 1024;

    private static readonly string[] System = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl", "/etc/localtime", "/etc/passwd"];

    private static readonly string[] Network = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"];

    /// <summary>All that a worker gets to know of its surroundings.</summary>
    public Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin:/usr/local/bin",
            ["HOME"] = "/tmp",
            ["LANG"] = "C.UTF-8",
            ["DOTNET_ROOT"] = DotnetRoot,
            // A socket for debuggers that nobody guards.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_GCHeapHardLimit"] = $"0x{(long)options.WorkerMemory * 1024 * 1024 / 2:x}",
            // A crash of a plugin says what it held to nobody.
            ["DOTNET_DbgEnableMiniDump"] = "0",
        };
        if (OperatingSystem.IsWindows())
            environment["SystemRoot"] = global::System.Environment.GetEnvironmentVariable("SystemRoot") ?? @"C:\Windows";
        return environment;
    }

    public List<string> Words(IReadOnlyList<string> command, StagedPlugin plugin, string socketFolder, bool network)
    {
        List<string> words = [];
        if (tools.Nice is { } nice)
            words.AddRange([nice, "-n", "10"]);
        if (tools.Prlimit is { } prlimit)
            words.AddRange([prlimit, "--core=0", $"--data={(long)options.WorkerMemory * 1024 * 1024}", "--nofile=1024", "--fsize=67108864"]);
        if (tools.Bubblewrap is { } bubblewrap)
            words.AddRange([bubblewrap, .. Walls(plugin, socketFolder, network), .. Processes()]);
        else if (tools.Setpriv is { } setpriv)
            words.AddRange([setpriv, "--pdeathsig", "KILL", "--no-new-privs"]);
        words.AddRange(command);
        return words;
    }

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    // Counted from within the walls, or the processes of the host's own user would count too.
    private List<string> Processes() => tools.Prlimit is { } prlimit ? [prlimit, $"--nproc={MostProcesses}"] : [];

    private List<string> Walls(StagedPlugin plugin, string socketFolder, bool network)
    {
        List<string> words = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--proc", "/proc", "--dev", "/dev", .. Temporary()];
        if (network)
            words.Add("--share-net");
        foreach (var (name, value) in Environment())
            words.AddRange(["--setenv", name, value]);
        foreach (var shown in System.Concat(network ? Network : []).Concat([DotnetRoot, .. OwnFolder()]))
            words.AddRange(["--ro-bind-try", shown, shown]);
        // After what is shown and before what lies within: the host's folder may hold its data.
        List<string> hidden = [.. options.PrivateFolders.Select(Path.GetFullPath).Where(Directory.Exists)];
        foreach (var within in hidden)
            words.AddRange(["--tmpfs", within]);
        words.AddRange(["--ro-bind", plugin.Folder, plugin.Folder]);
        foreach (var open in options.OpenFolders.GetValueOrDefault(plugin.Manifest.Id, []).Append(socketFolder))
            words.AddRange(["--bind", open, open]);
        words.AddRange(["--chdir", plugin.Folder]);
        // Bubblewrap makes these of memory, writable and without a bound, to hang the others in. That is done by now.
        foreach (var made in hidden.Append("/dev").Append("/"))
            words.AddRange(["--remount-ro", made]);
        return words;
    }

    private List<string> Temporary() => tools.BoundsSize ? ["--size", $"{TemporaryBytes}", "--tmpfs", "/tmp"] : ["--tmpfs", "/tmp"];

    // Where this program lies, when it is what is started.
    private IEnumerable<string> OwnFolder() => options.WorkerCommand.Where(Path.IsPathFullyQualified).Select(word => Path.GetDirectoryName(word)!).Where(path => path != "/").Distinct();
}
