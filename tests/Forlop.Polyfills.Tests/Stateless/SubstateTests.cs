using Stateless;

namespace Forlop.Polyfills.Tests.Stateless;

/// <summary>States within states: B and C lie within D; A lies outside.</summary>
public sealed class SubstateTests
{
    private readonly List<string> seen = [];

    [Fact]
    public void A_machine_in_a_substate_is_in_its_superstate_too()
    {
        var machine = Machine(State.B);

        Assert.True(machine.IsInState(State.D));
        Assert.True(machine.IsInState(State.B));
        Assert.False(machine.IsInState(State.C));
        Assert.False(Machine(State.D).IsInState(State.B));
    }

    [Fact]
    public void Entering_a_substate_enters_the_superstate_first_and_leaving_it_leaves_the_superstate_last()
    {
        var machine = Machine(State.A);
        machine.Configure(State.A).Permit(Trigger.X, State.B);
        machine.Configure(State.B).Permit(Trigger.Y, State.A);

        machine.Fire(Trigger.X);
        machine.Fire(Trigger.Y);

        Assert.Equal(["-A", "+D", "+B", "-B", "-D", "+A"], seen);
    }

    [Fact]
    public void Moving_between_substates_does_not_leave_their_superstate()
    {
        var machine = Machine(State.B);
        machine.Configure(State.B).Permit(Trigger.X, State.C);

        machine.Fire(Trigger.X);

        Assert.Equal(["-B", "+C"], seen);
    }

    [Fact]
    public void Moving_between_a_substate_and_its_superstate_neither_enters_nor_leaves_the_superstate()
    {
        var machine = Machine(State.B);
        machine.Configure(State.B).Permit(Trigger.X, State.D);
        machine.Configure(State.D).Permit(Trigger.Y, State.C);

        machine.Fire(Trigger.X);
        machine.Fire(Trigger.Y);

        Assert.Equal(["-B", "+C"], seen);
    }

    [Fact]
    public void A_transition_of_the_superstate_serves_the_substate()
    {
        var machine = Machine(State.B);
        machine.Configure(State.D).Permit(Trigger.X, State.A);

        machine.Fire(Trigger.X);

        Assert.Equal(State.A, machine.State);
        Assert.Equal(["-B", "-D", "+A"], seen);
    }

    [Fact]
    public void A_substate_overrides_its_superstate_but_cannot_forbid()
    {
        var machine = Machine(State.B);
        machine.Configure(State.D).Permit(Trigger.X, State.A).Permit(Trigger.Y, State.A);
        machine.Configure(State.B).Permit(Trigger.X, State.C).PermitIf(Trigger.Y, State.C, () => false);

        machine.Fire(Trigger.X);
        Assert.Equal(State.C, machine.State);

        var other = Machine(State.B);
        other.Configure(State.D).Permit(Trigger.Y, State.A);
        other.Configure(State.B).PermitIf(Trigger.Y, State.C, () => false);
        other.Fire(Trigger.Y);
        Assert.Equal(State.A, other.State);
    }

    [Fact]
    public void An_initial_transition_leads_on_into_the_substate()
    {
        var machine = Machine(State.A);
        machine.Configure(State.A).Permit(Trigger.X, State.D);
        machine.Configure(State.D).InitialTransition(State.B);

        machine.Fire(Trigger.X);

        Assert.Equal(State.B, machine.State);
        Assert.Equal(["-A", "+D", "+B"], seen);
    }

    [Fact]
    public void An_initial_transition_out_of_the_superstate_is_an_invalid_operation_when_it_is_taken()
    {
        var machine = Machine(State.B);
        machine.Configure(State.A).InitialTransition(State.C);
        machine.Configure(State.B).Permit(Trigger.X, State.A);

        Assert.Throws<InvalidOperationException>(() => machine.Fire(Trigger.X));
    }

    [Fact]
    public void A_state_has_one_initial_transition_and_not_to_itself()
    {
        var machine = Machine(State.A);
        machine.Configure(State.D).InitialTransition(State.B);

        Assert.Throws<InvalidOperationException>(() => machine.Configure(State.D).InitialTransition(State.C));
        Assert.Throws<ArgumentException>(() => machine.Configure(State.A).InitialTransition(State.A));
    }

    [Fact]
    public void A_state_cannot_lie_within_itself_by_any_way_round()
    {
        var machine = Machine(State.A);

        Assert.Throws<ArgumentException>(() => machine.Configure(State.A).SubstateOf(State.A));
        Assert.Throws<ArgumentException>(() => machine.Configure(State.D).SubstateOf(State.B));
    }

    private StateMachine<State, Trigger> Machine(State current)
    {
        var machine = new StateMachine<State, Trigger>(current);
        machine.Configure(State.B).SubstateOf(State.D);
        machine.Configure(State.C).SubstateOf(State.D);
        foreach (var state in Enum.GetValues<State>())
        {
            machine.Configure(state).OnEntry(() => seen.Add($"+{state}")).OnExit(() => seen.Add($"-{state}"));
        }

        return machine;
    }
}
