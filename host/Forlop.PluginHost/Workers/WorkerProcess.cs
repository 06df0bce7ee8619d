using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Forlop.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost.Workers;

/// <summary>
/// One process with one plugin: greeted, ready, and ended by the end of its standard input. It is known by its secret, never by its
/// number, which the system may give to another.
/// </summary>
internal sealed partial class WorkerProcess
{
    private const string ReadyLine = "PL-12";

    private static readonly TimeSpan LastBreath = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly StreamWriter input;
    private readonly Stream output;
    private readonly Stream errors;
    private readonly string folder;

    private WorkerProcess(Process process, string folder, WorkerSecret secret)
    {
        (this.process, this.folder, Secret, Id) = (process, folder, secret, process.Id);
        // Held before it can have ended: with it would go the pipes that nobody has asked for, and what it said last.
        (input, output, errors) = (process.StandardInput, process.StandardOutput.BaseStream, process.StandardError.BaseStream);
        Ended = EndAsync();
    }

    public WorkerSecret Secret { get; }

    /// <summary>Its number, for whoever looks at the process from outside while it runs; nothing is decided by it.</summary>
    public int Id { get; }

    public string Socket => WorkerFolder.SocketIn(folder);

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Ended { get; }

    public static async Task<WorkerProcess> StartAsync(IReadOnlyList<string> command, StagedPlugin plugin, bool network, PluginHostOptions options)
    {
        var socketFolder = WorkerFolder.New(plugin.Folder);
        var confinement = new Confinement(options, options.Tools);
        var words = confinement.Words(command, plugin, socketFolder, network);
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = plugin.Folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in confinement.Environment())
            start.Environment[name] = value;
        try
        {
            var worker = new WorkerProcess(await ProcessStarter.StartAsync(start), socketFolder, WorkerSecret.New());
            await worker.GreetAsync(plugin.Manifest.Id, options);
            return worker;
        }
        catch (Win32Exception)
        {
            WorkerFolder.Delete(socketFolder);
            throw new LeftOutException(Sentences.NoProgram(command[0]));
        }
    }

    /// <summary>True when it ended by itself in time; it is gone in any case.</summary>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        try
        {
            process.StandardInput.Close();
            await Ended.WaitAsync(grace, TimeProvider.System);
            return true;
        }
        catch (InvalidOperationException)
        {
            // It has ended in the meantime, and its pipes with it.
            await Ended;
            return true;
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            Kill();
            await Ended;
            return false;
        }
    }

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended in the meantime.
            return;
        }
    }

    private async Task GreetAsync(string id, PluginHostOptions options)
    {
        using var patience = new CancellationTokenSource(options.StartPatience, TimeProvider.System);
        try
        {
            _ = BoundedLines.DrainAsync(errors, options.ShowWorkerErrors ? line => LogSaid(options.Logger, id, line) : null);
            var (major, oldest, newest) = ManifestReader.HostContract;
            var greeting = new WorkerGreeting(new ContractRange($"{major}.{oldest}", $"{major}.{newest}"), Socket, Secret.Bytes) { OfALaterMinor = options.UnknownMember };
            await TellAsync(JsonSerializer.Serialize(greeting, WorkerJson.Default.WorkerGreeting), patience.Token);
            var ready = Parse(await BoundedLines.ReadAsync(output, patience.Token));
            if (ready is { Problem: { } problem })
                throw new LeftOutException(new LocalizedText { Nb = problem.Nb, Nn = problem.Nn });
            if (ready is not { Ready: true })
                throw new LeftOutException(Sentences.BadReady) { Must = ReadyLine };
            _ = BoundedLines.DrainAsync(output, line: null);
        }
        catch (Exception e)
        {
            // A pipe breaks a moment before its process has ended, and how it ended says more than that it was killed.
            if (e is not (LeftOutException or OperationCanceledException))
                await Task.WhenAny(Ended, Task.Delay(LastBreath, TimeProvider.System, patience.Token));
            Kill();
            var exitCode = await Ended;
            throw e switch
            {
                LeftOutException => e,
                OperationCanceledException => new LeftOutException(Sentences.NotReady(options.StartPatience)) { MayPass = true, Must = ReadyLine },
                _ => new LeftOutException(Sentences.ProcessEnded(exitCode)) { MayPass = true, Must = ReadyLine },
            };
        }
    }

    private async Task TellAsync(string line, CancellationToken cancellation)
    {
        try
        {
            await input.WriteLineAsync(line.AsMemory(), cancellation);
            await input.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            // Whoever cannot serve may say why and end without having listened. What it said is there to be read, or nothing is.
            return;
        }
    }

    private static WorkerReady? Parse(string? line)
    {
        if (line is null)
            throw new EndOfStreamException();
        try
        {
            return JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerReady);
        }
        catch (JsonException)
        {
            // What it wrote may be anything, and is not repeated.
            return null;
        }
    }

    private async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        var exitCode = process.ExitCode;
        process.Dispose();
        WorkerFolder.Delete(folder);
        return exitCode;
    }

    [LoggerMessage(2007, LogLevel.Information, "Plugin '{Id}' says: {Line}")]
    private static partial void LogSaid(ILogger logger, string id, string line);
}
