using System.Globalization;

namespace Forlop.Conformance.Checks;

/// <summary>Where the processes of a worker listen, as Linux tells it.</summary>
internal static class Listeners
{
    private const string TcpListens = "0A";
    // A socket that was connected has another state, and hears nobody but the one it is connected to.
    private const string UdpHears = "07";
    private const string NoPort = ":0000";
    private const string UnixAccepts = "00010000";

    /// <summary>The path of each Unix socket, and the kind of each of IP; null where that cannot be seen.</summary>
    public static IReadOnlyList<string>? Of(int processId)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // A process that ended while it was looked at listens nowhere any more; when none can be looked at, nothing was seen.
        var seen = Tree(processId).Select(OfOne).OfType<IReadOnlyList<string>>().ToList();
        return seen.Count > 0 ? [.. seen.SelectMany(sockets => sockets)] : null;
    }

    private static List<string>? OfOne(int id)
    {
        try
        {
            return [.. SocketsOf(id)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> SocketsOf(int id)
    {
        var own = Directory.EnumerateFiles($"/proc/{id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet(StringComparer.Ordinal);
        foreach (var kind in new[] { "tcp", "tcp6" })
            foreach (var row in Rows(id, kind).Where(row => row.Length > 9 && row[3] == TcpListens && own.Contains(row[9])))
                yield return kind;
        foreach (var kind in new[] { "udp", "udp6" })
            foreach (var row in Rows(id, kind).Where(row => row.Length > 9 && row[3] == UdpHears && !row[1].EndsWith(NoPort, StringComparison.Ordinal) && own.Contains(row[9])))
                yield return kind;
        foreach (var row in Rows(id, "unix").Where(row => row.Length > 6 && row[3] == UnixAccepts && own.Contains(row[6])))
            yield return row.ElementAtOrDefault(7) ?? "";
    }

    // The first line names the columns.
    private static IEnumerable<string[]> Rows(int id, string kind) =>
        (File.Exists($"/proc/{id}/net/{kind}") ? File.ReadLines($"/proc/{id}/net/{kind}") : []).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // What starts the plugin and confines it is a process too, and the plugin may have started others.
    private static List<int> Tree(int root)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit))
            .Select(name => (Id: int.Parse(name, CultureInfo.InvariantCulture), Parent: ParentOf(name))).ToLookup(process => process.Parent, process => process.Id);
        List<int> tree = [root];
        for (var at = 0; at < tree.Count; at++)
            tree.AddRange(children[tree[at]]);
        return tree;
    }

    private static int ParentOf(string id)
    {
        try
        {
            // The name of the program stands in brackets and may hold anything.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return 0;
        }
    }
}
