namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    internal sealed class Node(TState state)
    {
        public TState State { get; } = state;

        public Node? Superstate { get; set; }

        public List<Node> Substates { get; } = [];

        public Node? InitialTarget { get; set; }

        public List<EntryAction> Entries { get; } = [];

        public List<Action<Transition>> Exits { get; } = [];

        public Dictionary<TTrigger, List<Behaviour>> Behaviours { get; } = [];

        public bool Is(TState other) => State.Equals(other);

        public IEnumerable<Node> SelfAndAncestors()
        {
            for (var node = this; node is not null; node = node.Superstate)
            {
                yield return node;
            }
        }

        public void Add(Behaviour behaviour)
        {
            if (!Behaviours.TryGetValue(behaviour.Trigger, out var list))
            {
                Behaviours.Add(behaviour.Trigger, list = []);
            }

            list.Add(behaviour);
        }

        public IEnumerable<TTrigger> Permitted(object[] args) =>
            Behaviours.Where(pair => pair.Value.Exists(behaviour => behaviour.Unmet(args).Length == 0)).Select(pair => pair.Key);

        /// <summary>A substate's own rule wins, but it cannot forbid what its superstate permits.</summary>
        public Found? Find(TTrigger trigger, object[] args)
        {
            var here = FindHere(trigger, args);
            if (here is { Unmet.Count: 0 })
            {
                return here;
            }

            var above = Superstate?.Find(trigger, args);
            return above is { Unmet.Count: 0 } ? above : here ?? above;
        }

        /// <summary>Innermost first, every state that does not also hold the destination.</summary>
        public void Leave(Transition transition)
        {
            foreach (var node in SelfAndAncestors().TakeWhile(node => !node.Includes(transition.Destination)))
            {
                node.ReactToExit(transition);
            }
        }

        /// <summary>Outermost first, every state that does not also hold the source.</summary>
        public void EnterFrom(Transition transition)
        {
            foreach (var node in SelfAndAncestors().TakeWhile(node => !node.Includes(transition.Source)).Reverse())
            {
                node.ReactToEntry(transition);
            }
        }

        public void ReactToEntry(Transition transition)
        {
            foreach (var entry in Entries.Where(entry => entry.FromAny || entry.From.Equals(transition.Trigger)))
            {
                entry.Action(transition);
            }
        }

        public void ReactToExit(Transition transition) => Exits.ForEach(exit => exit(transition));

        private bool Includes(TState other) => Is(other) || Substates.Exists(substate => substate.Includes(other));

        private Found? FindHere(TTrigger trigger, object[] args)
        {
            if (!Behaviours.TryGetValue(trigger, out var candidates))
            {
                return null;
            }

            var judged = candidates.ConvertAll(behaviour => new Found(behaviour, [.. behaviour.Unmet(args)]));
            var open = judged.FindAll(found => found.Unmet.Count == 0);
            return open.Count switch
            {
                0 => new Found(candidates[0], [.. judged.SelectMany(found => found.Unmet).Distinct()]),
                1 => open[0],
                _ => throw new InvalidOperationException(
                    $"State '{State}' permits {open.Count} transitions for trigger '{trigger}' at once. Its guards must exclude one another."),
            };
        }
    }
}
