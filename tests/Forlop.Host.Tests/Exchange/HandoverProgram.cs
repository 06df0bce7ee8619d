using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Host.Effects.Exchange;
using Forlop.Host.Tests.Crash;
using Forlop.Storage;
using Forlop.Storage.Sqlite;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Forlop.Host.Tests.Exchange;

/// <summary>
/// A sidecar between the three of <see cref="Outside"/>, one plugin in a process of its own, which also commits documents and enters handles as
/// RPCs that are to come will. It is made to be killed.
/// </summary>
internal static class HandoverProgram
{
    private const int MostDocuments = 24;
    private const int LongestDocument = 600_000;

    /// <param name="worker">The plugin that runs in a process of its own.</param>
    /// <param name="fault">One of <see cref="HastyStore"/>'s; empty for none.</param>
    public static async Task<int> RunAsync(string data, string key, string root, string worker, string fault)
    {
        var outside = new Outside(root);
        var store = default(IPathwayStore);
        await using var sidecar = await Sidecar.StartAsync(
            TestProgram.Options(data, key) with
            {
                ShippedPlugins = outside.Packages,
                PluginLevels = new Dictionary<string, PluginLevel> { [worker] = PluginLevel.Worker },
                PluginFolders = new Dictionary<string, IReadOnlyList<string>> { [worker] = [outside.FolderOf(worker)] },
                Exchange = new ExchangeOptions { FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200), SeldomWait = TimeSpan.FromMilliseconds(500), Intake = TimeSpan.FromMilliseconds(50) },
                OpenStore = options => store = HastyStore.Over(SqlitePathwayStore.Open(options), fault),
            },
            logging => logging.SetMinimumLevel(LogLevel.None));
        Cli.Terminal.WriteLine(string.Join(", ", sidecar.Plugins.Select(plugin => $"{plugin.PluginId} {plugin.State} {plugin.Level} {plugin.Problem?.Nb}")));
        Cli.Terminal.WriteLine("It listens on its socket.");
        await LoadAsync(store!, outside);
        await sidecar.WaitAsync(CancellationToken.None);
        return 6; // nobody stops it but with a kill
    }

    private static async Task LoadAsync(IPathwayStore store, Outside outside)
    {
        for (var given = 0; given < MostDocuments && !outside.IsQuiet; given++)
        {
            var news = store.NewEventsAsync(CancellationToken.None);
            var pathways = (await store.ListAsync(Documents.AccessOf("PathwayService.ListPathways", ""), new PageRequest(200, ""), openOnly: true)).Items;
            if (pathways.Count == 0)
            {
                await news;
                continue;
            }

            var pathway = pathways[Random.Shared.Next(pathways.Count)].PathwayId;
            var id = Guid.CreateVersion7();
            if (given % 4 == 0)
            {
                await Documents.EnterHandleAsync(store, pathway, id.ToString());
                outside.Handles.Say(id.ToString(), pathway);
                continue;
            }

            await Documents.CommitAsync(store, pathway, id, RandomNumberGenerator.GetBytes(Random.Shared.Next(LongestDocument)));
            outside.Documents.Say(id.ToString(), pathway);
        }
    }
}
