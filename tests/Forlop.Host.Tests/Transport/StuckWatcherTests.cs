using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests.Transport;

/// <summary>Watchers that have stopped reading, as a program in a debugger has.</summary>
[Collection(nameof(Abuse.Alone))] // its memory is measured in this very process
public sealed class StuckWatcherTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    private const int Watchers = 10;
    private const int Pathways = 50;
    private const int CommandsEach = 20;
    private const int NoteLength = 1000;

    // What they leave unread is ten megabytes on the wire. Kept for them as messages it was 78 when that was tried; what may be under way
    // to each, a page of the log and two windows, is six.
    private const long MostGrowth = 2L * Watchers * Pathways * CommandsEach * NoteLength;

    [Fact]
    public async Task They_hold_up_no_command_cost_no_memory_and_miss_nothing()
    {
        var client = new PathwayService.PathwayServiceClient(sidecar.As());
        await WriteAsync(client);
        var alone = await WriteAsync(client);
        var watches = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(async _ =>
        {
            var watch = client.WatchPathways(new WatchPathwaysRequest());
            Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
            return watch;
        }));

        var watched = await WriteAsync(client);

        Assert.InRange(watched.Growth - alone.Growth, long.MinValue, MostGrowth);
        await Task.WhenAll(watches.Select(watch => MissesNothingAsync(watch, watched.Versions)));
    }

    private static async Task MissesNothingAsync(AsyncServerStreamingCall<WatchPathwaysResponse> watch, IReadOnlyDictionary<string, long> last)
    {
        Dictionary<string, long> seen = [];
        do
        {
            var entry = watch.ResponseStream.Current.Entry;
            Assert.Equal(seen.GetValueOrDefault(entry.PathwayId) + 1, entry.Version);
            seen[entry.PathwayId] = entry.Version;
        }
        while (last.Any(pathway => seen.GetValueOrDefault(pathway.Key) < pathway.Value) && await watch.ResponseStream.MoveNext(CancellationToken.None));
        watch.Dispose();
        Assert.All(last, pathway => Assert.Equal(pathway.Value, seen[pathway.Key]));
    }

    /// <summary>Opens pathways and writes to them; answers their versions, and by how much the memory grew.</summary>
    private static async Task<(Dictionary<string, long> Versions, long Growth)> WriteAsync(PathwayService.PathwayServiceClient client)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var versions = await Task.WhenAll(Enumerable.Range(0, Pathways).Select(async _ =>
        {
            var receipt = (await client.OpenPathwayAsync(Requests.Open($"watched-{Guid.CreateVersion7()}"))).Receipt;
            for (var i = 0; i < CommandsEach; i++)
            {
                var request = Requests.Participation(receipt.PathwayId);
                request.Note = new string('x', NoteLength);
                receipt = (await client.RecordParticipationAsync(request)).Receipt;
            }

            return receipt;
        }));
        return (versions.ToDictionary(receipt => receipt.PathwayId, receipt => receipt.Version), GC.GetTotalMemory(forceFullCollection: true) - before);
    }
}
