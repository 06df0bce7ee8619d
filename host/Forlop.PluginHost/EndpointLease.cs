using Forlop.Plugins.Boundary;

namespace Forlop.PluginHost;

/// <summary>
/// The host's only hold on an endpoint. It limits how many calls are in hand (one that hangs keeps its place, so that it can
/// never cost more threads than this), and lets go for good when the plugin stops, whoever still keeps a client.
/// </summary>
internal sealed class EndpointLease(IPluginEndpoint endpoint, int most)
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPluginEndpoint? endpoint = endpoint;
    private bool stopped;
    private int inHand;

    public CancellationToken Stopping => stopping.Token;

    public IPluginEndpoint? TryEnter()
    {
        lock (gate)
        {
            if (stopped || inHand == most)
                return null;
            inHand++;
            return endpoint;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            inHand--;
            if (stopped && inHand == 0)
                drained.TrySetResult();
        }
    }

    /// <summary>Ends the calls in hand, then disposes the endpoint; true when both were done within <paramref name="grace"/>.</summary>
    public async Task<bool> StopAsync(TimeSpan grace, TimeProvider clock)
    {
        IPluginEndpoint? held;
        lock (gate)
        {
            stopped = true;
            held = endpoint;
            if (inHand == 0)
                drained.TrySetResult();
        }

        await stopping.CancelAsync();
        try
        {
            await drained.Task.WaitAsync(grace, clock);
            await Task.Run(() => held?.DisposeAsync().AsTask()).WaitAsync(grace, clock);
            return true;
        }
        catch (Exception)
        {
            // It hung or threw: the plugin is let go all the same, and whether it really went is proved by its context.
            return false;
        }
        finally
        {
            endpoint = null;
        }
    }
}
