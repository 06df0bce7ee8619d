namespace Forlop.Contracts.Tests;

/// <summary>The buf that `npm ci --prefix tests/clients/node` installs.</summary>
internal static class Buf
{
    // npm installs the one package that fits this machine.
    private static readonly string? Program = Directory.Exists(Repository.Full("tests/clients/node/node_modules/@bufbuild"))
        ? Directory.EnumerateFiles(Repository.Full("tests/clients/node/node_modules/@bufbuild"), "buf", SearchOption.AllDirectories).FirstOrDefault()
        : null;

    public static bool IsInstalled => Program is not null;

    /// <summary>What buf said; empty when it found nothing.</summary>
    public static string Run(params string[] arguments)
    {
        Assert.True(IsInstalled, "buf is not installed: npm ci --prefix tests/clients/node");
        var (exitCode, output) = Repository.Run(Program!, arguments);
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
