using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Storage;
using Microsoft.Extensions.Logging;

namespace Forlop.Host.Tests.Crash;

/// <summary>A sidecar, in this process, on a folder as it was found; everything in it is held against the ledger.</summary>
internal static class Recovery
{
    private static readonly Actor Auditor = new() { UserId = "drift-1", Role = Role.Operator, Purpose = "test" };

    /// <param name="ledger">As it stood; what was not acknowledged is repeated, and entered.</param>
    /// <returns>What is wrong, a line each.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(Place place, Ledger ledger, string variant = "")
    {
        try
        {
            await using var sidecar = await Sidecar.StartAsync(TestProgram.Options(place.Data, place.Key, variant), logging => logging.SetMinimumLevel(LogLevel.None));
            return await CompareAsync(place, ledger);
        }
        catch (Exception fault) when (fault is StoreException or ConfigurationException or IOException)
        {
            return [$"lost: it does not start. {fault.Message} {fault.InnerException?.Message}"];
        }
    }

    public static async Task<IReadOnlyList<string>> CompareAsync(Place place, Ledger ledger)
    {
        using var connection = new LocalConnection(place.Data, "dev-havnes");
        using var operations = new LocalConnection(place.Data, "dev-operator");
        var comparison = new Comparison(ledger, connection.As(RunningSidecar.Caseworker), operations.As(Auditor));
        var acknowledged = ledger.Entries.Where(entry => entry.Receipt is not null).ToList();
        var clients = new Clients(place.Data, ledger);
        await clients.RepeatAsync(clients: 8);
        await comparison.RepeatAsync(acknowledged);
        await comparison.HistoriesAsync();
        await comparison.ListAsync();
        await comparison.LogAsync(complete: true);
        return [.. comparison.All, .. clients.Unexpected.Select(fault => $"answered {fault.Status}"), .. ledger.Entries.Where(entry => entry.Receipt is null).Select(_ => "lost: a repeat was not answered")];
    }
}
