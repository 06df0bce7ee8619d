using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using static Forlop.Contracts.V1.EngagementState;
using static Forlop.Pathways.Machines.EngagementTrigger;

namespace Forlop.Pathways.Tests.Machines;

/// <summary>The engagement's table, written out a second time so that a slipped move is seen.</summary>
public sealed class EngagementTableTests
{
    private static readonly Dictionary<(EngagementState From, EngagementTrigger Trigger), EngagementState> Expected = new()
    {
        [(Prepared, Release)] = Released,
        [(Prepared, End)] = CancelledOther,
        [(Released, ConfirmSent)] = Sent,
        [(Released, End)] = CancelledOther,
        [(Released, CancelByConsent)] = EngagementState.CancelledByConsent,
        [(EngagementState.CancelledByConsent, ConfirmSent)] = Sent,

        [(Sent, RecordReceipt)] = Received,
        [(Sent, Accept)] = Accepted,
        [(Sent, Reject)] = Rejected,
        [(Sent, Redirect)] = Redirected,
        [(Sent, AskForMore)] = MoreInfoRequested,
        [(Sent, Report)] = EngagementState.ReportReceived,
        [(Sent, End)] = Ended,

        [(Sent, Attend)] = InProgress,
        [(Sent, NoteAppointment)] = Sent,
        [(Received, Attend)] = InProgress,
        [(Received, NoteAppointment)] = Received,
        [(MoreInfoRequested, Attend)] = InProgress,
        [(MoreInfoRequested, NoteAppointment)] = MoreInfoRequested,
        [(Accepted, Attend)] = InProgress,
        [(Accepted, NoteAppointment)] = Accepted,
        [(InProgress, Attend)] = InProgress,
        [(InProgress, NoteAppointment)] = InProgress,
        [(EngagementState.ReportReceived, Attend)] = EngagementState.ReportReceived,
        [(EngagementState.ReportReceived, NoteAppointment)] = EngagementState.ReportReceived,

        // Only where the receipt was assumed.
        [(Received, RecordReceipt)] = Received,
        [(Received, Accept)] = Accepted,
        [(Received, Reject)] = Rejected,
        [(Received, Redirect)] = Redirected,
        [(Received, AskForMore)] = MoreInfoRequested,
        [(Received, Report)] = EngagementState.ReportReceived,
        [(Received, End)] = Ended,

        [(MoreInfoRequested, RecordReceipt)] = Received,
        [(MoreInfoRequested, Accept)] = Accepted,
        [(MoreInfoRequested, Reject)] = Rejected,
        [(MoreInfoRequested, Redirect)] = Redirected,
        [(MoreInfoRequested, AskForMore)] = MoreInfoRequested,
        [(MoreInfoRequested, Report)] = EngagementState.ReportReceived,
        [(MoreInfoRequested, End)] = Ended,

        [(Accepted, Begin)] = InProgress,
        [(Accepted, CompleteWithoutReport)] = CompletedNoReport,
        [(Accepted, Report)] = EngagementState.ReportReceived,
        [(Accepted, End)] = Ended,
        [(InProgress, CompleteWithoutReport)] = CompletedNoReport,
        [(InProgress, Report)] = EngagementState.ReportReceived,
        [(InProgress, End)] = Ended,

        [(EngagementState.ReportReceived, HandOver)] = HandedOver,
        [(EngagementState.ReportReceived, End)] = Ended,
        [(CompletedNoReport, Report)] = EngagementState.ReportReceived,
        [(CompletedNoReport, HandOver)] = HandedOver,
        [(CompletedNoReport, End)] = Ended,
        [(Rejected, End)] = Ended,
        [(Redirected, End)] = Ended,
    };

    public static TheoryData<EngagementState, EngagementTrigger> EveryPair()
    {
        var pairs = new TheoryData<EngagementState, EngagementTrigger>();
        foreach (var state in Enum.GetValues<EngagementState>())
        {
            foreach (var trigger in Enum.GetValues<EngagementTrigger>())
            {
                pairs.Add(state, trigger);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_trigger_leads_where_it_should_in_the_machine_and_in_the_replay_alike(EngagementState state, EngagementTrigger trigger)
    {
        var machine = EngagementDefinition.V1.Over(state, _ => true);
        if (!Expected.TryGetValue((state, trigger), out var to))
        {
            Assert.False(machine.CanFire(trigger));
            Assert.Throws<InvalidOperationException>(() => EngagementDefinition.V1.Next(state, trigger));
            return;
        }

        Assert.True(machine.CanFire(trigger));
        machine.Fire(trigger);
        Assert.Equal(to, machine.State);
        Assert.Equal(to, EngagementDefinition.V1.Next(state, trigger));
    }

    [Fact]
    public void What_is_settled_permits_nothing_but_that_it_had_left_and_everything_else_that_is_reached_can_be_settled()
    {
        var settled = Enum.GetValues<EngagementState>().Where(EngagementDefinition.IsSettled).ToList();

        Assert.Equal([HandedOver, Ended, CancelledByConsent, CancelledOther], settled);
        Assert.Equal(
            [(EngagementState.CancelledByConsent, ConfirmSent)], // it had left after all
            settled.SelectMany(state => Enum.GetValues<EngagementTrigger>().Where(EngagementDefinition.V1.Over(state, _ => true).CanFire).Select(trigger => (state, trigger))));
        Assert.All(
            Expected.Values.Append(EngagementDefinition.V1.Initial).Distinct().Except(settled),
            state => Assert.True(EngagementDefinition.IsSettled(EngagementDefinition.V1.Next(state, End))));
    }
}
