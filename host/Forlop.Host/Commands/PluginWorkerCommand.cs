using System.CommandLine;
using Forlop.PluginHost.Serving;

namespace Forlop.Host.Commands;

/// <summary><c>forlop plugin-worker</c>: what the sidecar starts for a .NET plugin that runs in a process of its own. Nobody else does.</summary>
internal sealed class PluginWorkerCommand
{
    public const string Name = "plugin-worker";

    /// <summary>How this program is started so, wherever it lies: its own executable, or dotnet and its assembly.</summary>
    public static IReadOnlyList<string> Words => WordsOf(Name);

    /// <summary>The same for another verb that this program starts itself for.</summary>
    public static IReadOnlyList<string> WordsOf(string verb)
    {
        var own = typeof(PluginWorkerCommand).Assembly.Location;
        var executable = Path.ChangeExtension(own, OperatingSystem.IsWindows() ? ".exe" : null);
        return System.Environment.ProcessPath is { } running && running == executable ? [running, verb] : [Dotnet, own, verb];
    }

    // Tests run in a host of their own; the runtime that runs them knows where dotnet is.
    private static string Dotnet => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private readonly Argument<string> folder = new("folder");
    private readonly Argument<string> assembly = new("assembly");
    private readonly Argument<string> type = new("type");

    public Command Build()
    {
        var command = new Command(Name, "Serves one plugin to the sidecar that started it.") { folder, assembly, type };
        command.Hidden = true;
        command.SetAction((result, _) => RunAsync(result.GetValue(folder)!, result.GetValue(assembly)!, result.GetValue(type)!));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string assembly, string type)
    {
        var (input, output) = (System.Console.OpenStandardInput(), System.Console.OpenStandardOutput());

        // What the plugin prints must not be taken for the line that the sidecar waits for.
        System.Console.SetOut(System.Console.Error);
        return await WorkerServer.RunAsync(folder, assembly, type, input, output);
    }
}
