using System.Diagnostics;

namespace Forlop.House.Tests;

/// <summary>The repository as git sees it: what is committed and what would be.</summary>
internal static class House
{
    public static readonly string Root = FindRoot();

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static readonly IReadOnlyList<string> Files =
        [.. Run("git", "ls-files", "--cached", "--others", "--exclude-standard").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => File.Exists(Full(file))).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<ProjectFile> Projects { get; } = [.. WithEnding(".csproj").Select(file => new ProjectFile(file))];

    public static IEnumerable<string> WithEnding(string ending) => Files.Where(file => file.EndsWith(ending, StringComparison.Ordinal));

    public static string Full(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(Full(file));

    /// <summary>What a program wrote to its standard output; a failing program fails the test with all that it said.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // `dotnet test` tells its children which MSBuild to use; a build of our own must find that out anew.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{error.Result}");
        return output;
    }

    /// <summary>Fails with one line for each finding.</summary>
    public static void None(IEnumerable<string> findings) => Assert.True(!findings.Any(), string.Join('\n', findings));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Forlop.Plugins.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Forlop.Plugins.sln.");
    }
}
