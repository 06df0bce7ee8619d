using System.Diagnostics;
using System.Globalization;

namespace Forlop.PluginHost.Tests.Workers;

/// <summary>The workers of one test that run on this machine, by what they were started with: it names the folder of that test alone.</summary>
internal static class WorkerList
{
    public static List<string> Under(string root) => [.. Of(root).Select(worker => worker.Words)];

    /// <summary>Its tools are found with it, and end with it.</summary>
    public static List<(int Id, string Words)> Of(string root) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let words = Words(folder)
           where words.Contains("plugin-worker", StringComparison.Ordinal) && words.Contains(root, StringComparison.Ordinal)
           select (int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), words),
    ];

    /// <summary>As the kernel kills a process that takes too much.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended with another one.
            return;
        }
    }

    private static string Words(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return "";
        }
    }
}
