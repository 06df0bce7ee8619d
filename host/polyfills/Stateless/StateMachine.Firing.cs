namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    /// <summary>
    /// A trigger fired from within an action waits until the running one is done, then takes its turn. When an action throws, what
    /// waits keeps waiting for the next call.
    /// </summary>
    public void Fire(TTrigger trigger)
    {
        waiting.Enqueue(trigger);
        if (firing)
        {
            return;
        }

        firing = true;
        try
        {
            while (waiting.TryDequeue(out var next))
            {
                FireOne(next);
            }
        }
        finally
        {
            firing = false;
        }
    }

    private void FireOne(TTrigger trigger)
    {
        var source = NodeOf(State);
        var found = source.Find(trigger, []);
        if (found is not { Unmet.Count: 0 })
        {
            unhandled(source.State, trigger, found?.Unmet);
            return;
        }

        switch (found.Behaviour)
        {
            case Move move:
                MoveTo(NodeOf(move.Destination), source, trigger);
                break;
            case Reentry reentry:
                Reenter(NodeOf(reentry.Destination), source, trigger);
                break;
            case Internal stay:
                stay.Action(new Transition(source.State, source.State, trigger));
                break;
            default: // Ignored: that nothing happens is the behaviour.
                break;
        }
    }

    // The state changes between the exit and the entry actions: when an entry action throws, the machine is in the new state.
    private void MoveTo(Node destination, Node source, TTrigger trigger)
    {
        var transition = new Transition(source.State, destination.State, trigger);
        source.Leave(transition);
        State = destination.State;
        transitioned?.Invoke(transition);
        destination.EnterFrom(transition);
        var rest = Descend(destination, transition);
        if (rest != destination)
        {
            State = rest.State;
        }

        completed?.Invoke(new Transition(source.State, rest.State, trigger));
    }

    // Fired from a substate, a reentry of its superstate leaves the substate first and comes to rest in the superstate.
    private void Reenter(Node destination, Node source, TTrigger trigger)
    {
        var transition = new Transition(destination.State, destination.State, trigger);
        if (source != destination)
        {
            source.Leave(new Transition(source.State, destination.State, trigger));
        }

        destination.ReactToExit(transition);
        transitioned?.Invoke(transition);
        destination.ReactToEntry(transition);
        var rest = Descend(destination, transition);
        completed?.Invoke(transition);
        State = rest.State;
    }

    private Node Descend(Node node, Transition transition)
    {
        while (node.InitialTarget is { } target)
        {
            if (target.Superstate != node)
            {
                throw new InvalidOperationException(
                    $"The initial transition of state '{node.State}' leads to '{target.State}', which is not one of its substates.");
            }

            transitioned?.Invoke(new Transition(node.State, target.State, transition.Trigger));
            target.ReactToEntry(new Transition(transition.Source, target.State, transition.Trigger));
            node = target;
        }

        return node;
    }
}
