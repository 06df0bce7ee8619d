using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    public class StateConfiguration
    {
        private readonly Node node;

        internal StateConfiguration(StateMachine<TState, TTrigger> machine, Node node)
        {
            Machine = machine;
            this.node = node;
        }

        public TState State => node.State;

        public StateMachine<TState, TTrigger> Machine { get; }

        public StateConfiguration Permit(TTrigger trigger, TState destinationState) =>
            With(new Move(trigger, [], Elsewhere(destinationState)));

        public StateConfiguration PermitIf(TTrigger trigger, TState destinationState, Func<bool> guard, string? guardDescription = null) =>
            With(new Move(trigger, [Guard.Of(guard, guardDescription)], Elsewhere(destinationState)));

        public StateConfiguration PermitIf(TTrigger trigger, TState destinationState, params Tuple<Func<bool>, string>[] guards) =>
            With(new Move(trigger, Guard.AllOf(guards), Elsewhere(destinationState)));

        public StateConfiguration PermitReentry(TTrigger trigger) => With(new Reentry(trigger, [], State));

        public StateConfiguration PermitReentryIf(TTrigger trigger, Func<bool> guard, string? guardDescription = null) =>
            With(new Reentry(trigger, [Guard.Of(guard, guardDescription)], State));

        public StateConfiguration PermitReentryIf(TTrigger trigger, params Tuple<Func<bool>, string>[] guards) =>
            With(new Reentry(trigger, Guard.AllOf(guards), State));

        public StateConfiguration Ignore(TTrigger trigger) => With(new Ignored(trigger, []));

        public StateConfiguration IgnoreIf(TTrigger trigger, Func<bool> guard, string? guardDescription = null) =>
            With(new Ignored(trigger, [Guard.Of(guard, guardDescription)]));

        public StateConfiguration IgnoreIf(TTrigger trigger, params Tuple<Func<bool>, string>[] guards) =>
            With(new Ignored(trigger, Guard.AllOf(guards)));

        public StateConfiguration InternalTransition(TTrigger trigger, Action internalAction) =>
            With(new Internal(trigger, [], Blind(internalAction)));

        public StateConfiguration InternalTransition(TTrigger trigger, Action<Transition> entryAction)
        {
            ArgumentNullException.ThrowIfNull(entryAction);
            return With(new Internal(trigger, [], entryAction));
        }

        public StateConfiguration InternalTransitionIf(
            TTrigger trigger, Func<object[], bool> guard, Action internalAction, string? guardDescription = null)
        {
            ArgumentNullException.ThrowIfNull(guard);
            return With(new Internal(trigger, [new Guard(guard, InvocationInfo.Of(guard, guardDescription))], Blind(internalAction)));
        }

        public StateConfiguration OnEntry(Action entryAction, string? entryActionDescription = null) =>
            Entering(any: true, default!, Blind(entryAction), InvocationInfo.Of(entryAction, entryActionDescription));

        public StateConfiguration OnEntry(Action<Transition> entryAction, string? entryActionDescription = null) =>
            Entering(any: true, default!, entryAction, InvocationInfo.Of(entryAction, entryActionDescription));

        public StateConfiguration OnEntryFrom(TTrigger trigger, Action entryAction, string? entryActionDescription = null) =>
            Entering(any: false, trigger, Blind(entryAction), InvocationInfo.Of(entryAction, entryActionDescription));

        public StateConfiguration OnEntryFrom(TTrigger trigger, Action<Transition> entryAction, string? entryActionDescription = null) =>
            Entering(any: false, trigger, entryAction, InvocationInfo.Of(entryAction, entryActionDescription));

        public StateConfiguration OnExit(Action exitAction, string? exitActionDescription = null) =>
            OnExit(Blind(exitAction), exitActionDescription);

        public StateConfiguration OnExit(Action<Transition> exitAction, string? exitActionDescription = null)
        {
            ArgumentNullException.ThrowIfNull(exitAction);
            node.Exits.Add(exitAction);
            return this;
        }

        public StateConfiguration SubstateOf(TState superstate)
        {
            var above = Machine.NodeOf(superstate);
            if (above.SelfAndAncestors().Contains(node))
            {
                throw new ArgumentException($"State '{superstate}' lies within '{State}' and cannot hold it.", nameof(superstate));
            }

            node.Superstate = above;
            above.Substates.Add(node);
            return this;
        }

        public StateConfiguration InitialTransition(TState targetState)
        {
            if (node.InitialTarget is { } present)
            {
                throw new InvalidOperationException($"State '{State}' already has an initial transition, to '{present.State}'.");
            }

            node.InitialTarget = Machine.NodeOf(Elsewhere(targetState));
            return this;
        }

        private static Action<Transition> Blind(Action action)
        {
            ArgumentNullException.ThrowIfNull(action);
            return _ => action();
        }

        private StateConfiguration Entering(bool any, TTrigger trigger, Action<Transition> action, InvocationInfo name)
        {
            ArgumentNullException.ThrowIfNull(action);
            node.Entries.Add(new EntryAction(any, trigger, action, name));
            return this;
        }

        // A move to oneself would neither exit nor enter; whoever wants that says reentry, internal or ignore.
        private TState Elsewhere(TState destination) => node.Is(destination)
            ? throw new ArgumentException(
                $"A transition of state '{State}' cannot lead to itself. Use PermitReentry, InternalTransition or Ignore.", nameof(destination))
            : destination;

        private StateConfiguration With(Behaviour behaviour)
        {
            node.Add(behaviour);
            return this;
        }
    }
}
