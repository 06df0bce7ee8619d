using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Forlop.Host.Commands;

namespace Forlop.Host.Tests;

/// <summary>The program as its user starts it: a process of its own, its output and its exit code.</summary>
internal sealed class ForlopProcess : IDisposable
{
    private static readonly Lazy<string> WithoutPlugins = new(CopyWithoutPlugins);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Lock gate = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ForlopProcess(string fileName, IEnumerable<string> arguments, string? workingDirectory, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(fileName, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = workingDirectory ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The program ended before it listened.\n{Output}"));
        process.Start();
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (gate)
            {
                return output.ToString();
            }
        }
    }

    public int Id => process.Id;

    /// <summary>The loopback address that it said it listens on.</summary>
    public Uri Address => new(Regex.Match(Output, @"http://[0-9.]+:[0-9]+/").Value);

    /// <summary>Completes when the sidecar says that it listens; fails when it ends before.</summary>
    public Task Listening => listening.Task.WaitAsync(TimeSpan.FromMinutes(5));

    public static ForlopProcess Start(params IEnumerable<string> arguments) =>
        new("dotnet", [typeof(Cli).Assembly.Location, .. arguments], null);

    /// <summary>Without the plugins that ship, which take longer to load than everything else: for tests that start it by the dozen.</summary>
    public static ForlopProcess StartBare(params IEnumerable<string> arguments) => new("dotnet", [WithoutPlugins.Value, .. arguments], null);

    public static ForlopProcess StartBare(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        new("dotnet", [WithoutPlugins.Value, .. arguments], null, environment);

    /// <summary>The program under other conditions, or these tests' own program with a fault planted in it.</summary>
    public static ForlopProcess Start(IReadOnlyDictionary<string, string> environment, Assembly program, params IEnumerable<string> arguments) =>
        new("dotnet", [program.Location, .. arguments], null, environment);

    public static async Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> arguments)
    {
        using var program = Start(arguments);
        return (await program.EndAsync(), program.Output);
    }

    /// <summary>Another program, such as a client in another language.</summary>
    public static async Task<(int ExitCode, string Output)> RunOtherAsync(string fileName, string? workingDirectory, params IEnumerable<string> arguments)
    {
        using var program = new ForlopProcess(fileName, arguments, workingDirectory);
        return (await program.EndAsync(), program.Output);
    }

    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>As an operator stops it: SIGTERM, by its own id.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>False when it ends without ever having listened.</summary>
    public async Task<bool> TryListenAsync()
    {
        await Task.WhenAny(Listening, process.WaitForExitAsync());
        return Listening.IsCompletedSuccessfully;
    }

    /// <summary>SIGKILL: nothing in the program gets to know.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    // The plugins lie beside the program, and nothing else about it may differ.
    private static string CopyWithoutPlugins()
    {
        var source = Path.GetDirectoryName(typeof(Cli).Assembly.Location)!;
        var copy = Directory.CreateTempSubdirectory("forlop-bare-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(copy, recursive: true);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(source, file)).Where(file => !file.StartsWith("plugins" + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.Combine(copy, Path.GetDirectoryName(file)!));
            File.Copy(Path.Combine(source, file), Path.Combine(copy, file));
        }

        return Path.Combine(copy, Path.GetFileName(typeof(Cli).Assembly.Location));
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            output.AppendLine(line);
        }

        if (line.Contains("listens on", StringComparison.Ordinal))
        {
            listening.TrySetResult();
        }
    }
}
