using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost.Workers;

/// <summary>A plugin that runs in processes of its own, one for each instance.</summary>
internal sealed partial class WorkerProgram : IPluginProgram
{
    private readonly IReadOnlyList<string> command;
    private readonly StagedPlugin plugin;
    private readonly PluginHostOptions options;

    private WorkerProgram(IReadOnlyList<string> command, StagedPlugin plugin, PluginHostOptions options)
    {
        (this.command, this.plugin, this.options) = (command, plugin, options);
        if (options.Tools.Bubblewrap is null)
            LogNotConfined(options.Logger, plugin.Manifest.Id);
    }

    public PluginLevel Level => PluginLevel.Worker;

    /// <summary>A .NET plugin, in this same program.</summary>
    public static WorkerProgram OfEntry(StagedPlugin plugin, PluginHostOptions options)
    {
        var (assembly, type) = plugin.Manifest.Entry!;
        return options.WorkerCommand.Count > 0
            ? new WorkerProgram([.. options.WorkerCommand, plugin.Folder, assembly, type], plugin, options)
            : throw new LeftOutException(Sentences.NoWorker);
    }

    /// <summary>The plugin's own program: a file of the package, or a program that the machine has.</summary>
    public static WorkerProgram OfCommand(StagedPlugin plugin, PluginHostOptions options)
    {
        var words = plugin.Manifest.Command!;
        var program = words[0];
        if (!plugin.Manifest.Files.ContainsKey(program))
            return new WorkerProgram([OperatingSystem.IsWindows() ? program : WorkerTools.Locate(program) ?? throw new LeftOutException(Sentences.NoProgram(program)), .. words.Skip(1)], plugin, options);
        var own = Path.Combine(plugin.Folder, program);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new WorkerProgram([own, .. words.Skip(1)], plugin, options);
    }

    public async Task<IPluginLink> StartAsync()
    {
        var network = plugin.Manifest.Network.Count > 0 && options.MayUseNetwork(plugin.Manifest.Id);
        var process = await WorkerProcess.StartAsync(command, plugin, network, options);
        return new WorkerLink(process);
    }

    [LoggerMessage(2006, LogLevel.Warning, "Plugin '{Id}' runs in a process of its own, but this machine has no bubblewrap (bwrap) that works: the process can read files and use the network as the host can. Install bubblewrap.")]
    private static partial void LogNotConfined(ILogger logger, string id);
}
