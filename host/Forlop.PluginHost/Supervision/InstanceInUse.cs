namespace Forlop.PluginHost.Supervision;

/// <summary>An instance that calls go to, with its breaker and the calls that it has in hand. Its supervisor's lock guards it.</summary>
internal sealed class InstanceInUse(PluginInstance instance, Breaker breaker)
{
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool retired;

    public PluginInstance Instance => instance;

    public Breaker Breaker => breaker;

    public int InHand { get; private set; }

    /// <summary>It did not answer when it was asked last whether it can do its work.</summary>
    public bool IsSilent { get; set; }

    public void Enter() => InHand++;

    public void Leave()
    {
        if (--InHand == 0 && retired)
            drained.TrySetResult();
    }

    /// <summary>No call comes to it any more; completes when it has none in hand.</summary>
    public Task Retire()
    {
        retired = true;
        if (InHand == 0)
            drained.TrySetResult();
        return drained.Task;
    }
}
