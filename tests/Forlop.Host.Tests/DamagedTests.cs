using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Host.Effects.Exchange;
using Forlop.Host.Tests.Exchange;
using Forlop.PluginHost;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>One pathway that a disk has damaged, or somebody with a hand on the file, keeps no other from being served.</summary>
public sealed class DamagedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("UPDATE events SET payload = x'ff' WHERE stream = 1 AND version = 1")]
    [InlineData("UPDATE streams SET snapshot = randomblob(64) WHERE stream = 1")]
    [InlineData("UPDATE streams SET index_rows = x'ff' WHERE stream = 1")]
    public async Task The_others_are_listed_followed_and_delivered(string damage)
    {
        await using var bench = await PumpBench.StartAsync();
        await bench.OpenAsync("damaged-1");
        var other = await bench.OpenAsync("sound-1");
        await bench.DamageAsync(damage);
        var (pathways, worklist) = (new PathwayService.PathwayServiceClient(bench.Sidecar.As()), new WorklistService.WorklistServiceClient(bench.Sidecar.As()));

        Assert.Contains((await pathways.ListPathwaysAsync(new ListPathwaysRequest())).Pathways, pathway => pathway.PathwayId == other);
        Assert.Contains((await worklist.ListTasksAsync(new ListTasksRequest())).Tasks, task => task.PathwayId == other);

        using var patience = new CancellationTokenSource(Patience);
        using var entries = pathways.WatchPathways(new WatchPathwaysRequest(), cancellationToken: patience.Token);
        Assert.True(await HasAsync(entries.ResponseStream, told => told.Entry.PathwayId == other));
        using var changes = worklist.WatchTasks(new WatchTasksRequest(), cancellationToken: patience.Token);
        Assert.True(await HasAsync(changes.ResponseStream, told => told.PathwayId == other));

        var delivered = new List<string>();
        var fagsystem = new CaseSystemPlugin(PumpBench.Plugin, "1.0.0", new AnsweringInvoker(request =>
        {
            delivered.Add(((DeliverRequest)request).PathwayId);
            return new DeliverResponse { Version = ((DeliverRequest)request).Events[^1].Version };
        }));
        await bench.TurnAsync(new CaseSystemPump(PumpBench.Tenant, PumpBench.Plugin, () => fagsystem, bench.Tools), turns: 1);
        Assert.Contains(other, delivered);
    }

    private static async Task<bool> HasAsync<T>(IAsyncStreamReader<T> stream, Func<T, bool> wanted)
    {
        while (await stream.MoveNext(CancellationToken.None))
        {
            if (wanted(stream.Current))
            {
                return true;
            }
        }

        return false;
    }
}
