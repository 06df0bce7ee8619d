using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Settings;
using Forlop.Storage;
using Forlop.Storage.Sqlite;
using Google.Protobuf;
using NodaTime;

namespace Forlop.Bench;

/// <summary>What a thousand, a hundred thousand and a million stored pathways cost whoever works on one of them.</summary>
internal static class Growth
{
    private const int InFlight = 8;
    private static readonly int[] Sizes = [1_000, 100_000, 1_000_000];

    public static async Task MeasureAsync(string folder, int largest, TextWriter report)
    {
        var data = Path.Combine(folder, "grown");
        await using (await BenchRun.SidecarAsync(data))
        {
            // Makes key, credentials and an empty store.
        }

        report.WriteLine("| pathways | file MiB | start s | memory at start MiB | hot/s | cold/s | **cold / hot** | page of 50, p50 us | memory after MiB |");
        report.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        var ids = new List<string>();
        foreach (var size in Sizes.Where(size => size <= largest))
        {
            await FillAsync(data, ids, size);
            await MeasureAsync(data, ids, report);
        }
    }

    // Through the store and not through the wire: what is measured afterwards is the same, and a million take a few minutes.
    private static async Task FillAsync(string data, List<string> ids, int size)
    {
        await using var store = SqlitePathwayStore.Open(new SqliteStoreOptions { Directory = data, KeyFile = $"{data}.key" });
        var facts = new Facts(Day.Today(TimeProvider.System), ServiceSettings.Default);
        var actor = new Actor { UserId = "saksbehandler-17", Role = Role.Caseworker, Purpose = "case-work" };
        while (ids.Count < size)
        {
            var opened = await Task.WhenAll(Enumerable.Range(0, Math.Min(2_000, size - ids.Count)).Select(async _ =>
            {
                var (id, request) = (PathwayIds.Next().ToString(), Client.Opening());
                var access = new Access("dev-havnes", "havnes", actor, "PathwayService.OpenPathway", id);
                var result = await store.CommitAsync(
                    new Command(access, id, Creates: true, Guid.Parse(request.RequestId), request.ToByteArray(), ExpectedVersion: null),
                    reader => PathwayDecisions.Open(request, reader.OpenPathwayOf, facts));
                return result is CommitResult.Committed ? id : throw new InvalidOperationException($"A pathway could not be opened: {result}");
            }));
            ids.AddRange(opened);
        }
    }

    private static async Task MeasureAsync(string data, List<string> ids, TextWriter report)
    {
        await using var sidecar = await BenchRun.SidecarAsync(data);
        var atStart = sidecar.Memory;
        using var client = new Client(BenchRun.AddressIn(sidecar), Client.Token(data));
        string[] hot = [.. ids.TakeLast(500)];
        var cold = Shuffled(ids, 500); // each is touched once, in no order that the disk could guess
        var (hotTurn, coldTurn) = (0, 0);
        Task Hot() => client.RecordAsync(hot[(uint)Interlocked.Increment(ref hotTurn) % hot.Length]);
        Task Cold() => client.RecordAsync(cold[(uint)Interlocked.Increment(ref coldTurn) % cold.Length]);
        var length = TimeSpan.FromSeconds(2);
        await new Load("warm-up", 64).RunAsync(10 * length, server: null, Hot);
        var (hotLoad, coldLoad) = (new Load("hot", InFlight), new Load("cold", InFlight));
        for (var round = 0; round < 5; round++)
        {
            await hotLoad.RunAsync(length, sidecar, Hot);
            await coldLoad.RunAsync(length, sidecar, Cold);
        }

        var page = new Load("page", inFlight: 1);
        await page.RunAsync(length, sidecar, client.ListAsync);
        var file = new FileInfo(Path.Combine(data, "forlop.db")).Length / (1024 * 1024);
        report.WriteLine(
            $"| {ids.Count:N0} | {file:N0} | {sidecar.StartTime.TotalSeconds:0.0} | {atStart} | {hotLoad.PerSecond:N0} | {coldLoad.PerSecond:N0} "
            + $"| **{coldLoad.PerSecond / hotLoad.PerSecond:0.00}** | {page.Percentile(0.5):N0} | {sidecar.Memory} |");
    }

    private static string[] Shuffled(List<string> ids, int exceptLast)
    {
        string[] some = [.. ids.Take(ids.Count - exceptLast)];
        new Random(17).Shuffle(some);
        return some;
    }
}
