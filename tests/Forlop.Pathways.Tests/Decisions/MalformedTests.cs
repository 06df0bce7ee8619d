using System.Collections;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Every command, with a request that would be accepted: then bent, field by field.</summary>
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
        "SettleFilingRequest.reason",
    ];

    /// <summary>A pathway that accepts it, and the request.</summary>
    private static readonly (Func<Course> Course, Func<IMessage> Request)[] Accepted =
    [
        (() => new Course(), () => Open()),
        (() => Given.Opened(), () => Participation()),
        (() => Given.Opened(), () => Consent(Mother)),
        (() => Given.Started(), () => Withdraw("c1")),
        (() => Given.Opened().Do(Participation()), () => Start()),
        (() => Given.Opened().Do(Participation()), () => NotStart()),
        (() => Given.Started(), () => Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)),
        (() => Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)), () => Held("m1")),
        (() => Given.InCooperation(), () => Prepare(Bup)),
        (() => Given.Prepared(), () => Release("e1")),
        (() => Given.Prepared().Do(Release("e1")), () => Requests.Sent("e1")),
        (() => Given.Sent(), () => Received("e1")),
        (() => Given.Sent(), () => Requests.Accepted("e1")),
        (() => Given.Accepted(), () => Begun("e1")),
        (() => Given.Accepted(), () => Reported("e1")),
        (() => Given.Accepted().Do(Reported("e1")), () => HandOver("e1", Gp)),
        (() => Given.Prepared(), () => End("e1")),
        (() => Given.InCooperation(), () => ProposeClosure()),
        (() => Given.InCooperation().Do(ProposeClosure()), () => Close()),
        (() => Given.Opened(), () => Refusal(Mother, ConsentPurpose.InformationSharing)),
        (() => Given.Opened(), () => Basis(LegalBasis.NecessaryForChildWelfare)),
        (() => Given.InCooperation(), () => AddArea(HealthArea.Dental)),
        (() => Given.InCooperation(), () => NotNeeded(HealthArea.Dental)),
        (() => Given.InCooperation(), Plan),
        (() => Given.InCooperation(), () => Assign("ola")),
        (() => Given.InCooperation(), () => Situation(Open().Circumstances)),
        (() => Given.InCooperation(), Suspend),
        (() => Given.InCooperation().Do(Suspend()), Resume),
        (() => Given.InCooperation(), () => Discontinue()),
        (() => Given.InCooperation(), () => PlanMeeting(MeetingKind.Status, "2026-01-20")),
        (() => Given.InCooperation().Do(PlanMeeting(MeetingKind.Status, "2026-01-20")), () => Postpone("m2", "2026-01-21")),
        (() => Given.InCooperation().Do(PlanMeeting(MeetingKind.Status, "2026-01-20")), () => CancelMeeting("m2")),
        (() => Given.Accepted(), () => Appointment("e1", AppointmentOutcome.Attended, "2026-01-12")),
        (() => Given.InCooperation(), () => Phone(Gp, ContactOutcome.NoAnswer)),
        (() => Given.Sent().Do(Rejected("e1")), () => Complete(Given.Sent().Do(Rejected("e1")).TaskId(TaskKind.InformOfComplaintRight))),
        (ExchangeTests.Parked, () => new SettleFilingRequest { FilingId = ExchangeTests.Document, ArchiveId = "2026/17-3" }),
        (() => Given.InCooperation(), () => Reassign("0199-test/15/", "ola")),
    ];

    public static TheoryData<int> EveryCommand() => [.. Enumerable.Range(0, Accepted.Length)];

    [Fact]
    public void No_command_is_forgotten_here() =>
        Assert.Equal(Accepted.Length, Accepted.Select(command => command.Request().Descriptor.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void A_whole_request_is_accepted_and_each_missing_field_is_refused_by_its_name(int command)
    {
        var (course, request) = Accepted[command];
        course().Do(request());

        foreach (var (path, clear) in FieldsOf(Whole(request()), ""))
        {
            var bent = Whole(request());
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
    [MemberData(nameof(EveryCommand))]
    public void An_unknown_code_is_refused_by_the_name_of_its_field_save_for_kinds_of_instances(int command)
    {
        var (course, request) = Accepted[command];

        foreach (var (path, _) in FieldsOf(Whole(request()), ""))
        {
            var bent = Whole(request());
            if (!SetUnknownCode(bent, path.Split('.')) || path.EndsWith("type", StringComparison.Ordinal) || path == "recipients")
            {
                continue;
            }

            var refused = Assert.IsType<Decision.Refused>(course().Decide(bent));
            Assert.Equal((RefusalReason.Malformed, path), (refused.Refusal.Reason, refused.Refusal.Field));
        }
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    [Trait("Must", "GEN-8")]
    public void No_refusal_repeats_what_the_caller_sent(int command)
    {
        var (course, request) = Accepted[command];
        var refusals = new List<Refusal>();
        foreach (var field in StringFields(Whole(request()).Descriptor))
        {
            foreach (var needle in new[] { Needle, Needle + new string('x', 5000), $"{Needle} 12057012345" })
            {
                var bent = Whole(request());
                SetString(bent, field, needle);
                refusals.AddRange(RefusalsOf(course().Decide(bent)));
            }
        }

        var everywhere = Whole(request());
        Fill(everywhere, Needle);
        refusals.AddRange(RefusalsOf(course().Decide(everywhere)));
        refusals.AddRange(RefusalsOf(Given.Opened().Do(Participation()).Do(NotStart()).Decide(everywhere)));

        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.DoesNotContain("N4ALE", refusal.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void The_same_pathway_and_request_give_the_same_decision_and_neither_is_touched(int command)
    {
        var (course, request) = Accepted[command];
        var story = course();
        var before = story.Now.Clone();
        var asked = Whole(request());
        var askedBefore = asked.ToByteString();

        var one = Assert.IsType<Decision.Accepted>(story.Decide(asked));
        var two = Assert.IsType<Decision.Accepted>(story.Decide(asked));

        Assert.Equal(one.SubjectId, two.SubjectId);
        Assert.Equal(one.Events, two.Events);
        Assert.Equal(before, story.Now);
        Assert.Equal(askedBefore, asked.ToByteString());

        Fill(asked, "changed");
        Assert.Equal(two.Events, one.Events);
        Assert.Equal(Assert.IsType<Decision.Accepted>(story.Decide(Whole(request()))).Events, one.Events);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void The_fold_keeps_nothing_of_an_entry_and_changes_none(int command)
    {
        var (course, request) = Accepted[command];
        var story = course().Do(Whole(request()));
        var before = story.History.Select(entry => entry.ToByteString()).ToList();

        Spoil(story.Now);

        Assert.Equal(before, story.History.Select(entry => entry.ToByteString()));
    }

    private static IEnumerable<Refusal> RefusalsOf(Decision decision) => decision is Decision.Refused refused ? [refused.Refusal] : [];

    private static IMessage Whole(IMessage request)
    {
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder())
        {
            switch (field.Name)
            {
                case "occurred_on":
                    field.Accessor.SetValue(request, "2026-01-12");
                    break;
                case "source":
                    field.Accessor.SetValue(request, Source.Phone);
                    break;
            }
        }

        return request;
    }

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

    private static IEnumerable<string> StringFields(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.String).Select(field => field.Name)
            .Concat(message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message)
                .SelectMany(field => StringFields(field.MessageType).Select(name => $"{field.Name}.{name}")));

    private static void SetString(IMessage message, string path, string value)
    {
        var names = path.Split('.', 2);
        var field = message.Descriptor.FindFieldByName(names[0]);
        var held = field.Accessor.GetValue(message);
        if (names.Length == 1 && !field.IsRepeated)
        {
            field.Accessor.SetValue(message, value);
        }
        else if (names.Length == 1)
        {
            ((IList)held).Add(value);
        }
        else if ((field.IsRepeated ? ((IList)held).Cast<IMessage>().FirstOrDefault() : (IMessage?)held) is { } nested)
        {
            SetString(nested, names[1], value);
        }
    }

    private static void Fill(IMessage message, string value)
    {
        foreach (var field in StringFields(message.Descriptor))
        {
            SetString(message, field, value);
        }
    }

    /// <summary>Changes whatever hangs below, lists included.</summary>
    private static void Spoil(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var held = field.Accessor.GetValue(message);
            foreach (var nested in (field.IsRepeated ? (IEnumerable)held : new[] { held }).OfType<IMessage>())
            {
                Spoil(nested);
            }

            field.Accessor.Clear(message);
        }
    }
}
