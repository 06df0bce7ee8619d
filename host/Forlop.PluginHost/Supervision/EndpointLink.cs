using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>An instance in this process.</summary>
internal sealed class EndpointLink(EndpointLease lease, TimeProvider clock) : IPluginLink
{
    public CallInvoker Invoker { get; } = new EndpointCallInvoker(lease, clock);

    public Task<LocalizedText> Gone { get; } = new TaskCompletionSource<LocalizedText>().Task;

    public int Questions => lease.Questions;

    public byte[] Challenge() => [];

    public bool IsProof(byte[] challenge, byte[] answer) => true;

    public Task<bool> StopAsync(TimeSpan grace) => lease.StopAsync(grace, clock);

    // A thread that hangs cannot be ended; it keeps its place and nothing else.
    public void Kill() => _ = lease.StopAsync(TimeSpan.Zero, clock);
}
