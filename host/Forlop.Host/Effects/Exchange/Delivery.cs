using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Effects.Exchange;

/// <summary>One pathway on its way to one fagsystem, from where that is to the newest event.</summary>
/// <param name="access">Entered before anything is shown to the plugin.</param>
internal sealed class Delivery(IPathwayStore store, CaseSystemPlugin fagsystem, Access access)
{
    private const int Most = 100;

    // How often in a row the answer may ask for what it was just given, or for less: a gap is asked for once.
    private const int MostSteps = 3;

    /// <summary>The version up to which the fagsystem has said that it has it.</summary>
    public long Reached { get; private set; }

    /// <param name="after">The version up to which the fagsystem should have it; null when that is not known.</param>
    public async Task<Outcome> SendAsync(long? after, CancellationToken cancellation)
    {
        var from = after ?? 0;
        await store.RecordAccessAsync(access, AccessOutcome.Answered, cancellation);
        for (var (steps, held) = (0, -1L); steps < MostSteps;)
        {
            if (await store.PathwayAfterAsync(access.TenantId, access.PathwayId, from, Most, cancellation) is not var (pathway, events) || events.Count == 0)
            {
                return Outcome.Taken;
            }

            var request = new DeliverRequest { TenantId = access.TenantId, PathwayId = access.PathwayId, ChildReference = pathway.ChildReference };
            request.Events.AddRange(events);
            try
            {
                var answer = await fagsystem.Client.DeliverAsync(request, cancellationToken: cancellation);
                steps = answer.Version > held ? 0 : steps + 1;
                (from, held) = (Math.Max(0, answer.Version), Math.Max(held, answer.Version));
                Reached = from;
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
}
