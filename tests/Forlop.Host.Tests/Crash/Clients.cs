using System.Collections.Concurrent;
using Forlop.Host.Commands;
using Grpc.Core;

namespace Forlop.Host.Tests.Crash;

/// <summary>Concurrent clients of one sidecar, each on a connection of its own; together they keep one ledger.</summary>
internal sealed class Clients(string data, Ledger ledger)
{
    private int acknowledged;

    public int Acknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Answers that were neither a receipt nor the silence or UNAVAILABLE of a sidecar that is gone.</summary>
    public ConcurrentQueue<RpcException> Unexpected { get; } = new();

    /// <summary>UNAVAILABLE: said by a sidecar that has failed, or found where none answers any more.</summary>
    public ConcurrentQueue<RpcException> Gone { get; } = new();

    /// <summary>Each client gives its commands one after the other until its sidecar is gone, or until it has given so many.</summary>
    public Task RunAsync(int clients, int seed, int each = int.MaxValue) => Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
    {
        var random = new Random(seed + client);
        using var connection = new LocalConnection(data, "dev-havnes");
        var invoker = connection.As(RunningSidecar.Caseworker);
        for (var given = 0; given < each && await TryAsync(ledger.Next(random), invoker); given++)
        {
            Interlocked.Increment(ref acknowledged);
        }
    })));

    /// <summary>Repeats commands that were not acknowledged, with the same request ids.</summary>
    public Task RepeatAsync(int clients) => Task.WhenAll(ledger.Entries.Where(entry => entry.Receipt is null).Chunk(clients).SelectMany(share => share.Select((entry, client) => (entry, client)))
        .GroupBy(given => given.client, given => given.entry).Select(share => Task.Run(async () =>
        {
            using var connection = new LocalConnection(data, "dev-havnes");
            var invoker = connection.As(RunningSidecar.Caseworker);
            foreach (var entry in share)
            {
                if (!await TryAsync(entry, invoker))
                {
                    return;
                }

                Interlocked.Increment(ref acknowledged);
            }
        })));

    private async Task<bool> TryAsync(LedgerEntry entry, CallInvoker invoker)
    {
        try
        {
            var receipt = await entry.SendAsync(invoker);
            ledger.Acknowledge(entry, receipt);
            return true;
        }
        catch (RpcException fault)
        {
            (fault.StatusCode == StatusCode.Unavailable ? Gone : Unexpected).Enqueue(fault);
            return false;
        }
    }
}
