using System.Text.RegularExpressions;

namespace Forlop.House.Tests;

/// <summary>What no committed file may hold. Needles are put together from pieces, so that this file passes too.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Registries =
    [
        "nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "pypi" + ".org", "pythonhosted" + ".org", "debian" + ".org", "docker" + ".io", "ghcr" + ".io",
        "mcr.microsoft" + ".com",
    ];

    [Fact]
    public void No_file_names_a_package_registry() =>
        House.None(
            from file in House.Files
            let text = House.Read(file)
            from registry in Registries
            where text.Contains(registry, StringComparison.OrdinalIgnoreCase)
            select $"{file} names {registry}; which registry serves a build is the machine's business.");

    [Fact]
    public void No_hand_written_source_file_is_longer_than_four_hundred_lines() =>
        House.None(
            from file in House.WithEnding(".cs")
            let lines = File.ReadLines(House.Full(file)).Count()
            where lines > 400
            select $"{file} has {lines} lines.");

    [Fact]
    public void No_catch_is_empty() =>
        House.None(
            from file in House.WithEnding(".cs")
            from Match found in EmptyCatch().Matches(House.Read(file))
            select $"{file}: {found.Value.ReplaceLineEndings(" ")}");

    [Fact]
    public void Every_suppression_says_why() =>
        House.None(
            from file in House.WithEnding(".cs")
            from line in File.ReadLines(House.Full(file))
            where (line.Contains("#pragma " + "warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal))
                || (line.Contains("[Suppress" + "Message", StringComparison.Ordinal) && !line.Contains("Justification = \"", StringComparison.Ordinal))
            select $"{file}: {line.Trim()}");

    [Fact]
    public void No_source_file_forks_on_a_symbol_or_leaves_a_note_to_do_it_later() =>
        House.None(
            from file in House.WithEnding(".cs")
            from line in File.ReadLines(House.Full(file))
            where line.TrimStart().StartsWith("#" + "if", StringComparison.Ordinal) || line.Contains("TO" + "DO", StringComparison.Ordinal)
            select $"{file}: {line.Trim()}");

    // A body of comments alone counts as empty: it does nothing about what went wrong.
    [GeneratedRegex(@"\bcatch\s*(\([^{;]*\)\s*)?\{(\s|//[^\n]*\n)*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EmptyCatch();
}
