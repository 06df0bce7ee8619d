using System.Globalization;
using SystemProcess = System.Diagnostics.Process;

namespace Forlop.Bench;

/// <summary>A server as a process of its own, and what the kernel says of it.</summary>
internal sealed class Process : IAsyncDisposable
{
    private readonly SystemProcess process;

    private Process(SystemProcess process) => this.process = process;

    /// <summary>The first line that it printed: where it listens.</summary>
    public string FirstLine { get; private set; } = "";

    public TimeSpan StartTime { get; private set; }

    public int Id => process.Id;

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, in MiB.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024 * 1024);
        }
    }

    /// <summary>Syncs that it has asked the kernel for, where the counting library is loaded; otherwise zero.</summary>
    public string? SyncFile { get; private init; }

    public static async Task<Process> StartAsync(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [assembly, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var began = TimeProvider.System.GetTimestamp();
        var started = new Process(SystemProcess.Start(start)!) { SyncFile = environment?.GetValueOrDefault(SyncCounter.FileVariable) };
        var errors = started.process.StandardError.ReadToEndAsync();
        started.FirstLine = await started.process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{assembly} did not start: {await errors}");
        started.StartTime = TimeProvider.System.GetElapsedTime(began);
        _ = started.process.StandardOutput.ReadToEndAsync();
        return started;
    }

    public long Syncs() => SyncFile is { } file && File.Exists(file) ? BitConverter.ToInt64(File.ReadAllBytes(file)) : 0;

    /// <summary>Until it ends by itself.</summary>
    public async Task WaitAsync()
    {
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>As an operator stops it, if it has not ended by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = SystemProcess.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
