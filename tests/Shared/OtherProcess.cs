using System.Diagnostics;
using System.Text;

namespace Forlop.Tests;

/// <summary>
/// A program that others wrote, or a script for one. It is asked to end by the end of its input, so that it never outlives
/// the tests; one that does not listen is killed.
/// </summary>
internal sealed class OtherProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Task<string> errors;

    private OtherProcess(string file, IEnumerable<string> arguments, string? folder, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    public static OtherProcess Start(string file, IEnumerable<string> arguments, string? folder = null, IEnumerable<KeyValuePair<string, string>>? environment = null) =>
        new(file, arguments, folder, environment ?? []);

    /// <summary>Runs to its end. What it wrote to its error output is the text of the failure when it fails.</summary>
    public static async Task<string[]> RunAsync(string file, IEnumerable<string> arguments, string? folder = null, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        await using var program = Start(file, arguments, folder, environment);
        using var patience = new CancellationTokenSource(Patience);
        var output = await program.process.StandardOutput.ReadToEndAsync(patience.Token);
        await program.process.WaitForExitAsync(patience.Token);
        Assert.True(program.process.ExitCode == 0, $"{file} ended with {program.process.ExitCode}: {output}{await program.errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The next line that it writes, such as the addresses that a server listens on.</summary>
    public async Task<string> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"It ended without a word: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
