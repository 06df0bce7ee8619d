using System.Text.RegularExpressions;

namespace Forlop.PluginHost;

/// <summary>
/// What a file of a package may be called: what every file system takes to be the same name, below the package's own folder.
/// </summary>
internal static partial class PackagePath
{
    private const int LongestPath = 200;

    private const int DeepestPath = 8;

    private const int LongestShown = 80;

    public static bool IsInside(string path) =>
        path.Length <= LongestPath && path.Split('/') is { Length: <= DeepestPath } parts && Array.TrueForAll(parts, part => PartPattern().IsMatch(part) && !DevicePattern().IsMatch(part));

    /// <summary>The name of a file or a program, without any folder.</summary>
    public static bool IsPart(string name) => name.Length <= LongestPath && PartPattern().IsMatch(name);

    /// <summary>The first name that differs from another in case alone, or is a file where another needs a folder.</summary>
    public static string? Colliding(IEnumerable<string> files)
    {
        var taken = new Dictionary<string, (string Path, bool IsFile)>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            if (!taken.TryAdd(file, (file, true)))
                return file;
            for (var at = file.IndexOf('/', StringComparison.Ordinal); at >= 0; at = file.IndexOf('/', at + 1))
            {
                if (!taken.TryAdd(file[..at], (file[..at], false)) && taken[file[..at]] != (file[..at], false))
                    return file;
            }
        }

        return null;
    }

    /// <summary>A name, or a text, that somebody else chose, for a sentence: short, and without what would move the cursor or hide.</summary>
    public static string Shown(string name, int longest = LongestShown)
    {
        var shown = string.Concat(name.Take(longest).Select(letter => IsPlain(letter) ? $"{letter}" : $"\\u{(int)letter:x4}"));
        return name.Length > longest ? $"{shown}…" : shown;
    }

    // What Norwegian is written with: Latin letters and the signs of our own sentences; no soft hyphen, which hides.
    private static bool IsPlain(char letter) => letter is (>= ' ' and <= '~') or (>= '\u00A1' and <= '\u017F' and not '\u00AD') or '–' or '…';

    // No part begins or ends with a dot, so neither `.` nor `..` passes; none holds a slash, a backslash, a colon or a blank.
    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9._+-]*[A-Za-z0-9_+-])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PartPattern();

    // Windows opens the device whatever the ending.
    [GeneratedRegex(@"\A(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout|clock)(\.|\z)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DevicePattern();
}
