namespace Stateless.Reflection;

public class StateInfo
{
    internal StateInfo(object underlyingState) => UnderlyingState = underlyingState;

    public object UnderlyingState { get; }

    public StateInfo? Superstate { get; internal set; }

    public IEnumerable<StateInfo> Substates { get; internal set; } = [];

    public IEnumerable<FixedTransitionInfo> FixedTransitions { get; internal set; } = [];

    public IEnumerable<IgnoredTransitionInfo> IgnoredTriggers { get; internal set; } = [];

    /// <summary>For the diagram: which entry actions run, and from which trigger alone (null: from any).</summary>
    internal IReadOnlyList<(object? FromTrigger, string Description)> EntryActions { get; set; } = [];

    public override string ToString() => UnderlyingState.ToString() ?? "";
}
