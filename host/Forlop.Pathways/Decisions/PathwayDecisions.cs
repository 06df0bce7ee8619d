using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on the pathway itself. Pure: the same pathway, request and facts give the same decision.</summary>
public static class PathwayDecisions
{
    private const int NewestDefinition = 1;

    /// <param name="openPathwayOf">The open pathway of a child reference in the same service, or null.</param>
    public static Decision Open(OpenPathwayRequest request, Func<string, Pathway?> openPathwayOf, Facts facts)
    {
        var refusal = Check.Reference("child_reference", request.ChildReference, longest: 100)
            ?? Check.Code("trigger", request.Trigger)
            ?? Check.Code("source", request.Source)
            ?? CircumstanceCheck.Of(request.Circumstances, facts.Today)
            ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, earliest: request.Circumstances.BirthOn);
        if (refusal is not null)
        {
            return new Decision.Refused(refusal);
        }

        if (!facts.Settings.Serves(request.Circumstances.ResponsibleKommunenummer, district: ""))
        {
            return new Decision.Refused(Refusals.NotServed("circumstances.responsible_kommunenummer"));
        }

        if (openPathwayOf(request.ChildReference) is { } existing)
        {
            return new Decision.Refused(Refusals.AlreadyOpen(existing, facts));
        }

        return new Draft(new Pathway(), request.OccurredOn, request.Source)
            .Add(entry => entry.PathwayOpened = new PathwayOpened
            {
                ChildReference = request.ChildReference,
                Circumstances = request.Circumstances.Clone(),
                Trigger = request.Trigger,
                DefinitionVersion = NewestDefinition,
            })
            .Due(facts.Rules.Consideration)
            .Accept();
    }

    public static Decision RecordParticipation(Pathway pathway, RecordParticipationRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.RecordParticipation, "PathwayService.RecordParticipation", facts)
            .Needing(() => Check.Code("code", request.Code)
                ?? Check.Text("note", request.Note, required: request.Code == ParticipationCode.NoOpportunity)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Circumstances.BirthOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ParticipationRecorded = new ParticipationRecorded
                {
                    Participation = new Participation { Code = request.Code, Note = request.Note, OccurredOn = request.OccurredOn },
                })
                .Accept());

    public static Decision DecideStart(Pathway pathway, DecideStartRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.DecideStart, "PathwayService.DecideStart", facts)
            .Needing(() => Check.Codes("areas", request.Areas, required: true)
                ?? Check.Text("reason", request.Reason)
                ?? Check.Key("coordinator_user_id", request.CoordinatorUserId)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, TakenPart(pathway)))
            .Unless(() => ChildIsUnheard(pathway) && facts.ActorRole != Role.Leader ? (RefusalReason.LeaderNeeded, "refusal.LeaderNeeded.ChildSaysNo") : null)
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source).Add(entry =>
                {
                    entry.StartDecided = new StartDecided { Reason = request.Reason, CoordinatorUserId = request.CoordinatorUserId };
                    entry.StartDecided.Areas.AddRange(request.Areas);
                });
                return Consents.CompleteSince(pathway, facts.Today) is var (day, basis)
                    ? Started(draft, day, basis, facts).Accept()
                    : draft.Due(facts.Rules.Consent).Accept();
            });

    public static Decision DecideNotStart(Pathway pathway, DecideNotStartRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.DecideNotStart, "PathwayService.DecideNotStart", facts)
            .Needing(() => Check.Code("reason_code", request.ReasonCode)
                ?? Check.Text("reason", request.Reason)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Decision?.DecidedOn ?? TakenPart(pathway)))
            .Unless(() => facts.Settings.LeaderDecidesNotStart && facts.ActorRole != Role.Leader ? (RefusalReason.LeaderNeeded, "refusal.LeaderNeeded.NotStart") : null)
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.NotStartDecided = new NotStartDecided { ReasonCode = request.ReasonCode, Reason = request.Reason })
                .Accept());

    public static Decision ProposeClosure(Pathway pathway, ProposeClosureRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.ProposeClosure, "PathwayService.ProposeClosure", facts)
            .Needing(() => Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Decision.DecidedOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ClosureProposed = new ClosureProposed())
                .Due(facts.Rules.Closure)
                .Accept());

    public static Decision Close(Pathway pathway, ClosePathwayRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.Close, "PathwayService.ClosePathway", facts)
            .Needing(() => Check.Reference("summary_reference", request.SummaryReference)
                ?? (request.FamilyInformed ? null : Refusals.Malformed("family_informed", "family-informed"))
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, EverythingDone(pathway)))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.PathwayClosed = new PathwayClosed
                {
                    Closure = new Closure { ClosedOn = request.OccurredOn, SummaryReference = request.SummaryReference, FamilyInformed = true },
                })
                .Accept());

    /// <summary>What follows when decision and consents are both there: on the latest of their days, whichever is entered last.</summary>
    internal static Draft Started(Draft draft, LocalDate complete, LegalBasis basis, Facts facts) => draft
        .NotBefore(complete)
        .Add(entry => entry.PathwayStarted = new PathwayStarted { Basis = basis })
        .Due(facts.Rules.ClarificationMeeting);

    /// <summary>The child said no, and nobody has weighed it yet who may.</summary>
    internal static bool ChildIsUnheard(Pathway pathway) =>
        pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.WeighChildsNo, State: FollowUpState.Open });

    // The child takes part before anybody decides; who decided sooner has to record that there was no opportunity.
    private static string TakenPart(Pathway pathway) =>
        Day.Latest(pathway.OpenedOn, pathway.Participations.Select(participation => participation.OccurredOn).Min(StringComparer.Ordinal)!);

    // Closing comes after its proposal, after every meeting and after the end of every engagement.
    private static string EverythingDone(Pathway pathway) => Day.Latest(
    [
        .. pathway.Deadlines.Where(deadline => deadline.Kind == DeadlineKind.Closure).Select(deadline => deadline.StartsOn),
        .. pathway.Meetings.Where(meeting => meeting.State == MeetingState.Held).Select(meeting => meeting.MeetingOn),
        .. pathway.Engagements.Select(engagement => engagement.EndedOn),
    ]);
}
