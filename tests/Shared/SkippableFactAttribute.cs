using System.Diagnostics;

namespace Forlop.Tests;

/// <summary>A fact that needs a program: absent it is skipped with a sentence, and in CI it runs and fails.</summary>
public sealed class SkippableFactAttribute : FactAttribute
{
    public SkippableFactAttribute(string probe, string needs)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !Succeeds(probe))
        {
            Skip = $"Needs {needs}.";
        }
    }

    private static bool Succeeds(string probe)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", probe]) { WorkingDirectory = RepositoryFolder.Path, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
