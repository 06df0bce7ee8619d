using Stateless;
using Stateless.Graph;

namespace Forlop.Polyfills.Tests.Stateless;

public sealed class MermaidGraphTests
{
    [Fact]
    public void A_diagram_holds_superstates_then_transitions_in_order_of_configuration_then_the_initial_state()
    {
        var machine = new StateMachine<State, Trigger>(State.A);
        machine.Configure(State.A).PermitIf(Trigger.X, State.B, () => true, "consent").Permit(Trigger.Y, State.C).Ignore(Trigger.Z);
        machine.Configure(State.B).SubstateOf(State.D);
        machine.Configure(State.C).SubstateOf(State.D).PermitIf(Trigger.X, State.B, Always).PermitIf(Trigger.Y, State.A, () => true);

        Assert.Equal(
            Lines(
                "stateDiagram-v2",
                "\tstate D {",
                "\t\tB",
                "\t\tC",
                "\t}",
                "\tA --> B : X [consent]",
                "\tA --> C : Y",
                "\tA --> A : Z",
                "\tC --> B : X [Always]",
                "\tC --> A : Y [Function]",
                "[*] --> A"),
            MermaidGraph.Format(machine.GetInfo()));
    }

    [Fact]
    public void A_diagram_of_a_machine_without_transitions_is_its_initial_state() =>
        Assert.Equal(Lines("stateDiagram-v2", "[*] --> A"), MermaidGraph.Format(new StateMachine<State, Trigger>(State.A).GetInfo()));

    [Fact]
    public void An_arrow_names_the_entry_actions_of_its_trigger_and_the_direction_is_said_on_top()
    {
        var machine = new StateMachine<State, Trigger>(State.A);
        machine.Configure(State.A).Permit(Trigger.X, State.B).Permit(Trigger.Y, State.B);
        machine.Configure(State.B).OnEntryFrom(Trigger.X, () => { }, "file it").OnEntry(() => { }, "always");

        Assert.Equal(
            Lines("stateDiagram-v2", "\tdirection LR", "\tA --> B : X / file it", "\tA --> B : Y", "[*] --> A"),
            MermaidGraph.Format(machine.GetInfo(), MermaidGraphDirection.LeftToRight));
    }

    [Fact]
    public void States_with_blanks_in_their_names_get_an_alias()
    {
        var machine = new StateMachine<string, Trigger>("on hold");
        machine.Configure("on hold").Permit(Trigger.X, "onhold");

        Assert.Equal(
            Lines("stateDiagram-v2", "\tonhold : on hold", "\tonhold_1 : onhold", "\tonhold --> onhold_1 : X", "[*] --> onhold"),
            MermaidGraph.Format(machine.GetInfo()));
    }

    private static bool Always() => true;

    private static string Lines(params string[] lines) => string.Join(Environment.NewLine, lines);
}
