using System.Text.RegularExpressions;
using Forlop.Contracts.Options.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Contracts.Tests;

/// <summary>What is encrypted, kept out of logs and deleted with its key. The list is written twice on purpose: a mark is never lost by chance.</summary>
public sealed class PersonalDataTests
{
    private static readonly string[] Personal =
    [
        "forlop.plugin.v1.DeliverRequest.child_reference",
        "forlop.plugin.v1.FilingHeader.child_reference",
        "forlop.plugin.v1.FilingHeader.title",
        "forlop.plugin.v1.IntakeItem.child_handle",
        "forlop.plugin.v1.IntakeItem.reason",
        "forlop.plugin.v1.LookupChildRequest.child_reference",
        "forlop.v1.AddAreaRequest.reason",
        "forlop.v1.AppointmentRecorded.note",
        "forlop.v1.AreaAdded.reason",
        "forlop.v1.AreaMarkedNotNeeded.reason",
        "forlop.v1.AskCaseSystemRequest.child_reference",
        "forlop.v1.CancelMeetingRequest.reason",
        "forlop.v1.ChildReferenceRebound.child_reference",
        "forlop.v1.Circumstances.birth_on",
        "forlop.v1.Circumstances.gp_office_id",
        "forlop.v1.Circumstances.institution_id",
        "forlop.v1.Circumstances.resident_district",
        "forlop.v1.Circumstances.resident_kommunenummer",
        "forlop.v1.Circumstances.school_id",
        "forlop.v1.CompleteTaskRequest.note",
        "forlop.v1.ContactEntry.note",
        "forlop.v1.ContactLogged.reason",
        "forlop.v1.CorrectEntryRequest.reason",
        "forlop.v1.DecideNotStartRequest.reason",
        "forlop.v1.DecideStartRequest.reason",
        "forlop.v1.DiscontinuePathwayRequest.reason",
        "forlop.v1.EndEngagementRequest.reason",
        "forlop.v1.EngagementAnswered.note",
        "forlop.v1.EngagementEnded.reason",
        "forlop.v1.EntryCorrected.reason",
        "forlop.v1.EntryRetracted.reason",
        "forlop.v1.EvaluateDisclosureResponse.basis_reason",
        "forlop.v1.Filing.title",
        "forlop.v1.FilingWaived.reason",
        "forlop.v1.FollowUpDone.note",
        "forlop.v1.HealthInstance.instance_id",
        "forlop.v1.HealthInstance.name",
        "forlop.v1.Interruption.reason",
        "forlop.v1.Invitation.participant_id",
        "forlop.v1.Invitation.reason",
        "forlop.v1.LogContactRequest.note",
        "forlop.v1.LogContactRequest.reason",
        "forlop.v1.MarkAreaNotNeededRequest.reason",
        "forlop.v1.Meeting.child_absence_reason",
        "forlop.v1.MeetingCancelled.reason",
        "forlop.v1.MeetingHeld.attended_instance_ids",
        "forlop.v1.MeetingHeld.child_absence_reason",
        "forlop.v1.NotStartDecided.reason",
        "forlop.v1.OpenPathwayRequest.child_reference",
        "forlop.v1.Participation.note",
        "forlop.v1.Pathway.child_reference",
        "forlop.v1.PathwayDiscontinued.reason",
        "forlop.v1.PathwayOpened.child_reference",
        "forlop.v1.PathwayResumed.reason",
        "forlop.v1.PathwaySummary.child_reference",
        "forlop.v1.PathwaySuspended.reason",
        "forlop.v1.PlanGoal.goal",
        "forlop.v1.PlanGoal.responsible_id",
        "forlop.v1.ReceivedRequest.reason",
        "forlop.v1.ReceivedRequest.requester_id",
        "forlop.v1.RecordAnswerRequest.note",
        "forlop.v1.RecordAppointmentRequest.note",
        "forlop.v1.RecordMeetingHeldRequest.attended_instance_ids",
        "forlop.v1.RecordMeetingHeldRequest.child_absence_reason",
        "forlop.v1.RecordParticipationRequest.note",
        "forlop.v1.ReferenceBinding.new_reference",
        "forlop.v1.ReferenceBinding.old_reference",
        "forlop.v1.ReferralReleased.reason",
        "forlop.v1.ReleaseForSendingRequest.reason",
        "forlop.v1.ResumePathwayRequest.reason",
        "forlop.v1.RetractEntryRequest.reason",
        "forlop.v1.SettleFilingRequest.reason",
        "forlop.v1.StartDecided.reason",
        "forlop.v1.StartDecision.reason",
        "forlop.v1.StateBasisRequest.reason",
        "forlop.v1.StatedBasis.reason",
        "forlop.v1.SuspendPathwayRequest.reason",
        "forlop.v1.WorklistTask.link",
    ];

    // A stable code of the public error format; never text about anybody.
    private static readonly string[] OnlyLooksPersonal = ["google.rpc.ErrorInfo.reason"];

    [Fact]
    public void The_personal_fields_are_those_that_are_listed_and_no_other() =>
        Assert.Equal(Personal, Contract.Fields.Where(field => field.IsPersonal()).Select(field => field.FullName).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_a_string_is_personal() =>
        Repository.None(Contract.Fields.Where(field => field.IsPersonal() && field.FieldType != FieldType.String).Select(field => field.FullName));

    [Fact]
    public void Free_text_a_birth_date_and_the_reference_of_a_child_are_personal() =>
        Repository.None(
            from field in Contract.Fields
            where field.FieldType == FieldType.String && !field.IsPersonal() && !OnlyLooksPersonal.Contains(field.FullName, StringComparer.Ordinal)
            where Regex.IsMatch(field.Name, "(^|_)(reason|note|text|comment|birth|child_reference|advice|description|remark)(_|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            select $"{field.FullName} is not marked.");

    [Fact]
    public void What_is_personal_has_a_class_that_a_plugin_must_be_granted() =>
        Repository.None(Contract.Fields.Where(field => field.IsPersonal() && field.Sensitivity() == Sensitivity.Unspecified).Select(field => field.FullName));

    [Fact]
    public void A_field_has_the_same_class_wherever_it_appears() =>
        Repository.None(
            from field in Contract.Fields
            where field.Sensitivity() != Sensitivity.Unspecified && field.Name is not ("reason" or "note" or "name")
            group field by field.Name into same
            where same.Select(field => field.Sensitivity()).Distinct().Count() > 1
            select string.Join(", ", same.Select(field => $"{field.FullName} is {field.Sensitivity()}")));

    [Fact]
    public void No_field_is_made_for_a_name_an_address_or_a_national_id_of_a_person() =>
        Repository.None(
            from field in Contract.Fields
            where Regex.IsMatch(field.Name, "(^|_)(national_id|fnr|ssn|address|street|surname|first_name|last_name|email)(_|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            select field.FullName);
}
