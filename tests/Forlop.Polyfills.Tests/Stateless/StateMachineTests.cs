using Stateless;

namespace Forlop.Polyfills.Tests.Stateless;

/// <summary>What Stateless and its stand-in must both do. Texts of exceptions are not pinned, except that guards are named.</summary>
public sealed class StateMachineTests
{
    private readonly StateMachine<State, Trigger> machine = new(State.A);

    [Fact]
    public void A_permitted_trigger_moves_the_machine()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B);

        machine.Fire(Trigger.X);

        Assert.Equal(State.B, machine.State);
    }

    [Fact]
    public void State_kept_outside_is_read_and_written_there()
    {
        var kept = State.A;
        var outside = new StateMachine<State, Trigger>(() => kept, state => kept = state);
        outside.Configure(State.A).Permit(Trigger.X, State.B);
        outside.Configure(State.B).Permit(Trigger.X, State.C);

        outside.Fire(Trigger.X);
        Assert.Equal(State.B, kept);

        kept = State.A;
        Assert.Equal(State.A, outside.State);
    }

    [Fact]
    public void A_trigger_that_nothing_permits_is_an_invalid_operation_and_changes_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => machine.Fire(Trigger.X));
        Assert.Equal(State.A, machine.State);
    }

    [Fact]
    public void Guards_that_do_not_hold_are_named_in_the_refusal()
    {
        machine.Configure(State.A).PermitIf(
            Trigger.X, State.B, Tuple.Create(() => false, "consent"), Tuple.Create(() => true, "plan"), Tuple.Create(() => false, "coordinator"));

        var refusal = Assert.Throws<InvalidOperationException>(() => machine.Fire(Trigger.X));

        Assert.Contains("consent", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("coordinator", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("plan", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guards_choose_between_two_destinations()
    {
        machine.Configure(State.A).PermitIf(Trigger.X, State.B, () => false).PermitIf(Trigger.X, State.C, () => true);

        machine.Fire(Trigger.X);

        Assert.Equal(State.C, machine.State);
    }

    [Fact]
    public void Two_transitions_permitted_at_once_are_an_invalid_operation()
    {
        machine.Configure(State.A).PermitIf(Trigger.X, State.B, () => true).PermitIf(Trigger.X, State.C, () => true);

        Assert.Throws<InvalidOperationException>(() => machine.Fire(Trigger.X));
        Assert.Equal(State.A, machine.State);
    }

    [Fact]
    public void Permitting_a_transition_to_the_state_itself_is_refused_at_configuration() =>
        Assert.Throws<ArgumentException>(() => machine.Configure(State.A).Permit(Trigger.X, State.A));

    [Fact]
    public void An_ignored_trigger_runs_no_action_and_moves_nothing()
    {
        var acted = false;
        machine.Configure(State.A).Ignore(Trigger.X).OnExit(() => acted = true).OnEntry(() => acted = true);

        machine.Fire(Trigger.X);

        Assert.False(acted);
        Assert.Equal(State.A, machine.State);
    }

    [Fact]
    public void A_trigger_ignored_only_under_a_guard_that_does_not_hold_is_refused()
    {
        machine.Configure(State.A).IgnoreIf(Trigger.X, () => false, "quiet");

        var refusal = Assert.Throws<InvalidOperationException>(() => machine.Fire(Trigger.X));

        Assert.Contains("quiet", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_internal_transition_acts_without_exit_or_entry()
    {
        var seen = new List<string>();
        machine.Configure(State.A).OnEntry(() => seen.Add("entry")).OnExit(() => seen.Add("exit"))
            .InternalTransition(Trigger.X, () => seen.Add("inside"))
            .InternalTransitionIf(Trigger.Y, _ => false, () => seen.Add("never"));

        machine.Fire(Trigger.X);

        Assert.Equal(["inside"], seen);
        Assert.Throws<InvalidOperationException>(() => machine.Fire(Trigger.Y));
    }

    [Fact]
    public void CanFire_tells_an_unknown_trigger_from_a_guarded_one()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B).PermitIf(Trigger.Y, State.B, () => false, "consent");

        Assert.True(machine.CanFire(Trigger.X, out var none));
        Assert.Empty(none!);
        Assert.False(machine.CanFire(Trigger.Y, out var unmet));
        Assert.Equal(["consent"], unmet);
        Assert.False(machine.CanFire(Trigger.Z, out var unknown));
        Assert.Null(unknown);
        Assert.True(machine.CanFire(Trigger.X));
        Assert.False(machine.CanFire(Trigger.Y));
    }

    [Fact]
    public async Task Permitted_triggers_are_those_that_would_not_be_refused_superstates_included()
    {
        machine.Configure(State.A).SubstateOf(State.C).Permit(Trigger.X, State.B).PermitIf(Trigger.Y, State.B, () => false);
        machine.Configure(State.C).Permit(Trigger.X, State.B).Ignore(Trigger.Z);

        var permitted = await machine.GetPermittedTriggersAsync();

        Assert.Equal([Trigger.X, Trigger.Z], permitted.Order());
    }

    [Fact]
    public void An_unhandled_trigger_goes_to_the_callback_with_the_unmet_guards()
    {
        var calls = new List<string>();
        machine.Configure(State.A).PermitIf(Trigger.Y, State.B, () => false, "consent");
        machine.OnUnhandledTrigger((state, trigger, unmet) => calls.Add($"{state} {trigger} {string.Join(',', unmet ?? [])}"));

        machine.Fire(Trigger.X);
        machine.Fire(Trigger.Y);

        Assert.Equal(["A X ", "A Y consent"], calls);
    }

    [Fact]
    public void The_text_of_a_machine_names_its_state_and_what_it_permits()
    {
        machine.Configure(State.A).Permit(Trigger.X, State.B);

        Assert.Equal("StateMachine { State = A, PermittedTriggers = { X }}", machine.ToString());
    }
}
