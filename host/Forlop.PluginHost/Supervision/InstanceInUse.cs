namespace Forlop.PluginHost.Supervision;

/// <summary>An instance that calls go to, with its breaker and the calls that it has in hand. Its supervisor's lock guards it.</summary>
internal sealed class InstanceInUse(PluginInstance instance, Breaker breaker)
{
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int questions;
    private bool retired;

    public PluginInstance Instance => instance;

    public Breaker Breaker => breaker;

    /// <summary>Calls of those who use the plugin.</summary>
    public int InHand { get; private set; }

    /// <summary>It did not answer when it was asked last whether it can do its work.</summary>
    public bool IsSilent { get; private set; }

    public void Enter() => InHand++;

    public void Leave()
    {
        InHand--;
        NoteDrained();
    }

    /// <summary>The host's own question: its end waits for the answer, as for that of any call, and it takes nobody's place.</summary>
    public void Ask() => questions++;

    /// <param name="isSilent">It gave no answer.</param>
    public void Answered(bool isSilent)
    {
        IsSilent = isSilent;
        questions--;
        NoteDrained();
    }

    /// <summary>No call comes to it any more; completes when it has none in hand.</summary>
    public Task Retire()
    {
        retired = true;
        NoteDrained();
        return drained.Task;
    }

    private void NoteDrained()
    {
        if (retired && InHand + questions == 0)
            drained.TrySetResult();
    }
}
