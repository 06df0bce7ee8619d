using System.Reflection;
using static Forlop.Host.Tests.Crash.Journal;

namespace Forlop.Host.Tests.Crash;

/// <summary>One run of a fixed workload, from a first start to a clean stop, with its journal and its ledger.</summary>
internal sealed class Recording : IDisposable
{
    private readonly DirectoryInfo beside = Directory.CreateTempSubdirectory("forlop-journal-");

    private Recording() => Ledger = new("recorded", () => new FileInfo(File).Length);

    public Place Place { get; } = new();

    public Ledger Ledger { get; }

    public IReadOnlyList<Entry> Entries { get; private set; } = [];

    private string File => Path.Combine(beside.FullName, "journal");

    /// <param name="variant">Of the tests' own program; empty for the product itself.</param>
    public static async Task<Recording> MakeAsync(string variant, int alone, int together)
    {
        var recording = new Recording();
        var place = recording.Place;
        var environment = FaultShim.Environment(place.Root, journal: recording.File);
        using var program = variant.Length == 0
            ? ForlopProcess.StartBare(environment, place.Serve)
            : ForlopProcess.Start(environment, Assembly.GetExecutingAssembly(), variant, place.Data, place.Key);
        await program.Listening;
        var clients = new Clients(place.Data, recording.Ledger);
        await clients.RunAsync(1, seed: 1, alone);
        await clients.RunAsync(4, seed: 2, together / 4);
        Assert.Empty(clients.Unexpected);
        Assert.Equal(0, await program.StopAsync());
        recording.Entries = Journal.Read(recording.File);
        return recording;
    }

    /// <summary>Another start and stop on the same disk, in the same journal.</summary>
    public async Task ContinueAsync(string variant)
    {
        using var program = ForlopProcess.Start(FaultShim.Environment(Place.Root, journal: File), Assembly.GetExecutingAssembly(), variant, Place.Data, Place.Key);
        await program.Listening;
        Assert.Equal(0, await program.StopAsync());
        Entries = Journal.Read(File);
    }

    public void Dispose()
    {
        beside.Delete(recursive: true);
        Place.Dispose();
    }
}
