using Stateless;

namespace Forlop.Polyfills.Tests.Stateless;

/// <summary>In which order things happen, and what stands when one of them throws.</summary>
public sealed class ActionTests
{
    private readonly StateMachine<State, Trigger> machine = new(State.A);
    private readonly List<string> seen = [];

    [Fact]
    public void An_exception_on_entry_leaves_the_new_state_set()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B);
        machine.Configure(State.B).OnEntry(() => throw new NotSupportedException());

        Assert.Throws<NotSupportedException>(() => machine.Fire(Trigger.X));

        Assert.Equal(State.B, machine.State);
    }

    [Fact]
    public void An_exception_on_exit_leaves_the_old_state_set()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B).OnExit(() => throw new NotSupportedException());

        Assert.Throws<NotSupportedException>(() => machine.Fire(Trigger.X));

        Assert.Equal(State.A, machine.State);
    }

    [Fact]
    public void A_machine_whose_action_threw_can_fire_again()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B);
        machine.Configure(State.B).Permit(Trigger.Y, State.C).OnEntry(() => throw new NotSupportedException());
        Assert.Throws<NotSupportedException>(() => machine.Fire(Trigger.X));

        machine.Fire(Trigger.Y);

        Assert.Equal(State.C, machine.State);
    }

    [Fact]
    public void Exit_comes_before_the_notice_entry_after_it_and_completion_last()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B).OnExit(() => Note("exit"));
        machine.Configure(State.B).OnEntry(() => Note("entry"));
        machine.OnTransitioned(transition => Note($"transitioned {transition.Source}>{transition.Destination}"));
        machine.OnTransitionCompleted(transition => Note($"completed {transition.Source}>{transition.Destination}"));

        machine.Fire(Trigger.X);

        Assert.Equal(["exit in A", "transitioned A>B in B", "entry in B", "completed A>B in B"], seen);
    }

    [Fact]
    public void A_trigger_fired_on_entry_waits_until_the_first_is_done()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B);
        machine.Configure(State.B).Permit(Trigger.Y, State.C).OnEntry(() =>
        {
            machine.Fire(Trigger.Y);
            Note("entry of B ends");
        });
        machine.Configure(State.C).OnEntry(() => Note("entry of C"));

        machine.Fire(Trigger.X);

        Assert.Equal(["entry of B ends in B", "entry of C in C"], seen);
    }

    [Fact]
    public void OnEntryFrom_acts_for_its_own_trigger_alone()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B).Permit(Trigger.Y, State.B);
        machine.Configure(State.B).Permit(Trigger.Z, State.A)
            .OnEntryFrom(Trigger.X, () => Note("from X")).OnEntryFrom(Trigger.Y, transition => Note($"from {transition.Trigger}"));

        machine.Fire(Trigger.Y);
        machine.Fire(Trigger.Z);
        machine.Fire(Trigger.X);

        Assert.Equal(["from Y in B", "from X in B"], seen);
    }

    [Fact]
    public void A_reentry_leaves_and_enters_the_state_itself_and_no_superstate()
    {
        Watch(State.A);
        Watch(State.C);
        machine.Configure(State.A).SubstateOf(State.C).PermitReentry(Trigger.X).OnEntry(transition => Note($"reentry {transition.IsReentry}"));

        machine.Fire(Trigger.X);

        Assert.Equal(["exit A in A", "entry A in A", "reentry True in A"], seen);
    }

    [Fact]
    public void A_reentry_of_the_superstate_leaves_the_substate_and_rests_in_the_superstate()
    {
        Watch(State.A);
        Watch(State.C);
        machine.Configure(State.A).SubstateOf(State.C);
        machine.Configure(State.C).PermitReentry(Trigger.X);

        machine.Fire(Trigger.X);

        Assert.Equal(["exit A", "exit C", "entry C"], seen.Select(note => note[..note.IndexOf(" in ", StringComparison.Ordinal)]));
        Assert.Equal(State.C, machine.State);
    }

    private void Watch(State state) => machine.Configure(state).OnEntry(() => Note($"entry {state}")).OnExit(() => Note($"exit {state}"));

    private void Note(string what) => seen.Add($"{what} in {machine.State}");
}
