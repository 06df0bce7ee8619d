using System.CommandLine;
using Forlop.Conformance;

namespace Forlop.Host.Commands;

/// <summary><c>forlop plugin-examine</c>: what <c>plugin verify</c> starts to examine a plugin within one process. Nobody else does.</summary>
internal static class PluginExamineCommand
{
    public const string Name = "plugin-examine";

    public static Command Build()
    {
        var command = new Command(Name, "Examines one plugin within itself for the kit that started it.") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        var (input, output) = (System.Console.OpenStandardInput(), System.Console.OpenStandardOutput());

        // What the plugin prints reaches nobody.
        System.Console.SetOut(System.Console.Error);
        return await ConformanceKit.ExamineWithinAsync(input, output);
    }
}
