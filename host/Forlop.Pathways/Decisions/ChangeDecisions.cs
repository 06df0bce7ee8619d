using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What changes about a pathway while it runs: its areas, its plan, who coordinates, and the child's situation.</summary>
public static class ChangeDecisions
{
    private const int LongestGoal = 1000;

    public static Decision AddArea(Pathway pathway, AddAreaRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.AddArea, "PathwayService.AddArea", facts)
            .Needing(() => Check.Codes("areas", request.Areas, required: true)
                ?? (request.Areas.Any(area => pathway.Areas.Any(status => status.Area == area && status.Outcome is AreaOutcome.Indicated or AreaOutcome.BeingFollowedUp))
                    ? Refusals.Malformed("areas", "area-in-pathway")
                    : null)
                ?? Check.Text("reason", request.Reason)
                ?? Happened(request.OccurredOn, request.Source, facts, pathway.Decision.DecidedOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.AreaAdded = new AreaAdded { Areas = { request.Areas }, Reason = request.Reason })
                .ForEach(MeetingDecisions.StatusMeetingMissed(pathway, facts) is { } missed ? [missed] : Array.Empty<Deadline>(), (again, deadline) => again.Due(deadline))
                .Accept());

    /// <summary>Considered, and no need: another thing than not considered.</summary>
    public static Decision MarkAreaNotNeeded(Pathway pathway, MarkAreaNotNeededRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Note, "EngagementService.MarkAreaNotNeeded", facts)
            .Needing(() => Check.Code("area", request.Area)
                ?? (EngagementFold.IsFollowedUp(pathway, request.Area) ? Refusals.Malformed("area", "area-followed-up") : null)
                ?? Check.Text("reason", request.Reason)
                ?? Happened(request.OccurredOn, request.Source, facts, pathway.OpenedOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.AreaMarkedNotNeeded = new AreaMarkedNotNeeded { Area = request.Area, Reason = request.Reason })
                .Accept());

    public static Decision SetPlan(Pathway pathway, SetPlanRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.SetPlan, "PathwayService.SetPlan", facts)
            .Needing(() => Happened(request.OccurredOn, request.Source, facts, pathway.Decision.DecidedOn)
                ?? (request.Goals.Count == 0 ? Refusals.Malformed("goals", "at-least-one") : null)
                ?? Check.Count("goals", request.Goals)
                ?? request.Goals.Select(goal => Goal(goal, request.OccurredOn)).FirstOrDefault(refusal => refusal is not null))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.PlanSet = new PlanSet { Goals = { request.Goals.Select(goal => goal.Clone()) } })
                .Accept());

    public static Decision AssignCoordinator(Pathway pathway, AssignCoordinatorRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Note, "PathwayService.AssignCoordinator", facts)
            .Needing(() => Check.Key("coordinator_user_id", request.CoordinatorUserId)
                ?? (request.Unit.Length > 0 ? Check.Key("unit", request.Unit) : null)
                ?? Happened(request.OccurredOn, request.Source, facts, pathway.OpenedOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.CoordinatorAssigned = new CoordinatorAssigned { CoordinatorUserId = request.CoordinatorUserId, Unit = request.Unit })
                .Accept());

    /// <summary>
    /// Another situation, from its own day on, until that of the next one which is known: whose consent counts may be another matter from
    /// then. What was queued is stopped, what left meanwhile on a consent that did not carry it is a deviation, and what was
    /// taken for one and is none falls away. Nobody took anything back, so the pathway goes on, and somebody has to ask those who count now.
    /// </summary>
    public static Decision UpdateCircumstances(Pathway pathway, UpdateCircumstancesRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Note, "PathwayService.UpdateCircumstances", facts)
            .Needing(() => CircumstanceCheck.Of(request.Circumstances, facts.Today)
                ?? Happened(request.OccurredOn, request.Source, facts, pathway.Circumstances.BirthOn)
                ?? (facts.Settings.Serves(request.Circumstances.ResponsibleKommunenummer, district: "") ? null : Refusals.NotServed("circumstances.responsible_kommunenummer")))
            .Then(() =>
            {
                var updated = new HistoryEntry { OccurredOn = request.OccurredOn, CircumstancesUpdated = new CircumstancesUpdated { Circumstances = request.Circumstances } };
                void Change(Pathway changed) => PathwayFold.Apply(changed, updated);
                var after = pathway.Clone();
                Change(after);
                var isSameAge = request.Circumstances.BirthOn == pathway.Circumstances.BirthOn; // another age concerns everything that left
                var since = isSameAge ? Day.Parse(request.OccurredOn) : LocalDate.MinIsoValue;
                var until = isSameAge && Situations.EndOn(pathway, request.OccurredOn) is { } end ? end : LocalDate.MaxIsoValue;
                var known = Departures.WithoutBasis(pathway, since, until);
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.CircumstancesUpdated = updated.CircumstancesUpdated.Clone())
                    .ForEach(
                        Departures.WithoutBasis(after, since, until).Where(about => !Deviates(after, about, FollowUpState.Open) && !(known.Contains(about) && Deviates(pathway, about, FollowUpState.Done))),
                        (deviating, about) => deviating.Deviation(about, facts));
                draft = ConsentDecisions.Stop(draft, pathway, Change, facts)
                    .ForEach(ToBeAsked(pathway, after, facts), (asking, holder) => asking.FollowUp(TaskKind.AssessOtherBasis, holder, facts.Rules.FollowUp));
                return ConsentDecisions.StartWith(draft, pathway, Change, facts).Accept();
            });

    // While the pathway waits for consent anyhow, that task says it already. Who was missing before has a task of its own.
    private static IEnumerable<string> ToBeAsked(Pathway before, Pathway after, Facts facts) => before.State is PathwayState.UnderConsideration or PathwayState.AwaitingConsent
        ? []
        : Consents.MissingForStart(after, facts.Today).Except(Consents.MissingForStart(before, facts.Today)).Where(holder => !IsAsked(before, holder));

    private static bool IsAsked(Pathway pathway, string holder) =>
        pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.AssessOtherBasis, State: FollowUpState.Open } && followUp.AboutId == holder);

    private static bool Deviates(Pathway pathway, string about, FollowUpState state) =>
        pathway.FollowUps.Any(followUp => followUp.Kind == TaskKind.DealWithDeviation && followUp.State == state && followUp.AboutId == about);

    private static Refusal? Goal(PlanGoal goal, string setOn) =>
        Check.Text("goals.goal", goal.Goal, longest: LongestGoal)
        ?? Check.Codes("goals.areas", goal.Areas, required: false)
        ?? Check.Key("goals.responsible_id", goal.ResponsibleId)
        ?? (goal.DueOn.Length == 0 ? null : Check.Agreed("goals.due_on", goal.DueOn, setOn));

    private static Refusal? Happened(string occurredOn, Source source, Facts facts, string earliest) =>
        Check.Code("source", source) ?? Check.Happened("occurred_on", occurredOn, facts.Today, earliest);
}
