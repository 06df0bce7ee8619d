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
    private Task? disposing;
    private bool stopped;
    private int inHand;

    public CancellationToken Stopping => stopping.Token;

    /// <summary>Calls that have not come back, also those that their callers have left.</summary>
    public int InHand
    {
        get
        {
            lock (gate)
                return inHand;
        }
    }

    /// <summary>What of it is under way although it was stopped; null when it is done, or was never stopped.</summary>
    public Remainder? Remains
    {
        get
        {
            lock (gate)
                return !stopped ? null : inHand > 0 ? Remainder.Call : disposing is { IsCompleted: false } ? Remainder.Disposal : null;
        }
    }

    /// <summary>It was stopped, and nothing of it is under way.</summary>
    public bool IsDone
    {
        get
        {
            lock (gate)
                return disposing is { IsCompleted: true } && inHand == 0;
        }
    }

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

    /// <summary>
    /// Ends the calls in hand, then disposes the endpoint; true when both were done within <paramref name="grace"/>. It is disposed all the
    /// same when a call hangs: its timers are its own to end.
    /// </summary>
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
        var finished = await IsDoneAsync(drained.Task, grace, clock);
        lock (gate)
        {
            disposing ??= Task.Run(async () =>
            {
                if (held is not null)
                    await held.DisposeAsync();
            });
            endpoint = null;
        }

        return await IsDoneAsync(disposing, grace, clock) && finished;
    }

    // It may hang or throw: the plugin is let go all the same, and whether it really went is proved by its context.
    private static async Task<bool> IsDoneAsync(Task task, TimeSpan grace, TimeProvider clock)
    {
        var waited = task.WaitAsync(grace, clock);
        await waited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waited.IsCompletedSuccessfully;
    }

    /// <summary>Why something of a plugin stays although it was stopped.</summary>
    internal enum Remainder
    {
        /// <summary>A call has not come back.</summary>
        Call,

        /// <summary>Its DisposeAsync has not.</summary>
        Disposal,
    }
}
