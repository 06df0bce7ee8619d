using System.Globalization;

namespace Forlop.Conformance.Checks;

/// <summary>Where the processes of a worker listen, as Linux tells it.</summary>
internal static class Listeners
{
    private const string TcpListens = "0A";
    private const string UnixAccepts = "00010000";

    /// <summary>The path of each Unix socket, and the kind of each of IP; null where that cannot be seen.</summary>
    public static IReadOnlyList<string>? Of(int processId)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return [.. Tree(processId).SelectMany(OfOne)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> OfOne(int id)
    {
        var own = Directory.EnumerateFiles($"/proc/{id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet(StringComparer.Ordinal);
        foreach (var kind in new[] { "tcp", "tcp6" })
            foreach (var row in Rows(id, kind).Where(row => row.Length > 9 && row[3] == TcpListens && own.Contains(row[9])))
                yield return kind;
        foreach (var row in Rows(id, "unix").Where(row => row.Length > 6 && row[3] == UnixAccepts && own.Contains(row[6])))
            yield return row.ElementAtOrDefault(7) ?? "";
    }

    // The first line names the columns.
    private static IEnumerable<string[]> Rows(int id, string kind) =>
        File.ReadLines($"/proc/{id}/net/{kind}").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

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
