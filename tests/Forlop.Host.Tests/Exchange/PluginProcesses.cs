using System.Diagnostics;
using System.Globalization;

namespace Forlop.Host.Tests.Exchange;

/// <summary>The processes that a sidecar started for its plugins, as the system lists them.</summary>
internal static class PluginProcesses
{
    /// <summary>SIGKILL to the one that runs a plugin's code, not to those that confine it. False when there is none now.</summary>
    public static bool Kill(int sidecar)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(ParentOf).OfType<(int Id, int Parent)>().ToLookup(found => found.Parent, found => found.Id);
        if (Below(sidecar, parents).LastOrDefault() is not (> 0 and var id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false; // it ended by itself just now
        }
    }

    private static IEnumerable<int> Below(int id, ILookup<int, int> parents) => parents[id].SelectMany(child => Below(child, parents).Prepend(child));

    private static (int Id, int Parent)? ParentOf(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            // "id (name) state parent …", and the name may hold anything.
            var line = File.ReadAllText(Path.Combine(folder, "stat"));
            return (id, int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}
