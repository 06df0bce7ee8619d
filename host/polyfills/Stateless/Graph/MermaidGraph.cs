using Stateless.Reflection;

namespace Stateless.Graph;

public static class MermaidGraph
{
    /// <summary>The same configuration gives the same text: lines follow the order of configuration, superstates first.</summary>
    public static string Format(StateMachineInfo machineInfo, MermaidGraphDirection? direction = null)
    {
        ArgumentNullException.ThrowIfNull(machineInfo);
        var states = SuperstatesFirst(machineInfo).ToList();
        var names = Names(states, machineInfo.InitialState);
        string[] lines =
        [
            "stateDiagram-v2",
            .. direction is { } chosen ? [$"\tdirection {Short(chosen)}"] : Array.Empty<string>(),
            .. states.Where(state => names[state] != state.ToString()).Select(state => $"\t{names[state]} : {state}"),
            .. states.Where(state => state.Substates.Any()).SelectMany(state => Cluster(state, names)),
            .. machineInfo.States.SelectMany(state => Arrows(state, names)),
            $"[*] --> {names[machineInfo.InitialState]}",
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<StateInfo> SuperstatesFirst(StateMachineInfo machine)
    {
        var nested = machine.States.Where(state => state.Superstate is null && state.Substates.Any()).SelectMany(WithSubstates);
        return nested.Concat(machine.States.Where(state => state.Superstate is null && !state.Substates.Any()));

        static IEnumerable<StateInfo> WithSubstates(StateInfo state) => state.Substates.SelectMany(WithSubstates).Prepend(state);
    }

    // Mermaid takes no blanks in the name of a state: such a state gets an alias, numbered where two would be alike.
    private static Dictionary<StateInfo, string> Names(List<StateInfo> states, StateInfo initial)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var names = new Dictionary<StateInfo, string>();
        foreach (var state in states.Contains(initial) ? states : states.Append(initial))
        {
            var plain = string.Concat(state.ToString().Where(letter => !char.IsWhiteSpace(letter)));
            var name = plain;
            for (var number = 1; !taken.Add(name); number++)
            {
                name = $"{plain}_{number}";
            }

            names.Add(state, name);
        }

        return names;
    }

    private static IEnumerable<string> Cluster(StateInfo state, Dictionary<StateInfo, string> names) =>
        [$"\tstate {names[state]} {{", .. state.Substates.Select(substate => $"\t\t{names[substate]}"), "\t}"];

    private static IEnumerable<string> Arrows(StateInfo state, Dictionary<StateInfo, string> names)
    {
        foreach (var fixedTransition in state.FixedTransitions)
        {
            yield return Arrow(fixedTransition, fixedTransition.DestinationState, Actions(fixedTransition, state));
        }

        foreach (var ignored in state.IgnoredTriggers)
        {
            yield return Arrow(ignored, state, []);
        }

        string Arrow(TransitionInfo transition, StateInfo destination, string[] actions)
        {
            var done = actions.Length > 0 ? " / " + string.Join(", ", actions) : "";
            var guards = string.Concat(transition.GuardConditionsMethodDescriptions.Select(guard => $" [{guard.Description}]"));
            return $"\t{names[state]} --> {names[destination]} : {transition.Trigger}{done}{guards}";
        }
    }

    // An arrow from elsewhere shows the actions of its own trigger; a reentry shows those of every entry.
    private static string[] Actions(FixedTransitionInfo transition, StateInfo source)
    {
        if (transition.IsInternalTransition)
        {
            return [];
        }

        var trigger = transition.DestinationState == source ? null : transition.Trigger.UnderlyingTrigger;
        return [.. transition.DestinationState.EntryActions.Where(entry => Equals(entry.FromTrigger, trigger)).Select(entry => entry.Description)];
    }

    private static string Short(MermaidGraphDirection direction) => direction switch
    {
        MermaidGraphDirection.TopToBottom => "TB",
        MermaidGraphDirection.BottomToTop => "BT",
        MermaidGraphDirection.LeftToRight => "LR",
        MermaidGraphDirection.RightToLeft => "RL",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "Not a direction of a Mermaid diagram."),
    };
}
