using Forlop.Plugins.Boundary;

namespace Forlop.PluginHost;

/// <summary>
/// The host's only hold on an endpoint. It limits how many calls are in hand (one that hangs keeps its place, so that it can
/// never cost more threads than this), and lets go for good when the plugin stops, whoever still keeps a client. What the host asks
/// of the plugin itself has places of its own: whoever has its hands full of work is well, and its callers lose nothing by a question.
/// </summary>
internal sealed class EndpointLease(IPluginEndpoint endpoint, int most)
{
    // Describe, while the Check of the start and that of a round hang; after those there is no other.
    private const int MostQuestions = 3;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPluginEndpoint? endpoint = endpoint;
    private Task? disposing;
    private bool stopped;
    private int inHand;
    private int questions;

    public CancellationToken Stopping => stopping.Token;

    /// <summary>The host's own questions that have not come back, also those that it waits for no more.</summary>
    public int Questions
    {
        get
        {
            lock (gate)
                return questions;
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

    /// <param name="asks">It is the host's own question; the same word goes to <see cref="Leave"/>.</param>
    public IPluginEndpoint? TryEnter(bool asks)
    {
        lock (gate)
        {
            if (stopped || (asks ? questions == MostQuestions : inHand - questions == most))
                return null;
            inHand++;
            questions += asks ? 1 : 0;
            return endpoint;
        }
    }

    public void Leave(bool asks)
    {
        lock (gate)
        {
            inHand--;
            questions -= asks ? 1 : 0;
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
