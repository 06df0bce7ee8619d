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
                    ? Refusals.Malformed("areas", "area-followed-up")
                    : null)
                ?? Check.Text("reason", request.Reason)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts))
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
                ?? Happened(pathway, request.OccurredOn, request.Source, facts))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.AreaMarkedNotNeeded = new AreaMarkedNotNeeded { Area = request.Area, Reason = request.Reason })
                .Accept());

    public static Decision SetPlan(Pathway pathway, SetPlanRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.SetPlan, "PathwayService.SetPlan", facts)
            .Needing(() => (request.Goals.Count == 0 ? Refusals.Malformed("goals", "at-least-one") : null)
                ?? Check.Count("goals", request.Goals)
                ?? request.Goals.Select(goal => Goal(goal, request.OccurredOn)).FirstOrDefault(refusal => refusal is not null)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.PlanSet = new PlanSet { Goals = { request.Goals.Select(goal => goal.Clone()) } })
                .Accept());

    public static Decision AssignCoordinator(Pathway pathway, AssignCoordinatorRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Note, "PathwayService.AssignCoordinator", facts)
            .Needing(() => Check.Key("coordinator_user_id", request.CoordinatorUserId)
                ?? (request.Unit.Length > 0 ? Check.Key("unit", request.Unit) : null)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.CoordinatorAssigned = new CoordinatorAssigned { CoordinatorUserId = request.CoordinatorUserId, Unit = request.Unit })
                .Accept());

    /// <summary>
    /// Another situation, from its own day on, until that from which the present one holds: whose consent counts may be another matter from
    /// then. What was queued is stopped, and what left meanwhile on a consent that did not carry it is a deviation. Nobody
    /// took anything back, so the pathway goes on, and somebody has to ask those who count now.
    /// </summary>
    public static Decision UpdateCircumstances(Pathway pathway, UpdateCircumstancesRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Note, "PathwayService.UpdateCircumstances", facts)
            .Needing(() => CircumstanceCheck.Of(request.Circumstances, facts.Today)
                ?? Happened(pathway, request.OccurredOn, request.Source, facts)
                ?? (facts.Settings.Serves(request.Circumstances.ResponsibleKommunenummer, district: "") ? null : Refusals.NotServed("circumstances.responsible_kommunenummer")))
            .Then(() =>
            {
                var updated = new HistoryEntry { OccurredOn = request.OccurredOn, CircumstancesUpdated = new CircumstancesUpdated { Circumstances = request.Circumstances } };
                void Change(Pathway changed) => PathwayFold.Apply(changed, updated);
                var (asOfThen, after) = (pathway.Clone(), pathway.Clone());
                asOfThen.CircumstancesSinceOn = ""; // as if nothing were known of later
                Change(asOfThen);
                Change(after);
                var isPast = PathwayFold.IsSuperseded(pathway, request.OccurredOn);
                var since = request.Circumstances.BirthOn == pathway.Circumstances.BirthOn ? request.OccurredOn : pathway.OpenedOn;
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.CircumstancesUpdated = updated.CircumstancesUpdated.Clone())
                    .ForEach(
                        LeftWithoutBasis(asOfThen, Day.Parse(since), isPast ? Day.Parse(pathway.CircumstancesSinceOn) : LocalDate.MaxIsoValue).Where(about => !Deviates(pathway, about)),
                        (deviating, about) => deviating.FollowUp(TaskKind.DealWithDeviation, about, facts.Rules.FollowUp));
                draft = ConsentDecisions.Stop(draft, pathway, Change, facts)
                    .ForEach(ToBeAsked(pathway, after, facts), (asking, holder) => asking.FollowUp(TaskKind.AssessOtherBasis, holder, facts.Rules.FollowUp));
                return ConsentDecisions.StartWith(draft, pathway, Change, facts).Accept();
            });

    // While the pathway waits for consent anyhow, that task says it already.
    private static IReadOnlyList<string> ToBeAsked(Pathway before, Pathway after, Facts facts) =>
        before.State is not (PathwayState.UnderConsideration or PathwayState.AwaitingConsent) && Consents.MissingForStart(before, facts.Today).Count == 0
            ? Consents.MissingForStart(after, facts.Today)
            : [];

    // Referrals that were sent, meetings that health was called to and calls in which it was told something, from a day until before another.
    private static IEnumerable<string> LeftWithoutBasis(Pathway after, LocalDate since, LocalDate until)
    {
        bool IsMeanwhile(string on) => on.Length > 0 && Day.Parse(on) >= since && Day.Parse(on) < until;
        bool LacksConsent(Meeting meeting, string on) => IsMeanwhile(on)
            && meeting.Invitations.Any(invitation => invitation.LegalBasis == LegalBasis.Consent && !InvitationCheck.IsCovered(after, invitation, Day.Parse(on)));
        return
        [
            .. from sent in after.Engagements
               where sent.LegalBasis == LegalBasis.Consent && IsMeanwhile(sent.SentOn)
               where !Consents.ByConsent(after, Asked.ToHealth(sent.Instance.Type, sent.Areas), Day.Parse(sent.SentOn)).IsAllowed
               select sent.EngagementId,
            .. from meeting in after.Meetings
               where meeting.State != MeetingState.Postponed && (LacksConsent(meeting, meeting.CalledOn) || (meeting.State == MeetingState.Held && LacksConsent(meeting, meeting.MeetingOn)))
               select meeting.MeetingId,
            .. from contact in after.Contacts
               where contact.LegalBasis == LegalBasis.Consent && IsMeanwhile(contact.ContactedOn)
               where !ContactDecisions.IsCovered(after, contact, Day.Parse(contact.ContactedOn))
               select contact.ContactId,
        ];
    }

    private static bool Deviates(Pathway pathway, string about) =>
        pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.DealWithDeviation, State: FollowUpState.Open } && followUp.AboutId == about);

    private static Refusal? Goal(PlanGoal goal, string setOn) =>
        Check.Text("goals.goal", goal.Goal, longest: LongestGoal)
        ?? Check.Codes("goals.areas", goal.Areas, required: false)
        ?? Check.Key("goals.responsible_id", goal.ResponsibleId)
        ?? (goal.DueOn.Length == 0 ? null : Check.Agreed("goals.due_on", goal.DueOn, setOn));

    private static Refusal? Happened(Pathway pathway, string occurredOn, Source source, Facts facts) =>
        Check.Code("source", source) ?? Check.Happened("occurred_on", occurredOn, facts.Today, pathway.Circumstances.BirthOn);
}
