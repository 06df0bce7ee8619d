using System.Diagnostics;

namespace Forlop.Contracts.Tests;

/// <summary>The folders that these tests read: the contract's text, and the tests that cite it.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    /// <summary>Text files below a folder, without what a tool made.</summary>
    public static IEnumerable<string> Below(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Full(folder), "*", SearchOption.AllDirectories)
            .Where(file => Array.Exists(endings, ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Full(string path) => Path.Combine(Root, path);

    /// <summary>What a program said on both channels, and how it ended.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
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
