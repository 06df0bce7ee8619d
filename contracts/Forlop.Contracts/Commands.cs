namespace Forlop.Contracts.V1;

/// <summary>What every command on an existing pathway carries, so that client and host can treat commands alike.</summary>
public interface IPathwayCommand : Google.Protobuf.IMessage
{
    /// <summary>The pathway, a UUID.</summary>
    string PathwayId { get; set; }

    /// <summary>The caller's UUID, the same for every repeat.</summary>
    string RequestId { get; set; }

    /// <summary>Whether <see cref="ExpectedVersion"/> was set.</summary>
    bool HasExpectedVersion { get; }

    /// <summary>The version that the caller decided on.</summary>
    long ExpectedVersion { get; set; }

    /// <summary>The day on which it happened, <c>YYYY-MM-DD</c>.</summary>
    string OccurredOn { get; set; }

    /// <summary>Who says so.</summary>
    Source Source { get; set; }
}

/// <summary>What every command answers.</summary>
public interface ICommandResponse : Google.Protobuf.IMessage
{
    /// <summary>The receipt.</summary>
    Receipt Receipt { get; set; }
}

public partial class RecordParticipationRequest : IPathwayCommand;

public partial class DecideStartRequest : IPathwayCommand;

public partial class DecideNotStartRequest : IPathwayCommand;

public partial class ProposeClosureRequest : IPathwayCommand;

public partial class ClosePathwayRequest : IPathwayCommand;

public partial class RecordConsentRequest : IPathwayCommand;

public partial class WithdrawConsentRequest : IPathwayCommand;

public partial class CallMeetingRequest : IPathwayCommand;

public partial class RecordMeetingHeldRequest : IPathwayCommand;

public partial class PrepareReferralRequest : IPathwayCommand;

public partial class ReleaseForSendingRequest : IPathwayCommand;

public partial class ConfirmSentRequest : IPathwayCommand;

public partial class RecordReceiptRequest : IPathwayCommand;

public partial class RecordAnswerRequest : IPathwayCommand;

public partial class RecordProgressRequest : IPathwayCommand;

public partial class RecordReportRequest : IPathwayCommand;

public partial class HandOverRequest : IPathwayCommand;

public partial class EndEngagementRequest : IPathwayCommand;

public partial class AddAreaRequest : IPathwayCommand;

public partial class SetPlanRequest : IPathwayCommand;

public partial class AssignCoordinatorRequest : IPathwayCommand;

public partial class UpdateCircumstancesRequest : IPathwayCommand;

public partial class SuspendPathwayRequest : IPathwayCommand;

public partial class ResumePathwayRequest : IPathwayCommand;

public partial class DiscontinuePathwayRequest : IPathwayCommand;

public partial class CorrectEntryRequest : IPathwayCommand;

public partial class RetractEntryRequest : IPathwayCommand;

public partial class RecordRefusalRequest : IPathwayCommand;

public partial class StateBasisRequest : IPathwayCommand;

public partial class PlanMeetingRequest : IPathwayCommand;

public partial class PostponeMeetingRequest : IPathwayCommand;

public partial class CancelMeetingRequest : IPathwayCommand;

public partial class MarkAreaNotNeededRequest : IPathwayCommand;

public partial class RecordAppointmentRequest : IPathwayCommand;

public partial class LogContactRequest : IPathwayCommand;

public partial class CompleteTaskRequest : IPathwayCommand;

public partial class ReassignTaskRequest : IPathwayCommand;

public partial class SettleFilingRequest : IPathwayCommand;

public partial class OpenPathwayResponse : ICommandResponse;

public partial class RecordParticipationResponse : ICommandResponse;

public partial class DecideStartResponse : ICommandResponse;

public partial class DecideNotStartResponse : ICommandResponse;

public partial class ProposeClosureResponse : ICommandResponse;

public partial class ClosePathwayResponse : ICommandResponse;

public partial class RecordConsentResponse : ICommandResponse;

public partial class WithdrawConsentResponse : ICommandResponse;

public partial class CallMeetingResponse : ICommandResponse;

public partial class RecordMeetingHeldResponse : ICommandResponse;

public partial class PrepareReferralResponse : ICommandResponse;

public partial class ReleaseForSendingResponse : ICommandResponse;

public partial class ConfirmSentResponse : ICommandResponse;

public partial class RecordReceiptResponse : ICommandResponse;

public partial class RecordAnswerResponse : ICommandResponse;

public partial class RecordProgressResponse : ICommandResponse;

public partial class RecordReportResponse : ICommandResponse;

public partial class HandOverResponse : ICommandResponse;

public partial class EndEngagementResponse : ICommandResponse;

public partial class ImportPathwayResponse : ICommandResponse;

public partial class AddAreaResponse : ICommandResponse;

public partial class SetPlanResponse : ICommandResponse;

public partial class AssignCoordinatorResponse : ICommandResponse;

public partial class UpdateCircumstancesResponse : ICommandResponse;

public partial class SuspendPathwayResponse : ICommandResponse;

public partial class ResumePathwayResponse : ICommandResponse;

public partial class DiscontinuePathwayResponse : ICommandResponse;

public partial class CorrectEntryResponse : ICommandResponse;

public partial class RetractEntryResponse : ICommandResponse;

public partial class RecordRefusalResponse : ICommandResponse;

public partial class StateBasisResponse : ICommandResponse;

public partial class PlanMeetingResponse : ICommandResponse;

public partial class PostponeMeetingResponse : ICommandResponse;

public partial class CancelMeetingResponse : ICommandResponse;

public partial class MarkAreaNotNeededResponse : ICommandResponse;

public partial class RecordAppointmentResponse : ICommandResponse;

public partial class LogContactResponse : ICommandResponse;

public partial class CompleteTaskResponse : ICommandResponse;

public partial class ReassignTaskResponse : ICommandResponse;

public partial class RebindChildReferencesResponse : ICommandResponse;

public partial class SettleFilingResponse : ICommandResponse;
