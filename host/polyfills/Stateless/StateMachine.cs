using System.Globalization;

namespace Stateless;

/// <summary>Stand-in for Stateless' machine: the members that Forløp uses, with the documented behaviour and no others.</summary>
public partial class StateMachine<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Func<TState> read;
    private readonly Action<TState> write;
    private readonly TState initial;
    private readonly Dictionary<TState, Node> nodes = [];
    private readonly Queue<TTrigger> waiting = [];
    private Action<Transition>? transitioned;
    private Action<Transition>? completed;
    private Action<TState, TTrigger, ICollection<string>?> unhandled = Refuse;
    private bool firing;

    public StateMachine(TState initialState)
    {
        var held = initialState;
        read = () => held;
        write = state => held = state;
        initial = initialState;
    }

    public StateMachine(Func<TState> stateAccessor, Action<TState> stateMutator)
    {
        ArgumentNullException.ThrowIfNull(stateAccessor);
        ArgumentNullException.ThrowIfNull(stateMutator);
        read = stateAccessor;
        write = stateMutator;
        initial = stateAccessor();
    }

    public TState State
    {
        get => read();
        private set => write(value);
    }

    public StateConfiguration Configure(TState state) => new(this, NodeOf(state));

    public bool IsInState(TState state) => NodeOf(State).SelfAndAncestors().Any(node => node.Is(state));

    public bool CanFire(TTrigger trigger) => NodeOf(State).Find(trigger, []) is { Unmet.Count: 0 };

    /// <param name="trigger">The trigger asked about.</param>
    /// <param name="unmetGuards">Null when nothing is configured for the trigger here, empty when it can be fired.</param>
    public bool CanFire(TTrigger trigger, out ICollection<string>? unmetGuards)
    {
        unmetGuards = NodeOf(State).Find(trigger, [])?.Unmet;
        return unmetGuards is { Count: 0 };
    }

    public Task<IEnumerable<TTrigger>> GetPermittedTriggersAsync(params object[] args) => Task.FromResult<IEnumerable<TTrigger>>(Permitted(args));

    public void OnTransitioned(Action<Transition> onTransitionAction)
    {
        ArgumentNullException.ThrowIfNull(onTransitionAction);
        transitioned += onTransitionAction;
    }

    public void OnTransitionCompleted(Action<Transition> onTransitionAction)
    {
        ArgumentNullException.ThrowIfNull(onTransitionAction);
        completed += onTransitionAction;
    }

    public void OnUnhandledTrigger(Action<TState, TTrigger> unhandledTriggerAction)
    {
        ArgumentNullException.ThrowIfNull(unhandledTriggerAction);
        unhandled = (state, trigger, _) => unhandledTriggerAction(state, trigger);
    }

    public void OnUnhandledTrigger(Action<TState, TTrigger, ICollection<string>?> unhandledTriggerAction)
    {
        ArgumentNullException.ThrowIfNull(unhandledTriggerAction);
        unhandled = unhandledTriggerAction;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"StateMachine {{ State = {State}, PermittedTriggers = {{ {string.Join(", ", Permitted([]))} }}}}");

    private static void Refuse(TState state, TTrigger trigger, ICollection<string>? unmet) => throw new InvalidOperationException(
        unmet is { Count: > 0 }
            ? $"Trigger '{trigger}' would leave state '{state}', but these guards do not hold: {string.Join(", ", unmet)}."
            : $"State '{state}' permits no transition for trigger '{trigger}'. Permit it, or ignore it.");

    private TTrigger[] Permitted(object[] args) =>
        [.. NodeOf(State).SelfAndAncestors().SelectMany(node => node.Permitted(args)).Distinct()];

    private Node NodeOf(TState state)
    {
        if (!nodes.TryGetValue(state, out var node))
        {
            nodes.Add(state, node = new Node(state));
        }

        return node;
    }
}
