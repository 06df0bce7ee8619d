namespace Stateless.Reflection;

public abstract class TransitionInfo
{
    // A field, because it is one in the package.
    public IEnumerable<InvocationInfo> GuardConditionsMethodDescriptions;

    private protected TransitionInfo(TriggerInfo trigger, IEnumerable<InvocationInfo> guards, bool isInternal)
    {
        Trigger = trigger;
        GuardConditionsMethodDescriptions = guards;
        IsInternalTransition = isInternal;
    }

    public TriggerInfo Trigger { get; }

    public bool IsInternalTransition { get; }
}
