using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Google.Protobuf;
using NodaTime;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Commands on days, drawn from a seed: a road that most of the rules lie on, with detours.</summary>
internal sealed class RandomScript
{
    private static readonly Type[] WithoutId =
        [typeof(MarkAreaNotNeededRequest), typeof(SetPlanRequest), typeof(AssignCoordinatorRequest), typeof(RecordReceiptRequest), typeof(WithdrawConsentRequest), typeof(AddAreaRequest)];

    private readonly List<(LocalDate Day, IMessage Request)> steps = [];
    private int? changesOn;

    public int Count => steps.Count;

    public IReadOnlyList<IMessage> Requests => [.. steps.Select(step => step.Request)];

    /// <summary>The version of the first event that each command gave, on the last run.</summary>
    public Dictionary<int, long> FirstVersion { get; } = [];

    public static RandomScript Of(Random random)
    {
        var script = new RandomScript();
        var day = new LocalDate(2026, 1, 12);
        void Then(IMessage request) => script.steps.Add((day = day.PlusDays(random.Next(5)), request));
        void Maybe(Func<IMessage> request)
        {
            if (random.Next(3) == 0)
            {
                Then(request());
            }
        }

        var both = random.Next(2) == 0;
        Then(both ? Open("2011-02-20", Mother, Father) : Open("2011-02-20", Mother));
        Then(Participation());
        Maybe(() => Refusal("child", ConsentPurpose.InformationSharing));
        Then(Consent(Mother));
        if (both)
        {
            Then(Consent(Father));
        }

        Then(Start(HealthArea.Mental, HealthArea.Somatic));
        Maybe(() => Consent("child"));
        Then(Call(MeetingKind.Clarification, Day.Format(day.PlusDays(5)), SchoolNurse));
        Then(Held("m1"));
        Then(Prepare(Bup, HealthArea.Mental));
        Maybe(() => Phone(Gp, ContactOutcome.NoAnswer));
        Maybe(() => NotNeeded(HealthArea.Dental));
        Then(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing));
        Then(random.Next(2) == 0 ? Release("e1") : Release("e1", LegalBasis.NecessaryForChildWelfare, "Nødvendig"));
        Then(Sent("e1"));
        Maybe(() => Received("e1"));
        Maybe(() => Withdraw("c1"));
        Maybe(Plan);
        Maybe(() => Assign("ola"));
        Then(random.Next(3) switch { 0 => Accepted("e1"), 1 => Rejected("e1"), _ => Redirected("e1") });
        Maybe(() => PlanMeeting(MeetingKind.Status, Day.Format(day.PlusDays(20))));
        Maybe(() => AddArea(HealthArea.Dental));
        script.changesOn = random.Next(2) == 0 ? null : random.Next(script.Count);
        return script;
    }

    public string DayOf(int index) => Day.Format(steps[index].Day);

    /// <summary>Whether the day of that command is its own, and no other command depends on which it was.</summary>
    public bool CanShift(int index) => steps[index].Request is not (OpenPathwayRequest or CallMeetingRequest);

    /// <summary>Whether nothing is numbered after it that would be numbered otherwise without it.</summary>
    public bool CanBeLeftOut(int index) => WithoutId.Contains(steps[index].Request.GetType());

    /// <summary>False when a command was refused.</summary>
    /// <param name="without">The command that is left out; -1 for none.</param>
    public bool RunOn(Course course, int wrongAt, int shift, int without = -1)
    {
        FirstVersion.Clear();
        for (var i = 0; i < steps.Count; i++)
        {
            course.Morning(Day.Format(steps[i].Day));
            if (i == changesOn)
            {
                course.Take(course.Settings with { AssumesReceipt = false, Dates = course.Settings.Dates with { Receipt = course.Settings.Dates.Receipt with { Amount = 2 } } });
            }

            if (i == without)
            {
                continue;
            }

            var request = Clone(steps[i].Request);
            var occurredOn = Day.Format(i == wrongAt ? steps[i].Day.PlusDays(shift) : steps[i].Day);
            request.Descriptor.FindFieldByName("occurred_on").Accessor.SetValue(request, occurredOn);
            request.Descriptor.FindFieldByName("source").Accessor.SetValue(request, Source.Letter);
            if (course.Decide(request) is not Decision.Accepted accepted)
            {
                return false;
            }

            FirstVersion[i] = course.Now.Version + 1;
            course.Apply(accepted);
        }

        course.Morning(Day.Format(steps[^1].Day.PlusDays(3)));
        return true;
    }

    private static IMessage Clone(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteString());
}
