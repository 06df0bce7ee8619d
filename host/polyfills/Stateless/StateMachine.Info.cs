using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    /// <summary>States come in the order in which the configuration first named them, then those that are only destinations.</summary>
    public StateMachineInfo GetInfo()
    {
        var destinations = nodes.Values.SelectMany(node => node.Behaviours.Values).SelectMany(list => list).OfType<Move>()
            .Select(move => move.Destination);
        var infos = nodes.Keys.Concat(destinations).Distinct().ToDictionary(state => state, state => new StateInfo(state));
        foreach (var node in nodes.Values)
        {
            Describe(node, infos);
        }

        return new StateMachineInfo(
            [.. infos.Values], typeof(TState), typeof(TTrigger), infos.GetValueOrDefault(initial) ?? new StateInfo(initial));
    }

    private static void Describe(Node node, Dictionary<TState, StateInfo> infos)
    {
        var info = infos[node.State];
        var behaviours = node.Behaviours.Values.SelectMany(list => list).ToList();
        info.Superstate = node.Superstate is { } above ? infos[above.State] : null;
        info.Substates = [.. node.Substates.Select(substate => infos[substate.State])];
        info.EntryActions = [.. node.Entries.Select(entry => (entry.FromAny ? null : (object?)entry.From, entry.Name.Description))];
        info.IgnoredTriggers =
            [.. behaviours.OfType<Ignored>().Select(ignored => new IgnoredTransitionInfo(new TriggerInfo(ignored.Trigger), Names(ignored)))];
        info.FixedTransitions = [.. behaviours.Where(behaviour => behaviour is not Ignored).Select(behaviour => Transition(behaviour, node, infos))];

        static FixedTransitionInfo Transition(Behaviour behaviour, Node node, Dictionary<TState, StateInfo> infos) => new(
            new TriggerInfo(behaviour.Trigger),
            Names(behaviour),
            infos[behaviour is Move move ? move.Destination : node.State],
            behaviour is Internal);

        static InvocationInfo[] Names(Behaviour behaviour) => [.. behaviour.Guards.Select(guard => guard.Name)];
    }
}
