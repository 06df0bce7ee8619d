namespace Forlop.Contracts.Tests;

/// <summary>The buf that `npm ci --prefix tests/clients/node` installs.</summary>
internal static class Buf
{
    private static readonly string Program = Repository.Full("tests/clients/node/node_modules/.bin/buf");

    public static bool IsInstalled => File.Exists(Program);

    /// <summary>What buf said; empty when it found nothing.</summary>
    public static string Run(params string[] arguments)
    {
        var (exitCode, output) = Repository.Run(Program, arguments);
        return exitCode == 0 ? "" : $"buf {string.Join(' ', arguments)} ended with {exitCode}:\n{output}";
    }
}

/// <summary>A test that asks buf. Absent on a developer's machine it is skipped; in CI absent means failed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BufTheoryAttribute : TheoryAttribute
{
    public BufTheoryAttribute()
    {
        if (!Buf.IsInstalled && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "buf is not installed: npm ci --prefix tests/clients/node";
        }
    }
}
