namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    public class Transition
    {
        internal Transition(TState source, TState destination, TTrigger trigger)
        {
            Source = source;
            Destination = destination;
            Trigger = trigger;
        }

        public TState Source { get; }

        public TState Destination { get; }

        public TTrigger Trigger { get; }

        public bool IsReentry => Source.Equals(Destination);
    }
}
