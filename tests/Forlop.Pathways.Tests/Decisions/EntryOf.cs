using Forlop.Contracts.V1;
using Google.Protobuf;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Which kind of entry a command makes.</summary>
internal static class EntryOf
{
    public static Payload Kind(IMessage request) => request switch
    {
        OpenPathwayRequest => Payload.PathwayOpened,
        RecordParticipationRequest => Payload.ParticipationRecorded,
        RecordConsentRequest => Payload.ConsentRecorded,
        RecordRefusalRequest => Payload.ConsentRefused,
        WithdrawConsentRequest => Payload.ConsentWithdrawn,
        StateBasisRequest => Payload.BasisStated,
        DecideStartRequest => Payload.StartDecided,
        DecideNotStartRequest => Payload.NotStartDecided,
        AddAreaRequest => Payload.AreaAdded,
        MarkAreaNotNeededRequest => Payload.AreaMarkedNotNeeded,
        SetPlanRequest => Payload.PlanSet,
        AssignCoordinatorRequest => Payload.CoordinatorAssigned,
        UpdateCircumstancesRequest => Payload.CircumstancesUpdated,
        SuspendPathwayRequest => Payload.PathwaySuspended,
        ResumePathwayRequest => Payload.PathwayResumed,
        DiscontinuePathwayRequest => Payload.PathwayDiscontinued,
        ProposeClosureRequest => Payload.ClosureProposed,
        ClosePathwayRequest => Payload.PathwayClosed,
        PlanMeetingRequest => Payload.MeetingPlanned,
        PostponeMeetingRequest => Payload.MeetingPostponed,
        CancelMeetingRequest => Payload.MeetingCancelled,
        CallMeetingRequest => Payload.MeetingCalled,
        RecordMeetingHeldRequest => Payload.MeetingHeld,
        PrepareReferralRequest => Payload.EngagementPrepared,
        ReleaseForSendingRequest => Payload.ReferralReleased,
        ConfirmSentRequest => Payload.ReferralSent,
        RecordReceiptRequest => Payload.ReferralReceived,
        RecordAnswerRequest => Payload.EngagementAnswered,
        RecordProgressRequest => Payload.EngagementProgressed,
        RecordReportRequest => Payload.ReportReceived,
        RecordAppointmentRequest => Payload.AppointmentRecorded,
        HandOverRequest => Payload.EngagementHandedOver,
        EndEngagementRequest => Payload.EngagementEnded,
        LogContactRequest => Payload.ContactLogged,
        _ => Payload.None,
    };
}
