using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Google.Protobuf;
using NodaTime;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Random walks on which one entry was made wrongly, in its day or in what it says, and is put right at the end.</summary>
public sealed class CorrectionWalkTests
{
    private static readonly Func<IMessage>[] Road =
    [
        () => Open("2011-02-03", Mother), () => Participation(), () => Consent(Mother), () => Start(HealthArea.Mental, HealthArea.Somatic), () => Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse),
        () => Held("m1"), () => Prepare(Bup), () => Release("e1"), () => Sent("e1"), () => Received("e1"), () => Requests.Accepted("e1"),
    ];

    private static readonly string[] Corrections = ["PathwayService.CorrectEntry", "PathwayService.RetractEntry"];

    private const int Walks = 160;

    [Fact]
    [Trait("Must", "PW-10")]
    public void On_every_walk_a_correction_gives_what_the_right_entry_would_have_given()
    {
        var compared = Enumerable.Range(1, Walks).Count(Compare);

        Assert.True(compared >= Walks / 3, $"Only {compared} of {Walks} walks could be compared.");
    }

    // False when the wrong entry led elsewhere: something that came later would not have been possible.
    private static bool Compare(int seed)
    {
        var random = new Random(seed);
        var (straight, mistaken) = (new Course(), new Course());
        var steps = new List<(LocalDate Day, IMessage Request, HistoryEntry Entry)>();
        foreach (var request in Road.Take(random.Next(1, Road.Length)).Select(make => make()))
        {
            straight.Do(request);
            Keep(request, 1);
        }

        for (var step = 0; step < 25; step++)
        {
            var first = straight.Now.Version + 1;
            if (WalkTests.Walk(straight, random, Corrections) is { } request)
            {
                Keep(request, first);
            }

            straight.Morning(Day.Format(straight.Today));
        }

        var wrongAt = random.Next(steps.Count);
        var wrong = Wrong(steps[wrongAt].Request, random);
        var wrongVersion = 0L;
        for (var i = 0; i < steps.Count; i++)
        {
            if (mistaken.Morning(Day.Format(steps[i].Day)).Decide(i == wrongAt ? wrong : steps[i].Request) is not Decision.Accepted accepted)
            {
                return false;
            }

            wrongVersion = i == wrongAt ? mistaken.Now.Version + 1 : wrongVersion;
            mistaken.Apply(accepted);
        }

        mistaken.Morning(Day.Format(straight.Today));
        var right = steps[wrongAt].Entry;
        if (mistaken.History.FirstOrDefault(entry => entry.Version >= wrongVersion && entry.PayloadCase == right.PayloadCase) is not { } entry
            || new[] { straight, mistaken }.Any(course => course.Now.FollowUps.Any(followUp => followUp.Kind == TaskKind.DealWithDeviation)))
        {
            return false; // a deviation is due from the day on which it was found, which is another
        }

        var correction = Correct(right, _ => { });
        (correction.EventId, correction.OccurredOn, correction.Source) = (entry.EventId, Day.Format(mistaken.Today), Source.Letter);
        if (mistaken.Decide(correction) is Decision.Refused { Refusal.Field: "corrected" } && PathwayDefinition.HasEnded(mistaken.State) != PathwayDefinition.HasEnded(straight.State))
        {
            return false;
        }

        mistaken.Do(correction);
        CorrectionTests.Same(straight, mistaken, seed, wrong);
        return true;

        void Keep(IMessage request, long first) =>
            steps.Add((straight.Today, request, straight.History.Last(entry => entry.Version >= first && entry.PayloadCase == EntryOf.Kind(request))));
    }

    private static IMessage Wrong(IMessage right, Random random)
    {
        var wrong = right.Descriptor.Parser.ParseFrom(right.ToByteString());
        var day = right.Descriptor.FindFieldByName("occurred_on");
        var shifted = Day.Format(Day.Parse((string)day.Accessor.GetValue(right)).PlusDays(-random.Next(1, 12)));
        switch (wrong)
        {
            case RecordConsentRequest consent when random.Next(2) == 0:
                consent.Areas.Add(HealthArea.Mental);
                return consent;
            case UpdateCircumstancesRequest update when random.Next(2) == 0:
                update.Circumstances.SchoolId = "annen";
                return update;
            case CallMeetingRequest call when random.Next(2) == 0:
                call.MeetingOn = Day.Format(Day.Parse(call.MeetingOn).PlusDays(3));
                return call;
            case StateBasisRequest basis when random.Next(2) == 0:
                basis.UntilOn = Day.Format(Day.Parse(basis.OccurredOn).PlusDays(random.Next(40, 200)));
                return basis;
            case RecordMeetingHeldRequest held when random.Next(2) == 0:
                held.NextStatusMeetingOn = Day.Format(Day.Parse(held.OccurredOn).PlusDays(random.Next(10, 30)));
                return held;
            case RecordAnswerRequest answer when random.Next(2) == 0 && answer.Answer == EngagementAnswer.Rejected:
                answer.Answer = EngagementAnswer.Redirected;
                answer.RejectionGround = RejectionGround.Unspecified;
                answer.Note = "annen";
                return answer;
            default:
                day.Accessor.SetValue(wrong, shifted);
                return wrong;
        }
    }
}
