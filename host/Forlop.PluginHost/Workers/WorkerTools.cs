using System.Diagnostics;

namespace Forlop.PluginHost.Workers;

/// <summary>What this machine has to confine a process with. Each that it lacks confines less, and the log says so.</summary>
internal sealed record WorkerTools(string? Bubblewrap, string? Prlimit, string? Setpriv, string? Nice)
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin"];

    private static readonly Lazy<WorkerTools> Found = new(Find);

    public static WorkerTools OfThisMachine => Found.Value;

    /// <summary>Whether bubblewrap can bound what is written to memory; releases before 0.7 cannot.</summary>
    public bool BoundsSize { get; init; }

    /// <summary>The path of a program that others installed; null when there is none.</summary>
    public static string? Locate(string program) =>
        OperatingSystem.IsWindows() ? null : Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static WorkerTools Find()
    {
        if (!OperatingSystem.IsLinux())
            return new WorkerTools(null, null, null, null);
        var bubblewrap = Locate("bwrap") is { } found && Works(found) ? found : null;
        return new WorkerTools(bubblewrap, Locate("prlimit"), Locate("setpriv"), Locate("nice"))
        {
            BoundsSize = bubblewrap is not null && Works(bubblewrap, "--size", "4096", "--tmpfs", "/tmp"),
        };
    }

    // It may be installed where the system lets nobody make namespaces.
    private static bool Works(string bubblewrap, params string[] more)
    {
        string[] trial = ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", .. more, "true"];
        using var process = Process.Start(new ProcessStartInfo(bubblewrap, trial) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
        return process is not null && process.WaitForExit(TimeSpan.FromSeconds(5)) && process.ExitCode == 0;
    }
}
