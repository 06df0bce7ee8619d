using Forlop.Contracts.V1;
using static Forlop.Pathways.Machines.EngagementTrigger;
using State = Forlop.Contracts.V1.EngagementState;

namespace Forlop.Pathways.Machines;

/// <summary>What can happen to an engagement.</summary>
public enum EngagementTrigger
{
    Release,
    ConfirmSent,
    RecordReceipt,
    Accept,
    Reject,
    Redirect,
    AskForMore,
    Begin,

    /// <summary>An appointment was kept: health has begun.</summary>
    Attend,

    /// <summary>An appointment was agreed, missed or cancelled: nothing moves.</summary>
    NoteAppointment,
    CompleteWithoutReport,
    Report,
    HandOver,
    End,
    CancelByConsent,
}

/// <summary>The engagement's table, one property per version.</summary>
public static class EngagementDefinition
{
    public const string ReceiptAssumed = "receipt-assumed";

    /// <summary>
    /// An answer or a report proves that the referral arrived, so both are permitted from SENT. Whether a referral may
    /// leave is no guard here: it depends on the basis that the release names.
    /// </summary>
    public static MachineDefinition<EngagementState, EngagementTrigger> V1 { get; } = new(
        Version: 1,
        Initial: State.Prepared,
        Substates: new Dictionary<EngagementState, EngagementState>(),
        Moves:
        [
            new(State.Prepared, Release, State.Released),
            new(State.Prepared, End, State.CancelledOther),

            new(State.Released, ConfirmSent, State.Sent),
            new(State.Released, End, State.CancelledOther),

            // Withdrawn before it left, it dies; what has left goes on, and a person decides.
            new(State.Released, CancelByConsent, State.CancelledByConsent),

            // It had left after all: what was sent is never forgotten.
            new(State.CancelledByConsent, ConfirmSent, State.Sent),

            .. Awaited(State.Sent),
            new(State.Sent, RecordReceipt, State.Received),
            new(State.Sent, AskForMore, State.MoreInfoRequested),

            .. Awaited(State.Received),

            // Only where the receipt was assumed: then somebody has confirmed it.
            new(State.Received, RecordReceipt, State.Received, ReceiptAssumed),
            new(State.Received, AskForMore, State.MoreInfoRequested),

            .. Awaited(State.MoreInfoRequested),
            new(State.MoreInfoRequested, AskForMore, State.MoreInfoRequested),

            // Health has what it asked for: its time to answer begins anew.
            new(State.MoreInfoRequested, RecordReceipt, State.Received),

            new(State.Accepted, Begin, State.InProgress),
            new(State.Accepted, Attend, State.InProgress),
            new(State.Accepted, NoteAppointment, State.Accepted),
            new(State.Accepted, CompleteWithoutReport, State.CompletedNoReport),
            new(State.Accepted, Report, State.ReportReceived),
            new(State.Accepted, End, State.Ended),

            new(State.InProgress, Attend, State.InProgress),
            new(State.InProgress, NoteAppointment, State.InProgress),
            new(State.InProgress, CompleteWithoutReport, State.CompletedNoReport),
            new(State.InProgress, Report, State.ReportReceived),
            new(State.InProgress, End, State.Ended),

            new(State.ReportReceived, Attend, State.ReportReceived),
            new(State.ReportReceived, NoteAppointment, State.ReportReceived),
            new(State.ReportReceived, HandOver, State.HandedOver),
            new(State.ReportReceived, End, State.Ended),
            new(State.CompletedNoReport, Report, State.ReportReceived),
            new(State.CompletedNoReport, HandOver, State.HandedOver),
            new(State.CompletedNoReport, End, State.Ended),

            // A rejection goes back to a person; the engagement ends when that person has found another way.
            new(State.Rejected, End, State.Ended),
            new(State.Redirected, End, State.Ended),
        ]);

    /// <summary>Nothing more is expected of the instance, and somebody else carries on where needed.</summary>
    public static bool IsSettled(EngagementState state) => state is State.HandedOver or State.Ended or State.CancelledByConsent or State.CancelledOther;

    /// <summary>It left, and nothing is settled yet: the instance holds what was sent.</summary>
    public static bool IsWithHealth(EngagementState state) => state is not (State.Indicated or State.Prepared or State.Released) && !IsSettled(state);

    private static IEnumerable<Move<EngagementState, EngagementTrigger>> Awaited(EngagementState from) =>
    [
        new(from, Accept, State.Accepted),
        new(from, Reject, State.Rejected),
        new(from, Redirect, State.Redirected),
        new(from, Attend, State.InProgress),
        new(from, NoteAppointment, from),
        new(from, Report, State.ReportReceived),
        new(from, End, State.Ended),
    ];
}
