namespace Stateless.Reflection;

public class FixedTransitionInfo : TransitionInfo
{
    internal FixedTransitionInfo(TriggerInfo trigger, IEnumerable<InvocationInfo> guards, StateInfo destinationState, bool isInternal)
        : base(trigger, guards, isInternal) => DestinationState = destinationState;

    public StateInfo DestinationState { get; }
}
