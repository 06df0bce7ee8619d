using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.PluginHost;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Effects.Exchange;

/// <summary>One pathway on its way to one fagsystem, from where that is to the newest event.</summary>
/// <param name="access">Entered before anything is shown to the plugin.</param>
internal sealed class Delivery(IPathwayStore store, CaseSystemPlugin fagsystem, Access access)
{
    private const int Most = 100;

    // Well below what any gRPC library takes by default (4 MiB). One event that is larger goes alone.
    private const int MostBytes = 1024 * 1024;

    // How often in a row the answer may ask for what it was just given, or for less: a gap is asked for once.
    private const int MostSteps = 3;

    /// <summary>Whether somebody has the task that this pathway's events do not get through.</summary>
    public bool IsAwaited { get; private set; }

    /// <param name="after">The version up to which the fagsystem should have it; null when that is not known.</param>
    public async Task<Outcome> SendAsync(long? after, CancellationToken cancellation)
    {
        var from = after ?? 0;
        var isEntered = false;
        for (var (steps, held) = (0, -1L); steps < MostSteps;)
        {
            if (await store.ReadableAfterAsync(access.TenantId, access.PathwayId, from, Most, cancellation) is not { } found)
            {
                return new(Outcome.Ends.Unreadable);
            }

            IsAwaited = ExchangeDecisions.IsAwaited(found.Pathway, access.CallerId, HandoverProblem.Unspecified);
            if (found.Events.Count == 0)
            {
                return Outcome.Taken;
            }

            if (!isEntered)
            {
                await store.RecordAccessAsync(access, AccessOutcome.Answered, cancellation);
                isEntered = true;
            }

            try
            {
                var answer = await fagsystem.Client.DeliverAsync(Request(found.Pathway, found.Events), cancellationToken: cancellation);
                if (answer.Version > found.Pathway.Version)
                {
                    return Outcome.Stopped(HandoverProblem.PluginFault); // it claims to hold what was never committed
                }

                steps = answer.Version > held ? 0 : steps + 1;
                (from, held) = (answer.Version, Math.Max(held, answer.Version));
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
            {
                return Outcome.Stopped(HandoverProblem.ChildUnknown);
            }
            catch (RpcException fault) when (!cancellation.IsCancellationRequested)
            {
                return Outcome.Of(fault);
            }
        }

        return Outcome.Stopped(HandoverProblem.PluginFault); // it takes nothing, and says nothing
    }

    private DeliverRequest Request(Pathway pathway, IReadOnlyList<HistoryEntry> events)
    {
        var request = new DeliverRequest { TenantId = access.TenantId, PathwayId = access.PathwayId, ChildReference = pathway.ChildReference };
        var bytes = 0;
        foreach (var entry in events)
        {
            bytes += entry.CalculateSize();
            if (bytes > MostBytes && request.Events.Count > 0)
            {
                break;
            }

            request.Events.Add(entry);
        }

        return request;
    }
}
