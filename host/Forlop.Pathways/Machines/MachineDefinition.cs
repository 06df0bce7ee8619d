using System.Collections.Concurrent;
using Stateless;
using Stateless.Graph;

namespace Forlop.Pathways.Machines;

/// <summary>One permitted move. <paramref name="To"/> equal to <paramref name="From"/> permits the trigger without a move.</summary>
/// <param name="Guards">Names of what must hold; what each means is looked up when the machine is built.</param>
public sealed record Move<TState, TTrigger>(TState From, TTrigger Trigger, TState To, params IReadOnlyList<string> Guards)
    where TState : struct, Enum
    where TTrigger : struct, Enum;

/// <summary>
/// A machine as immutable data, one record per version for ever: a pathway stays on the version it began with. The
/// Stateless table, the diagram and the replay are all made from it.
/// </summary>
/// <param name="Substates">Which state is a phase of which.</param>
public sealed record MachineDefinition<TState, TTrigger>(
    int Version,
    TState Initial,
    IReadOnlyDictionary<TState, TState> Substates,
    IReadOnlyList<Move<TState, TTrigger>> Moves)
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    // What concerns each state, found once: a command asks of one state, and building the whole table costs far more.
    private readonly ConcurrentDictionary<TState, Move<TState, TTrigger>[]> concerning = new();

    /// <summary>A machine standing in <paramref name="current"/>, for one command: never shared, never kept, never fired.</summary>
    /// <param name="holds">Whether the named guard holds now.</param>
    public StateMachine<TState, TTrigger> Over(TState current, Func<string, bool> holds)
    {
        var machine = new StateMachine<TState, TTrigger>(current);
        if (Substates.TryGetValue(current, out var superstate))
        {
            machine.Configure(current).SubstateOf(superstate);
        }

        Configure(machine, Concerning(current), holds);
        return machine;
    }

    /// <summary>Where a recorded event leads. Guards were asked when it was decided; history is not asked again.</summary>
    public TState Next(TState current, TTrigger trigger)
    {
        var move = Array.Find(Concerning(current), candidate => EqualityComparer<TTrigger>.Default.Equals(candidate.Trigger, trigger))
            ?? throw new InvalidOperationException($"Definition {Version} permits no {trigger} in {current}: the history is not one of this definition.");
        return Stays(move) ? current : move.To;
    }

    /// <summary>Whether the table has the move, whatever its guards say.</summary>
    public bool Permits(TState current, TTrigger trigger) =>
        Array.Exists(Concerning(current), candidate => EqualityComparer<TTrigger>.Default.Equals(candidate.Trigger, trigger));

    /// <summary>The table as a Mermaid diagram.</summary>
    public string Diagram()
    {
        var machine = new StateMachine<TState, TTrigger>(Initial);
        foreach (var (state, superstate) in Substates)
        {
            machine.Configure(state).SubstateOf(superstate);
        }

        Configure(machine, Moves, _ => true);
        return MermaidGraph.Format(machine.GetInfo());
    }

    private Move<TState, TTrigger>[] Concerning(TState current) =>
        concerning.GetOrAdd(current, static (state, definition) => [.. definition.Moves.Where(move => definition.Concerns(move, state))], this);

    private static void Configure(StateMachine<TState, TTrigger> machine, IEnumerable<Move<TState, TTrigger>> moves, Func<string, bool> holds)
    {
        foreach (var move in moves)
        {
            var from = machine.Configure(move.From);
            Tuple<Func<bool>, string>[] guards = [.. move.Guards.Select(name => Tuple.Create<Func<bool>, string>(() => holds(name), name))];
            if (Stays(move))
            {
                // Ignored is Stateless' word for "accepted, and nothing moves".
                from.IgnoreIf(move.Trigger, guards);
            }
            else
            {
                from.PermitIf(move.Trigger, move.To, guards);
            }
        }
    }

    private bool Concerns(Move<TState, TTrigger> move, TState current) =>
        Same(move.From, current) || (Substates.TryGetValue(current, out var superstate) && Same(move.From, superstate));

    private static bool Stays(Move<TState, TTrigger> move) => Same(move.From, move.To);

    private static bool Same(TState left, TState right) => EqualityComparer<TState>.Default.Equals(left, right);
}
