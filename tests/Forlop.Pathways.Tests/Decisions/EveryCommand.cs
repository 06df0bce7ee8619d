using System.Collections;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Each command with a request that would be accepted.</summary>
internal static class EveryCommand
{
    /// <summary>A pathway that accepts it, and the request.</summary>
    public static readonly (Func<Course> Course, Func<IMessage> Request)[] Accepted =
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

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Accepted.Length)];

    public static IMessage Whole(IMessage request)
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

    public static void Fill(IMessage message, string value)
    {
        foreach (var field in StringFields(message.Descriptor))
        {
            SetString(message, field, value);
        }
    }

    public static IEnumerable<string> StringFields(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.String).Select(field => field.Name)
            .Concat(message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message)
                .SelectMany(field => StringFields(field.MessageType).Select(name => $"{field.Name}.{name}")));

    public static void SetString(IMessage message, string path, string value)
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
}
