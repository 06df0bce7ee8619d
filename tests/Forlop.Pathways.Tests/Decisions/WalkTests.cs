using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Google.Protobuf;
using NodaTime;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Random walks through what is permitted: two thousand, each with its own number, which a failure names.</summary>
public sealed class WalkTests
{
    private const int Walks = 2000;

    private static readonly HealthArea[] Areas = [HealthArea.Mental, HealthArea.Somatic, HealthArea.Sexual, HealthArea.Dental, HealthArea.SubstanceUse];
    private static readonly HashSet<(string RuleId, DeadlineKind Kind, DeadlineBasis Basis, string StartsOn, string DueOn, int PausedDays, bool StartAssumed)> Explained = [];
    private static readonly HealthInstance[] Instances = [Gp, Dentist, SchoolNurse, Bup, MunicipalMentalHealth];

    // What a state alone refuses with. Missing consent and missing fields are another matter.
    private static readonly RefusalReason[] OfTheState = [RefusalReason.NotPermittedNow, RefusalReason.ParticipationMissing, RefusalReason.EngagementOpen];

    private static readonly string[] Ending =
    [
        "ConsentService.WithdrawConsent", "ConsentService.RecordRefusal", "PathwayService.DecideNotStart", "PathwayService.ProposeClosure", "EngagementService.EndEngagement",
        "PathwayService.DiscontinuePathway", "PathwayService.SuspendPathway", "MeetingService.CancelMeeting", "PathwayService.CorrectEntry", "PathwayService.RetractEntry",
    ];

    // What can be done in any state, and would crowd out the road.
    private static readonly string[] Aside =
    [
        "ConsentService.StateBasis", "PathwayService.AddArea", "PathwayService.SetPlan", "PathwayService.AssignCoordinator", "PathwayService.UpdateCircumstances",
        "EngagementService.MarkAreaNotNeeded", "EngagementService.LogContact", "EngagementService.RecordAppointment", "MeetingService.PlanMeeting", "MeetingService.PostponeMeeting",
    ];

    [Fact]
    [Trait("Must", "WL-1")]
    public void On_every_walk_an_open_pathway_has_a_task_its_dates_are_explained_and_a_replay_gives_the_same()
    {
        var reached = new HashSet<PathwayState>();
        var engagements = new HashSet<EngagementState>();
        for (var seed = 1; seed <= Walks; seed++)
        {
            var random = new Random(seed);
            var course = new Course().Do(Open("2018-05-03", Mother));
            for (var step = 0; step < 45; step++)
            {
                Walk(course, random);
                Holds(course, $"walk {seed}, step {step}, {course.State}");
                reached.Add(course.State);
                engagements.UnionWith(course.Now.Engagements.Select(engagement => engagement.State));
            }

            Assert.Equal(course.Now, Replayed(course));
        }

        Assert.Equal(
            PathwayDefinition.V1.Moves.SelectMany(move => new[] { move.From, move.To }).Where(state => state != PathwayState.Active).Distinct().Order(), reached.Order());
        Assert.Equal(EngagementDefinition.V1.Moves.SelectMany(move => new[] { move.From, move.To }).Distinct().Order(), engagements.Order());
    }

    [Fact]
    public void On_every_walk_what_is_said_to_be_permitted_is_and_what_is_not_is_refused()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var course = new Course().Do(Open("2018-05-03", Mother));
            for (var step = 0; step < 25; step++)
            {
                Walk(course, random);
                foreach (var action in PermittedActions.Of(course.Now, course.Facts))
                {
                    var variants = Variants(course, action, random).Select(request => course.Decide(Dated(course, request))).ToList();
                    var refusedByState = variants.Where(decision => decision is Decision.Refused { Refusal: var refusal } && (OfTheState.Contains(refusal.Reason) || (action.Rpc == "PathwayService.ResumePathway" && refusal.Reason == RefusalReason.ConsentMissing))).ToList();
                    Assert.True(
                        action.Permitted ? refusedByState.Count < variants.Count : refusedByState.Count == variants.Count,
                        $"walk {seed}, step {step}, {course.State}: {action.Rpc} {action.SubjectId} permitted {action.Permitted}, refused {refusedByState.Count} of {variants.Count}");
                    Assert.True(action.Permitted == (action.WhyNot is null) && action.Roles.Count > 0 && action.Label.Nb.Length > 0);
                }
            }
        }
    }

    /// <summary>One step, and what was asked for with it when it was permitted.</summary>
    /// <param name="leavingOut">What is never asked for.</param>
    internal static IMessage? Walk(Course course, Random random, params string[] leavingOut)
    {
        if (random.Next(4) == 0)
        {
            course.Morning(Day.Format(course.Today.PlusDays(random.Next(1, 20))));
        }

        var permitted = PermittedActions.Of(course.Now, course.Facts).Where(action => action.Permitted).ToList();
        permitted.RemoveAll(action => leavingOut.Contains(action.Rpc));
        if (permitted.Count == 0)
        {
            return null;
        }

        // What ends something is drawn less often, or few walks would get far; and a second consent, or no withdrawal would bite.
        var consented = course.Now.Consents.Any(consent => consent.WithdrawnOn.Length == 0);
        var likely = permitted
            .Where(action => !(Ending.Contains(action.Rpc) || (consented && action.Rpc == "ConsentService.RecordConsent")) || random.Next(8) == 0)
            .Where(action => !Aside.Contains(action.Rpc) || random.Next(6) == 0)
            .ToList();
        var chosen = likely is [] ? permitted : likely;
        var requests = Variants(course, chosen[random.Next(chosen.Count)], random);
        var request = Dated(course, requests[random.Next(requests.Length)]);
        if (course.Decide(request) is not Decision.Accepted accepted)
        {
            return null;
        }

        course.Apply(accepted);
        return request;
    }

    private static void Holds(Course course, string where)
    {
        var tasks = Worklist.TasksOf(course.Now, course.Today, course.Settings);
        Assert.True(PathwayDefinition.HasEnded(course.State) || tasks.Count > 0, $"{where}: {tasks.Count} tasks.");
        Assert.True(!PathwayDefinition.HasEnded(course.State) || tasks.All(task => task.Completable), $"{where}: something is left to do that nothing ends.");
        Assert.True(tasks.Select(task => task.TaskId).Distinct().Count() == tasks.Count, $"{where}: two tasks have one id.");
        Assert.All(tasks, task => Assert.True(task.Roles.Count > 0 && task.Title.Nb.Length > 0 && task.DueOn.Length > 0 && task.DueReason.Nn.Length > 0, where));

        foreach (var deadline in course.Now.Deadlines.Where(deadline => deadline.State is (DeadlineState.Running or DeadlineState.Passed) && !deadline.Informational && deadline.Kind != DeadlineKind.AssumedReceipt))
        {
            Assert.True(!PathwayDefinition.HasEnded(course.State) || deadline.Kind == DeadlineKind.FollowUp, $"{where}: {deadline.Kind} runs on.");
            Assert.True(deadline.Kind != DeadlineKind.Unspecified && deadline.RuleId.Length > 0 && IsExplained(deadline), where);
            Assert.True(tasks.Any(task => task.DueOn == deadline.DueOn), $"{where}: {deadline.Kind} {deadline.SubjectId} {deadline.DueOn} runs and no task says so.");
        }

        var running = course.Now.Deadlines.Where(deadline => deadline.State is DeadlineState.Running or DeadlineState.Passed).ToList();
        Assert.True(running.DistinctBy(deadline => (deadline.Kind, deadline.SubjectId)).Count() == running.Count, $"{where}: two dates run for one thing.");
    }

    // Its sentence comes of these alone: one that was read on an earlier step or walk is not written again.
    private static bool IsExplained(Deadline deadline) =>
        !Explained.Add((deadline.RuleId, deadline.Kind, deadline.Basis, deadline.StartsOn, deadline.DueOn, deadline.PausedDays, deadline.StartAssumed)) || DeadlineText.Explain(deadline).Nb.Length > 0;

    private static Pathway Replayed(Course course)
    {
        var pathway = new Pathway();
        foreach (var entry in course.History)
        {
            PathwayFold.Apply(pathway, HistoryEntry.Parser.ParseFrom(entry.ToByteArray()));
        }

        return pathway;
    }

    private static IMessage[] Variants(Course course, PermittedAction action, Random random)
    {
        var subject = action.SubjectId;
        HealthArea[] some = [.. Areas.Where(_ => random.Next(2) == 0).DefaultIfEmpty(HealthArea.Mental)];
        HealthArea[] ours = [.. course.Now.Areas.Select(status => status.Area).Where(_ => random.Next(2) == 0)];
        ours = ours is [] ? [.. course.Now.Areas.Select(status => status.Area).Take(1)] : ours;
        var later = Day.Format(course.Today.PlusDays(random.Next(30)));
        return action.Rpc switch
        {
            "PathwayService.RecordParticipation" => [Participation()],
            "ConsentService.RecordConsent" => [Consent(Mother)],
            "ConsentService.WithdrawConsent" => [Withdraw(course.Now.Consents.LastOrDefault(consent => consent.WithdrawnOn.Length == 0)?.ConsentId ?? "c0")],
            "ConsentService.RecordRefusal" => [Refusal(Mother), Refusal("child"), Refusal(Mother, ConsentPurpose.InformationSharing)],
            "ConsentService.StateBasis" => [Basis(LegalBasis.NecessaryForChildWelfare)],
            "PathwayService.AddArea" => [.. Areas.Select(area => AddArea(area))],
            "PathwayService.SetPlan" => [Plan()],
            "PathwayService.AssignCoordinator" => [Assign("ola", "team-2")],
            "PathwayService.UpdateCircumstances" => [Situation(Moved(course.Now.Circumstances, random))],
            "EngagementService.MarkAreaNotNeeded" => [.. Areas.Select(NotNeeded)],
            "EngagementService.LogContact" => [Phone(Gp, ContactOutcome.NoAnswer), Phone(Gp, ContactOutcome.Reached)],
            "EngagementService.RecordAppointment" =>
                [Appointment(subject, AppointmentOutcome.Attended, Day.Format(course.Today)), Appointment(subject, AppointmentOutcome.NoShow, Day.Format(course.Today)), Appointment(subject, AppointmentOutcome.Agreed, later)],
            "MeetingService.PlanMeeting" => [PlanMeeting(MeetingKind.Status, later), PlanMeeting(MeetingKind.Extra, later)],
            "MeetingService.PostponeMeeting" => [Postpone(subject, later)],
            "MeetingService.CancelMeeting" => [CancelMeeting(subject)],
            "PathwayService.SuspendPathway" => [Suspend()],
            "PathwayService.ResumePathway" => [Resume()],
            "PathwayService.DiscontinuePathway" => [Discontinue()],
            "PathwayService.CorrectEntry" => [.. course.History.OrderBy(_ => random.Next()).Take(3).Select(entry => Correct(entry, corrected => corrected.OccurredOn = Day.Format(Day.Parse(entry.OccurredOn).PlusDays(-1))))],
            "PathwayService.RetractEntry" => [.. course.History.OrderBy(_ => random.Next()).Take(3).Select(Retract)],
            "PathwayService.DecideStart" => [Start(some)],
            "PathwayService.DecideNotStart" => [NotStart()],
            "PathwayService.ProposeClosure" => [ProposeClosure()],
            "PathwayService.ClosePathway" => [Close()],
            "MeetingService.CallMeeting" => [Call(MeetingKind.Clarification, later, SchoolNurse), Call(MeetingKind.Status, later)],
            "MeetingService.RecordMeetingHeld" => [Held(subject), Held(subject, later)],
            "EngagementService.PrepareReferral" => [Prepare(Instances[random.Next(Instances.Length)], ours)],
            "EngagementService.ReleaseForSending" => [Release(subject), Release(subject, LegalBasis.DutyToReport, "Meldeplikt")],
            "EngagementService.ConfirmSent" => [new ConfirmSentRequest { EngagementId = subject, AlthoughWithdrawn = true }],
            "EngagementService.RecordReceipt" => [Received(subject)],
            "EngagementService.RecordAnswer" => [Requests.Accepted(subject), Rejected(subject), Redirected(subject), AskedForMore(subject)],
            "EngagementService.RecordProgress" => [Begun(subject), CompletedWithoutReport(subject)],
            "EngagementService.RecordReport" => [Reported(subject)],
            "EngagementService.HandOver" => [HandOver(subject, Gp)],
            "EngagementService.EndEngagement" => [End(subject)],
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.Rpc, "No request is known for it."),
        };
    }

    private static Circumstances Moved(Circumstances before, Random random)
    {
        var after = before.Clone();
        after.PlacementKind = random.Next(2) == 0 ? PlacementKind.FosterHome : PlacementKind.Home;
        after.ConsentHolders.Clear();
        after.ConsentHolders.AddRange(random.Next(3) == 0
            ? [new ConsentHolder { HolderId = "bvt", Role = ConsentHolderRole.CareAuthority }]
            : [new ConsentHolder { HolderId = Mother, Role = ConsentHolderRole.Parent }]);
        return after;
    }

    private static IMessage Dated(Course course, IMessage request)
    {
        request.Descriptor.FindFieldByName("occurred_on").Accessor.SetValue(request, Day.Format(course.Today));
        request.Descriptor.FindFieldByName("source").Accessor.SetValue(request, Source.Phone);
        return request;
    }
}
