using System.Text.RegularExpressions;

namespace Forlop.Contracts.Tests;

/// <summary>The comments of the .proto files by full name. The compiled contract has lost them, and they are half of it.</summary>
internal static partial class ProtoSource
{
    public static readonly IReadOnlyDictionary<string, string> Comments =
        Repository.Below("contracts/proto", ".proto").SelectMany(Read).ToDictionary(entry => entry.Name, entry => entry.Comment, StringComparer.Ordinal);

    // The files are kept in buf's format, which puts one declaration, and its comment, on lines of their own.
    private static IEnumerable<(string Name, string Comment)> Read(string file)
    {
        var package = "";
        var scopes = new Stack<(string Name, bool IsOneof)>();
        var comment = new List<string>();
        var inOptions = false;
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()))
        {
            if (inOptions)
            {
                inOptions = !line.EndsWith("];", StringComparison.Ordinal);
                continue;
            }

            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                comment.Add(line[2..].Trim());
                continue;
            }

            if (Declaration().Match(line) is { Success: true } found)
            {
                var kind = found.Groups["kind"].Value;
                var name = found.Groups["name"].Value;
                var scope = string.Join('.', scopes.Where(outer => !outer.IsOneof).Select(outer => outer.Name).Reverse().Prepend(package));
                if (kind == "package")
                {
                    package = name;
                }
                else if (kind != "extend")
                {
                    yield return ($"{scope}.{name}", string.Join(' ', comment));
                }

                if (line.EndsWith('{'))
                {
                    scopes.Push((name, kind is "oneof" or "extend"));
                }

                inOptions = line.EndsWith('[');
            }
            else if (line == "}")
            {
                scopes.Pop();
            }

            comment.Clear();
        }
    }

    [GeneratedRegex(
        @"^((?<kind>package|message|enum|service|oneof|extend|rpc)\s+(?<name>[\w.]+)|(?<kind>(optional\s+|repeated\s+)?(map<[^>]+>|[\w.]+)\s+)?(?<name>\w+)\s*=\s*\d+)(?=\W)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Declaration();
}
