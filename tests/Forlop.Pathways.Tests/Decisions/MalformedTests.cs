using System.Collections;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Every command, bent field by field: refused by the name of the field, and never in the words of the caller.</summary>
public sealed class MalformedTests
{
    private const string Needle = "N4ALE-Ola-Nordmann";

    // What the services check before a decision is asked, and what the table of a command calls optional.
    private static readonly string[] NotOurs = ["request_id", "pathway_id", "expected_version"];

    private static readonly HashSet<string> Optional =
    [
        "circumstances.resident_district", "circumstances.gp_office_id", "circumstances.school_id", "circumstances.institution_id",
        "circumstances.interpreter_language", "RecordParticipationRequest.note", "RecordConsentRequest.recipients", "RecordConsentRequest.areas",
        "RecordConsentRequest.document_reference", "ReleaseForSendingRequest.reason", "RecordAnswerRequest.rejection_ground",
        "RecordAnswerRequest.first_appointment_on", "RecordAnswerRequest.note", "RecordMeetingHeldRequest.attended_instance_ids",
        "RecordMeetingHeldRequest.next_status_meeting_on", "invitations.attended", "instance.name", "to.name", "invitations.instance.name",
        "invitations.participant", "invitations.participant_id", "invitations.legal_basis", "invitations.reason", "invitations.consent_ids", "CallMeetingRequest.planned_meeting_id",
        "RecordMeetingHeldRequest.child_absence_reason", "RecordAnswerRequest.redirected_to", "RecordAnswerRequest.treatment_deadline_on", "RecordReportRequest.kind",
        "WithdrawConsentRequest.recipients", "WithdrawConsentRequest.areas", "WithdrawConsentRequest.direction",
        "RecordRefusalRequest.recipients", "RecordRefusalRequest.areas", "RecordRefusalRequest.document_reference",
        "StateBasisRequest.recipients", "StateBasisRequest.areas", "StateBasisRequest.until_on",
        "goals.areas", "goals.due_on", "goals.reached", "AssignCoordinatorRequest.unit", "RecordAppointmentRequest.note",
        "LogContactRequest.engagement_id", "LogContactRequest.number", "LogContactRequest.note", "LogContactRequest.legal_basis", "LogContactRequest.reason",
        "LogContactRequest.acuteness", "LogContactRequest.next_try_on", "CompleteTaskRequest.note", "ReassignTaskRequest.unit",
        "SettleFilingRequest.reason", "ConfirmSentRequest.although_withdrawn",
    ];

    [Fact]
    public void No_command_is_forgotten_here() =>
        Assert.Equal(EveryCommand.Accepted.Length, EveryCommand.Accepted.Select(command => command.Request().Descriptor.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(EveryCommand.Numbers), MemberType = typeof(EveryCommand))]
    public void A_whole_request_is_accepted_and_each_missing_field_is_refused_by_its_name(int command)
    {
        var (course, request) = EveryCommand.Accepted[command];
        course().Do(request());

        foreach (var (path, clear) in FieldsOf(EveryCommand.Whole(request()), ""))
        {
            var bent = EveryCommand.Whole(request());
            if (Optional.Contains(path) || Optional.Contains($"{bent.Descriptor.Name}.{path}"))
            {
                continue;
            }

            clear(bent);
            var refused = Assert.IsType<Decision.Refused>(course().Decide(bent));
            Assert.True(
                refused.Refusal.Reason == RefusalReason.Malformed && refused.Refusal.Field == path,
                $"{bent.Descriptor.Name} without {path}: {refused.Refusal.Reason} {refused.Refusal.Field}");
            Assert.Contains(path, refused.Refusal.Message.Nb, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(EveryCommand.Numbers), MemberType = typeof(EveryCommand))]
    public void An_unknown_code_is_refused_by_the_name_of_its_field_save_for_kinds_of_instances(int command)
    {
        var (course, request) = EveryCommand.Accepted[command];

        foreach (var (path, _) in FieldsOf(EveryCommand.Whole(request()), ""))
        {
            var bent = EveryCommand.Whole(request());
            if (!SetUnknownCode(bent, path.Split('.')) || path.EndsWith("type", StringComparison.Ordinal) || path == "recipients")
            {
                continue;
            }

            var refused = Assert.IsType<Decision.Refused>(course().Decide(bent));
            Assert.Equal((RefusalReason.Malformed, path), (refused.Refusal.Reason, refused.Refusal.Field));
        }
    }

    [Theory]
    [MemberData(nameof(EveryCommand.Numbers), MemberType = typeof(EveryCommand))]
    [Trait("Must", "GEN-8")]
    public void No_refusal_repeats_what_the_caller_sent(int command)
    {
        var (course, request) = EveryCommand.Accepted[command];
        var refusals = new List<Refusal>();
        foreach (var field in EveryCommand.StringFields(EveryCommand.Whole(request()).Descriptor))
        {
            foreach (var needle in new[] { Needle, Needle + new string('x', 5000), $"{Needle} 12057012345" })
            {
                var bent = EveryCommand.Whole(request());
                EveryCommand.SetString(bent, field, needle);
                refusals.AddRange(RefusalsOf(course().Decide(bent)));
            }
        }

        var everywhere = EveryCommand.Whole(request());
        EveryCommand.Fill(everywhere, Needle);
        refusals.AddRange(RefusalsOf(course().Decide(everywhere)));
        refusals.AddRange(RefusalsOf(Given.Opened().Do(Participation()).Do(NotStart()).Decide(everywhere)));

        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.DoesNotContain("N4ALE", refusal.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<Refusal> RefusalsOf(Decision decision) => decision is Decision.Refused refused ? [refused.Refusal] : [];

    /// <summary>Every field with a value, by its path, and how to take the value away.</summary>
    private static IEnumerable<(string Path, Action<IMessage> Clear)> FieldsOf(IMessage message, string prefix)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => !NotOurs.Contains(field.Name)))
        {
            yield return ($"{prefix}{field.Name}", target => field.Accessor.Clear(target));
            var nested = field.FieldType != FieldType.Message ? null
                : field.IsRepeated ? ((IList)field.Accessor.GetValue(message)).Cast<IMessage>().FirstOrDefault()
                : (IMessage)field.Accessor.GetValue(message);
            if (nested is null)
            {
                continue;
            }

            foreach (var (path, clear) in FieldsOf(nested, $"{prefix}{field.Name}."))
            {
                yield return (path, target => clear(field.IsRepeated ? (IMessage)((IList)field.Accessor.GetValue(target))[0]! : (IMessage)field.Accessor.GetValue(target)));
            }
        }
    }

    private static bool SetUnknownCode(IMessage message, ReadOnlySpan<string> path)
    {
        var field = message.Descriptor.FindFieldByName(path[0]);
        if (path.Length > 1)
        {
            var value = field.Accessor.GetValue(message);
            return SetUnknownCode((IMessage)(field.IsRepeated ? ((IList)value)[0]! : value), path[1..]);
        }

        if (field.FieldType != FieldType.Enum)
        {
            return false;
        }

        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            list.Clear();
            list.Add(Enum.ToObject(list.GetType().GetGenericArguments()[0], 97));
        }
        else
        {
            field.Accessor.SetValue(message, Enum.ToObject(field.Accessor.GetValue(message).GetType(), 97));
        }

        return true;
    }
}
