using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    // What a state does about a trigger, provided that every guard holds.
    internal abstract record Behaviour(TTrigger Trigger, Guard[] Guards)
    {
        public string[] Unmet(object[] args) =>
            [.. Guards.Where(guard => !guard.Holds(args)).Select(guard => guard.Name.Description)];
    }

    internal sealed record Move(TTrigger Trigger, Guard[] Guards, TState Destination) : Behaviour(Trigger, Guards);

    internal sealed record Reentry(TTrigger Trigger, Guard[] Guards, TState Destination) : Behaviour(Trigger, Guards);

    internal sealed record Internal(TTrigger Trigger, Guard[] Guards, Action<Transition> Action) : Behaviour(Trigger, Guards);

    internal sealed record Ignored(TTrigger Trigger, Guard[] Guards) : Behaviour(Trigger, Guards);

    internal sealed record Found(Behaviour Behaviour, List<string> Unmet);

    internal sealed record EntryAction(bool FromAny, TTrigger From, Action<Transition> Action, InvocationInfo Name);

    internal sealed record Guard(Func<object[], bool> Holds, InvocationInfo Name)
    {
        public static Guard Of(Func<bool> guard, string? description)
        {
            ArgumentNullException.ThrowIfNull(guard);
            return new Guard(_ => guard(), InvocationInfo.Of(guard, description));
        }

        public static Guard[] AllOf(Tuple<Func<bool>, string>[] guards)
        {
            ArgumentNullException.ThrowIfNull(guards);
            return [.. guards.Select(guard => Of(guard.Item1, guard.Item2))];
        }
    }
}
