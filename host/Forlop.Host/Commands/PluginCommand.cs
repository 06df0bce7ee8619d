using System.CommandLine;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Grpc.Core;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace Forlop.Host.Commands;

/// <summary><c>forlop plugin</c>: which plugins there are, what they may, and deciding about it.</summary>
internal sealed class PluginCommand
{
    private readonly Argument<string> id = new("ID") { Description = "The plugin's id, as it is listed." };
    private readonly Argument<string> path = new("FOLDER|ZIP") { Description = "A package: a folder, or a zip archive." };
    private readonly Option<bool> yes = new("--yes") { Description = "Approves without asking, for scripts that looked at it already." };
    private readonly Option<string?> hash = new("--sha256") { Description = "Approves only this package; without it the one that lies there now, as it was shown." };
    private readonly Option<string> data = Cli.Data();

    public Command Build()
    {
        var list = new Command("list", "Lists the plugins of the running sidecar: state, rights, and what to do.") { data };
        list.SetAction((result, cancellation) => RunAsync(result, (plugins, _) => ListAsync(plugins, cancellation)));
        var approve = new Command("approve", "Shows what a plugin asks for, allows it and starts it. What came with the release needs none.") { id, yes, hash, data };
        approve.SetAction((result, cancellation) => RunAsync(result, (plugins, plugin) => ApproveAsync(plugins, plugin, result.GetValue(hash), result.GetValue(yes), cancellation)));
        var enable = new Command("enable", "Lets a plugin that was disabled run again.") { id, data };
        enable.SetAction((result, cancellation) => RunAsync(result, async (plugins, plugin) =>
            Say((await plugins.EnablePluginAsync(new EnablePluginRequest { RequestId = NewId(), PluginId = plugin }, cancellationToken: cancellation)).Plugin)));
        var disable = new Command("disable", "Stops a plugin, now and at every start, until it is enabled.") { id, data };
        disable.SetAction((result, cancellation) => RunAsync(result, async (plugins, plugin) =>
            Say((await plugins.DisablePluginAsync(new DisablePluginRequest { RequestId = NewId(), PluginId = plugin }, cancellationToken: cancellation)).Plugin)));
        var retire = new Command("retire", "Says that the fagsystem behind a plugin is gone for good: stops it, and closes every task about what does not reach it. Enabling it takes that back.") { id, data };
        retire.SetAction((result, cancellation) => RunAsync(result, async (plugins, plugin) =>
            Say((await plugins.RetirePluginAsync(new RetirePluginRequest { RequestId = NewId(), PluginId = plugin }, cancellationToken: cancellation)).Plugin)));
        var reload = new Command("reload", "Takes what lies there of a plugin into use without a pause, and says what became of it. Exit code 1 when what ran goes on.") { id, data };
        reload.SetAction((result, cancellation) => RunAsync(result, async (plugins, plugin) =>
            Say(await plugins.ReloadPluginAsync(new ReloadPluginRequest { PluginId = plugin }, cancellationToken: cancellation))));
        var verify = new Command("verify-hash", "Says whether a package is whole, what it asks for and its SHA-256. Needs no sidecar. Exit code 1 when it is not.") { path };
        verify.SetAction((result, _) => Cli.GuardAsync(() => Task.FromResult(Verify(result.GetValue(path)!))));
        return new Command("plugin", "Plugins: see plugins/README.md.") { list, approve, enable, disable, retire, reload, verify, new PluginNewCommand().Build(), new PluginVerifyCommand().Build() };
    }

    private async Task<int> RunAsync(ParseResult result, Func<PluginService.PluginServiceClient, string, Task<int>> verb) => await Cli.GuardAsync(async () =>
    {
        using var connection = LocalConnection.ToRunning(Cli.Given(result.GetValue(data), "--data")!, "dev-operator");
        var person = new Actor { UserId = Environment.UserName.Replace(' ', '-'), Role = Role.Operator, Purpose = "plugins" };
        try
        {
            return await verb(new PluginService.PluginServiceClient(connection.As(person)), result.GetResult(id) is null ? "" : result.GetValue(id)!);
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.PermissionDenied)
        {
            Cli.Errors.WriteLine(refused.Status.Detail);
            return 1;
        }
    });

    private static async Task<int> ListAsync(PluginService.PluginServiceClient plugins, CancellationToken cancellation)
    {
        var all = (await plugins.ListPluginsAsync(new ListPluginsRequest(), cancellationToken: cancellation)).Plugins;
        foreach (var line in all.SelectMany(PluginLines.Of).DefaultIfEmpty("No plugin lies where the sidecar looks."))
            Cli.Terminal.WriteLine(line);
        return 0;
    }

    private static async Task<int> ApproveAsync(PluginService.PluginServiceClient plugins, string id, string? sha256, bool withoutAsking, CancellationToken cancellation)
    {
        var all = await plugins.ListPluginsAsync(new ListPluginsRequest(), cancellationToken: cancellation);
        if (all.Plugins.FirstOrDefault(plugin => plugin.PluginId == id) is { } seen)
        {
            foreach (var line in PluginLines.Of(seen))
                Cli.Terminal.WriteLine(line);
            var next = seen.Next is { WaitsForApproval: true } waits ? waits : null;
            foreach (var line in PluginLines.OfNetwork(next?.Asks ?? seen.Asks))
                Cli.Terminal.WriteLine(line);
            if (sha256 is null && !WouldChange(seen))
            {
                Cli.Terminal.WriteLine(seen.Shipped ? $"{id} came with the release and needs no approval." : $"{id} is approved as it lies there: nothing was changed.");
                return 0;
            }

            if (sha256 is null && !withoutAsking && !Confirmed(id))
                return 1;
            sha256 ??= next?.PackageSha256 ?? seen.PackageSha256;
        }

        // An id that is not listed goes to the sidecar as well: it says so best.
        var request = new ApprovePluginRequest { RequestId = NewId(), PluginId = id, PackageSha256 = sha256 ?? "" };
        var now = (await plugins.ApprovePluginAsync(request, cancellationToken: cancellation)).Plugin;
        Say(now);
        if (!Failed(now))
            return 0;
        Cli.Terminal.WriteLine("It was approved, and could not be taken into use.");
        return 1;
    }

    // Whatever was once approved and runs so. Anything else, such as a plugin that was left out or disabled before anybody looked, is asked about.
    private static bool WouldChange(PluginStatus seen) =>
        seen.Next is { WaitsForApproval: true } || seen.State == PluginState.WaitingForApproval
        || (!seen.Shipped && (seen.Approved is null || seen.ApprovedVersion != seen.Version || !seen.Approved.Equals(seen.Asks)));

    private static bool Failed(PluginStatus now) => now.Next is { Problem: not null } || now.State is PluginState.LeftOut or PluginState.WaitingForApproval or PluginState.Quarantined;

    private static bool Confirmed(string id)
    {
        if (Cli.Terminal.Profile.Capabilities.Interactive && Cli.Terminal.Profile.Out.IsTerminal)
            return Cli.Terminal.Confirm($"Allow {id} this, and start it?", defaultValue: false);
        Cli.Terminal.WriteLine($"Nothing was approved. Repeat with --yes, or with --sha256, to allow {id} this.");
        return false;
    }

    private static int Verify(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new ConfigurationException($"There is neither a folder nor a file {path}.");
        var package = PluginPackage.Inspect(path);
        foreach (var line in PluginLines.OfPackage(package))
            Cli.Terminal.WriteLine(line);
        return package.Problem is null ? 0 : 1;
    }

    private static int Say(PluginStatus plugin)
    {
        Cli.Terminal.WriteLine(PluginLines.Of(plugin).First());
        foreach (var line in (plugin.Problem is { } problem ? PluginLines.OfText(problem) : []).Concat(PluginLines.OfNext(plugin)))
            Cli.Terminal.WriteLine(line);
        return 0;
    }

    private static int Say(ReloadPluginResponse reload)
    {
        Cli.Terminal.WriteLine(reload.KeptBecause is null ? $"{reload.Plugin.PluginId} {reload.Plugin.Version} was taken into use." : $"{reload.Plugin.PluginId} was not reloaded.");
        foreach (var line in reload.KeptBecause is { } why ? PluginLines.OfText(why) : [])
            Cli.Terminal.WriteLine(line);
        if (reload.CallsCut > 0)
            Cli.Terminal.WriteLine($"    {reload.CallsCut} calls of the version before did not end in time, and were ended.");
        if (reload.Held is { } held)
            Cli.Terminal.WriteLine($"    {held.Nb}");
        Cli.Terminal.WriteLine(PluginLines.Of(reload.Plugin).First());
        return reload.KeptBecause is null ? 0 : 1;
    }

    private static string NewId() => Guid.CreateVersion7().ToString();
}
