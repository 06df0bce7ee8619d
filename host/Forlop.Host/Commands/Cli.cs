using System.CommandLine;
using Forlop.Storage;
using Grpc.Core;
using Spectre.Console;

namespace Forlop.Host.Commands;

/// <summary>The program's verbs. <c>serve</c> is what happens without one.</summary>
internal static class Cli
{
    public static RootCommand Root()
    {
        var serve = new ServeCommand();
        var root = new RootCommand("Forløp: a sidecar that keeps the national pathway for child welfare beside a case system.")
        {
            serve.Build(),
            new DemoCommand().Build(),
            new ScenarioCommand().Build(),
            new AuditCommand().Build(),
            new SettingsCommand().Build(),
            new PluginCommand().Build(),
            new PluginWorkerCommand().Build(),
            PluginExamineCommand.Build(),
        };
        serve.AddTo(root);
        return root;
    }

    /// <summary>The data folder, shared by the verbs that need one.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = "The folder where the sidecar remembers.",
        DefaultValueFactory = _ => "data",
    };

    public static Option<string?> Key() => new("--key")
    {
        Description = "The master key's file. It is never in the data folder; without this option it is in the user's configuration folder.",
    };

    /// <summary>An option that was given must say something.</summary>
    public static string? Given(string? value, string option) =>
        value is not null && string.IsNullOrWhiteSpace(value) ? throw new ConfigurationException($"{option} is empty. Name a path, or leave it out.") : value;

    /// <summary>Runs a verb; what stops it becomes one sentence and the exit code that the README lists.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (ConfigurationException fault)
        {
            Errors.WriteLine(fault.Message);
            return 2;
        }
        catch (StoreException fault)
        {
            Errors.WriteLine(fault.Message);
            return fault.ExitCode;
        }
        catch (IOException fault) when (fault.InnerException is System.Net.Sockets.SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            Errors.WriteLine($"{fault.Message} Choose another with --listen.");
            return 2;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Errors.WriteLine($"{fault.Message} Look at the folders that --data and --key name.");
            return 2;
        }
        catch (RpcException fault)
        {
            Errors.WriteLine(CallSentences.Of(fault.Status));
            return 2;
        }
    }

    /// <summary>Standard output: with colours on a terminal, plain and unwrapped when it is piped.</summary>
    public static IAnsiConsole Terminal { get; } = Open(new AnsiConsoleSettings());

    public static IAnsiConsole Errors { get; } = Open(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });

    private static IAnsiConsole Open(AnsiConsoleSettings settings)
    {
        var console = AnsiConsole.Create(settings);
        if (!console.Profile.Out.IsTerminal)
        {
            // Wide enough for any sentence: what is piped is searched line by line.
            console.Profile.Width = 10_000;
        }

        return console;
    }
}
