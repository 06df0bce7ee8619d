using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Storage;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Forlop.Host.Tests.Crash;

/// <summary>A real disk with no room left, beneath the data or beneath the key.</summary>
public sealed class FullDiskTests
{
    [SkippableFact(SmallDisk.Probe, SmallDisk.Needs)]
    public async Task A_full_disk_refuses_commands_answers_reads_and_heals_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(32_768);
        using var place = new Place(disk.Root);
        using var program = ForlopProcess.StartBare(place.Serve);
        await program.Listening;
        var ledger = new Ledger("filled");
        await FillAndHealAsync(disk, place, ledger);
        Assert.Equal(0, await program.StopAsync());
        Assert.Empty(await Recovery.CheckAsync(place, ledger));
    }

    [SkippableFact(SmallDisk.Probe, SmallDisk.Needs)]
    public async Task A_disk_that_fills_while_the_log_is_copied_into_the_database_heals_too()
    {
        await using var disk = await SmallDisk.MountAsync(32_768);
        using var place = new Place(disk.Root);
        var ledger = new Ledger("copied");
        await using (var sidecar = await Sidecar.StartAsync(TestProgram.Options(place.Data, place.Key, TestProgram.OftenCopied), logging => logging.SetMinimumLevel(LogLevel.None)))
        {
            await FillAndHealAsync(disk, place, ledger);
            Assert.False(sidecar.StoreFaulted.IsCompleted);
        }

        Assert.Empty(await Recovery.CheckAsync(place, ledger));
    }

    [SkippableFact(SmallDisk.Probe, SmallDisk.Needs)]
    public async Task A_first_start_without_room_says_so_and_succeeds_when_there_is_some()
    {
        var explained = 0;
        for (var kilobytes = 4; kilobytes < 400; kilobytes += 12)
        {
            await using var disk = await SmallDisk.MountAsync(kilobytes);
            using var place = new Place(disk.Root);
            try
            {
                await using var sidecar = await Sidecar.StartAsync(TestProgram.Options(place.Data, place.Key), logging => logging.SetMinimumLevel(LogLevel.None));
            }
            catch (Exception fault) when (fault is StoreException or IOException)
            {
                explained++;
            }

            await disk.ResizeAsync(32_768);
            Assert.Empty(await Recovery.CheckAsync(place, new Ledger("started")));
        }

        Assert.InRange(explained, 3, 30);
    }

    [SkippableFact(SmallDisk.Probe, SmallDisk.Needs)]
    public async Task A_head_that_cannot_be_sealed_at_the_end_is_said_with_exit_6_and_nothing_is_lost()
    {
        await using var disk = await SmallDisk.MountAsync(64);
        using var place = new Place();
        using var keys = new Place(disk.Root);
        string[] serve = ["serve", "--data", place.Data, "--key", keys.Key, "--listen", "none", "--simulated-clock", "2026-01-12"];
        var ledger = new Ledger("unsealed");
        using (var program = ForlopProcess.StartBare(serve))
        {
            await program.Listening;
            disk.Fill();
            await new Clients(place.Data, ledger).RunAsync(2, seed: 1, each: 10);
            Assert.Equal(6, await program.StopAsync());
            Assert.Contains("could not be sealed", program.Output, StringComparison.Ordinal);
        }

        Assert.All(ledger.Entries, entry => Assert.NotNull(entry.Receipt));
        using (var program = ForlopProcess.StartBare(serve))
        {
            Assert.Equal(6, await program.EndAsync()); // who cannot seal does not serve
        }

        disk.MakeRoom();
        using (var program = ForlopProcess.StartBare(serve))
        {
            await program.Listening;
            Assert.Empty(await Recovery.CompareAsync(place, ledger));
            Assert.Equal(0, await program.StopAsync());
        }
    }

    private static async Task FillAndHealAsync(SmallDisk disk, Place place, Ledger ledger)
    {
        await new Clients(place.Data, ledger).RunAsync(4, seed: 1, each: 20);
        var known = ledger.Entries[0].PathwayId;
        disk.Fill();
        var clients = new Clients(place.Data, ledger);
        await clients.RunAsync(8, seed: 2);
        Assert.All(clients.Unexpected, fault => Assert.Equal((StatusCode.ResourceExhausted, RefusalReason.StoreFull), (fault.StatusCode, RunningSidecar.RefusalOf(fault).Reason)));
        Assert.Equal(8, clients.Unexpected.Count);

        using (var connection = new LocalConnection(place.Data, "dev-havnes"))
        {
            var pathways = new PathwayService.PathwayServiceClient(connection.As(RunningSidecar.Caseworker));
            Assert.Equal(known, (await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = known })).Pathway.PathwayId);
            Assert.NotEmpty((await pathways.GetHistoryAsync(new GetHistoryRequest { PathwayId = known })).Entries);
        }

        disk.MakeRoom();
        Assert.Empty(await Recovery.CompareAsync(place, ledger));
        await new Clients(place.Data, ledger).RunAsync(4, seed: 3, each: 20);
        Assert.Empty(await Recovery.CompareAsync(place, ledger));
    }
}
