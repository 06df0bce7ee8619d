using Forlop.Contracts.V1;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Whole requests of invented people, to be bent where a test needs it. Date and source are the course's unless given.</summary>
internal static class Requests
{
    public const string Mother = "mor";
    public const string Father = "far";

    public static readonly HealthInstance Gp = new() { Type = HealthInstanceType.Gp, InstanceId = "legekontor-havnes", Name = "Havnes legekontor" };
    public static readonly HealthInstance Dentist = new() { Type = HealthInstanceType.PublicDental, InstanceId = "tannklinikk-havnes" };
    public static readonly HealthInstance SchoolNurse = new() { Type = HealthInstanceType.SchoolHealth, InstanceId = "skolehelse-havnes" };
    public static readonly HealthInstance Bup = new() { Type = HealthInstanceType.ChildMentalHealthSpecialist, InstanceId = "bup-skogli" };
    public static readonly HealthInstance MunicipalMentalHealth = new() { Type = HealthInstanceType.MunicipalMentalHealth, InstanceId = "familiehuset" };

    public static OpenPathwayRequest Open(string birth = "2018-05-03", params string[] parents)
    {
        var request = new OpenPathwayRequest
        {
            RequestId = "r",
            ChildReference = "sak-17",
            Trigger = ConsiderationTrigger.Investigation,
            Circumstances = new Circumstances
            {
                BirthOn = birth,
                CareBasis = CareBasis.Parents,
                PlacementKind = PlacementKind.Home,
                ResponsibleKommunenummer = "9901",
                ResidentKommunenummer = "9901",
                ProtectionGrade = ProtectionGrade.Ungraded,
            },
        };
        request.Circumstances.ConsentHolders.AddRange(
            (parents is [] ? [Mother, Father] : parents).Select(parent => new ConsentHolder { HolderId = parent, Role = ConsentHolderRole.Parent }));
        return request;
    }

    public static RecordParticipationRequest Participation(ParticipationCode code = ParticipationCode.Conversation, string note = "") => new() { Code = code, Note = note };

    public static RecordConsentRequest Consent(string holder, params HealthInstanceType[] recipients)
    {
        var request = new RecordConsentRequest { HolderId = holder, Direction = DisclosureDirection.Both, Form = ConsentForm.Written };
        request.Purposes.AddRange([ConsentPurpose.Participation, ConsentPurpose.InformationSharing]);
        request.Recipients.AddRange(recipients);
        return request;
    }

    public static RecordConsentRequest Sharing(string holder, HealthInstanceType recipient, params HealthArea[] areas)
    {
        var request = Consent(holder, recipient);
        request.Purposes.Remove(ConsentPurpose.Participation);
        request.Areas.AddRange(areas);
        return request;
    }

    public static WithdrawConsentRequest Withdraw(string consentId) => new() { ConsentId = consentId };

    public static DecideStartRequest Start(params HealthArea[] areas)
    {
        var request = new DecideStartRequest { Reason = "Tannverk, sover dårlig", CoordinatorUserId = "kari" };
        request.Areas.AddRange(areas is [] ? [HealthArea.Mental] : areas);
        return request;
    }

    public static DecideNotStartRequest NotStart(NotStartedReason reason = NotStartedReason.NotIndicated) => new() { ReasonCode = reason, Reason = "Ikke behov" };

    public static CallMeetingRequest Call(MeetingKind kind, string on, params HealthInstance[] invited)
    {
        var request = new CallMeetingRequest { Kind = kind, MeetingOn = on };
        request.Invitations.AddRange(invited.Select(instance => new Invitation { Instance = instance.Clone(), Channel = Channel.Letter }));
        return request;
    }

    public static RecordMeetingHeldRequest Held(string meetingId, string nextStatusMeetingOn = "") => new()
    {
        MeetingId = meetingId,
        MinutesReference = "referat-1",
        ChildParticipation = MeetingParticipation.HeardBeforehand,
        NextStatusMeetingOn = nextStatusMeetingOn,
    };

    public static PrepareReferralRequest Prepare(HealthInstance instance, params HealthArea[] areas)
    {
        var request = new PrepareReferralRequest { Instance = instance.Clone(), Channel = Channel.Letter, ReferralReference = "henvisning-1" };
        request.Areas.AddRange(areas is [] ? [HealthArea.Mental] : areas);
        return request;
    }

    public static ReleaseForSendingRequest Release(string engagementId, LegalBasis basis = LegalBasis.Consent, string reason = "") =>
        new() { EngagementId = engagementId, LegalBasis = basis, Reason = reason };

    public static ConfirmSentRequest Sent(string engagementId) => new() { EngagementId = engagementId };

    public static RecordReceiptRequest Received(string engagementId) => new() { EngagementId = engagementId };

    public static RecordAnswerRequest Accepted(string engagementId) => new() { EngagementId = engagementId, Answer = EngagementAnswer.Accepted };

    public static RecordAnswerRequest Rejected(string engagementId) =>
        new() { EngagementId = engagementId, Answer = EngagementAnswer.Rejected, RejectionGround = RejectionGround.MunicipalOfferSufficient };

    public static RecordAnswerRequest Redirected(string engagementId) => new() { EngagementId = engagementId, Answer = EngagementAnswer.Redirected, Note = "Til familiehuset" };

    public static RecordAnswerRequest AskedForMore(string engagementId) =>
        new() { EngagementId = engagementId, Answer = EngagementAnswer.MoreInfoRequested, Note = "Skolens vurdering" };

    public static RecordProgressRequest Begun(string engagementId) => new() { EngagementId = engagementId, Progress = EngagementProgress.Begun };

    public static RecordProgressRequest CompletedWithoutReport(string engagementId) =>
        new() { EngagementId = engagementId, Progress = EngagementProgress.CompletedWithoutReport };

    public static RecordReportRequest Reported(string engagementId) => new() { EngagementId = engagementId, ReportReference = "epikrise-1" };

    public static HandOverRequest HandOver(string engagementId, HealthInstance to) => new() { EngagementId = engagementId, To = to.Clone() };

    public static EndEngagementRequest End(string engagementId) => new() { EngagementId = engagementId, Reason = "Ikke lenger aktuelt" };

    public static ProposeClosureRequest ProposeClosure() => new();

    public static ClosePathwayRequest Close() => new() { SummaryReference = "oppsummering-1", FamilyInformed = true };

    public static RecordRefusalRequest Refusal(string holder, ConsentPurpose purpose = ConsentPurpose.Participation)
    {
        var request = new RecordRefusalRequest { HolderId = holder, Form = ConsentForm.Oral, Purposes = { purpose } };
        request.Direction = purpose == ConsentPurpose.InformationSharing ? DisclosureDirection.Both : DisclosureDirection.Unspecified;
        return request;
    }

    public static StateBasisRequest Basis(LegalBasis basis, params ConsentPurpose[] purposes) => new()
    {
        LegalBasis = basis,
        Purposes = { purposes is [] ? [ConsentPurpose.Participation, ConsentPurpose.InformationSharing] : purposes },
        Direction = DisclosureDirection.Both,
        Reason = "Nødvendig for barnevernets oppgaver",
    };

    public static AddAreaRequest AddArea(params HealthArea[] areas) => new() { Areas = { areas }, Reason = "Nye opplysninger" };

    public static MarkAreaNotNeededRequest NotNeeded(HealthArea area) => new() { Area = area, Reason = "Vurdert, ikke behov" };

    public static SetPlanRequest Plan() => new() { Goals = { new PlanGoal { Goal = "Sove hele natta", ResponsibleId = "kari", Areas = { HealthArea.Mental } } } };

    public static AssignCoordinatorRequest Assign(string userId, string unit = "") => new() { CoordinatorUserId = userId, Unit = unit };

    public static UpdateCircumstancesRequest Situation(Circumstances circumstances) => new() { Circumstances = circumstances };

    public static SuspendPathwayRequest Suspend() => new() { ReasonCode = SuspensionReason.WhereaboutsUnknown, Reason = "Familien er bortreist" };

    public static ResumePathwayRequest Resume() => new() { Reason = "Familien er tilbake" };

    public static DiscontinuePathwayRequest Discontinue(DiscontinuationReason reason = DiscontinuationReason.CaseClosed) => new() { ReasonCode = reason, Reason = "Saken er henlagt" };

    public static PlanMeetingRequest PlanMeeting(MeetingKind kind, string on) => new() { Kind = kind, MeetingOn = on };

    public static PostponeMeetingRequest Postpone(string meetingId, string on) => new() { MeetingId = meetingId, MeetingOn = on };

    public static CancelMeetingRequest CancelMeeting(string meetingId) => new() { MeetingId = meetingId, Reason = "Sykdom" };

    public static RecordAppointmentRequest Appointment(string engagementId, AppointmentOutcome outcome, string on) => new() { EngagementId = engagementId, Outcome = outcome, AppointmentOn = on };

    public static LogContactRequest Phone(HealthInstance instance, ContactOutcome outcome, string engagementId = "") =>
        new() { Instance = instance.Clone(), EngagementId = engagementId, Channel = Channel.Phone, Outcome = outcome, Number = ContactNumber.Direct };

    public static CompleteTaskRequest Complete(string taskId) => new() { TaskId = taskId };

    public static ReassignTaskRequest Reassign(string taskId, string userId) => new() { TaskId = taskId, AssignedToUserId = userId };

    public static CorrectEntryRequest Correct(HistoryEntry entry, Action<HistoryEntry> change)
    {
        var corrected = entry.Clone();
        change(corrected);
        return new CorrectEntryRequest { EventId = entry.EventId, Corrected = corrected, Reason = "Feilskrevet" };
    }

    public static RetractEntryRequest Retract(HistoryEntry entry) => new() { EventId = entry.EventId, Reason = "Ført på feil barn" };
}
