namespace Forlop.PluginHost.Tests.Workers;

/// <summary>The workers of one test that run on this machine, by what they were started with: it names the folder of that test alone.</summary>
internal static class WorkerList
{
    public static List<string> Under(string root) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let words = Words(folder)
           where words.Contains("plugin-worker", StringComparison.Ordinal) && words.Contains(root, StringComparison.Ordinal)
           select words,
    ];

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
