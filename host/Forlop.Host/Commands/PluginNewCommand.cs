using System.CommandLine;
using Forlop.Host.Plugins;
using Spectre.Console;

namespace Forlop.Host.Commands;

/// <summary><c>forlop plugin new</c>: a plugin to begin with. Needs no sidecar.</summary>
internal sealed class PluginNewCommand
{
    private readonly Argument<string> kind = new("KIND") { Description = "routing, filing, fagsystem or intake." };
    private readonly Argument<string> name = new("NAME") { Description = "The plugin's id: lower-case letters, digits and hyphens, such as routing-nabovik." };
    private readonly Option<string?> output = new("--output") { Description = "The folder to make, or an empty one, such as . where you stand. Without it: NAME, where you stand." };
    private readonly Option<string?> feed = new("--feed") { Description = "A folder with the packages of Forløp, such as artifacts/packages. Without it they come from wherever the machine takes packages." };

    public Command Build()
    {
        var command = new Command("new", "Makes a plugin in .NET to begin with: project, manifest, test and README.") { kind, name, output, feed };
        command.SetAction((result, _) => Cli.GuardAsync(() => Task.FromResult(Make(
            result.GetValue(kind)!, result.GetValue(name)!, Cli.Given(result.GetValue(output), "--output"), Cli.Given(result.GetValue(feed), "--feed")))));
        return command;
    }

    private static int Make(string kind, string name, string? output, string? feed)
    {
        var folder = output ?? name;
        PluginTemplate.Make(kind, name, folder, feed);
        Cli.Terminal.WriteLine($"{name} lies in {Path.GetFullPath(folder)}.");
        Cli.Terminal.WriteLine($"Go there and run \"dotnet test\": it builds the plugin and tests it. README.md says the rest.");
        return 0;
    }
}
