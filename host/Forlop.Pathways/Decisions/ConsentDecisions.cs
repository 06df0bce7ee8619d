using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
using Google.Protobuf.Collections;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on the consent ledger.</summary>
public static class ConsentDecisions
{
    public static Decision Record(Pathway pathway, RecordConsentRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.RecordConsent, "ConsentService.RecordConsent", facts)
            .Needing(() => Said(pathway, request, facts))
            .Then(() =>
            {
                var consent = New(pathway, request, facts);
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.ConsentRecorded = new ConsentRecorded { Consent = consent });
                var said = new HistoryEntry { OccurredOn = request.OccurredOn, ConsentRecorded = new ConsentRecorded { Consent = consent } };
                return StartWith(draft, pathway, after => LedgerFold.Apply(after, said), facts).Accept(consent.ConsentId);
            });

    public static Decision Refuse(Pathway pathway, RecordRefusalRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.RecordConsent, "ConsentService.RecordRefusal", facts)
            .Needing(() => Said(pathway, AsSaid(request), facts))
            .Then(() =>
            {
                var refusal = New(pathway, AsSaid(request), facts);
                refusal.Refused = true;
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.ConsentRefused = new ConsentRefused { Refusal = refusal });
                if (TakesBack(pathway, refusal, facts))
                {
                    draft.FollowUp(TaskKind.AssessOtherBasis, refusal.ConsentId, facts.Rules.FollowUp);
                }

                if (request.HolderId == Consents.Child && IsUnheard(pathway, request.Purposes, facts))
                {
                    draft.FollowUp(TaskKind.WeighChildsNo, refusal.ConsentId, facts.Rules.FollowUp);
                }

                return StopOrSuspend(draft, pathway, after => after.Consents.Add(refusal), facts).Accept(refusal.ConsentId);
            });

    public static Decision Withdraw(Pathway pathway, WithdrawConsentRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.WithdrawConsent, "ConsentService.WithdrawConsent", facts)
            .Needing(() =>
            {
                var consent = pathway.Consents.FirstOrDefault(consent => consent.ConsentId == request.ConsentId && !consent.Refused);
                return (consent is null ? Refusals.Malformed("consent_id", "no-such-consent") : null)
                    ?? (consent!.WithdrawnOn.Length > 0 ? Refusals.Malformed("consent_id", "withdrawn-before") : null)
                    ?? Check.Types("recipients", request.Recipients)
                    ?? Check.Codes("areas", request.Areas, required: false)
                    ?? (request.Direction == DisclosureDirection.Unspecified ? null : Check.Code("direction", request.Direction))
                    ?? Check.Code("source", request.Source)
                    ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, consent.GivenOn);
            })
            .Then(() =>
            {
                var withdrawn = new ConsentWithdrawn { ConsentId = request.ConsentId, Recipients = { request.Recipients }, Areas = { request.Areas }, Direction = request.Direction };
                var happened = new HistoryEntry { OccurredOn = request.OccurredOn, ConsentWithdrawn = withdrawn };
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.ConsentWithdrawn = withdrawn)
                    .If(IsMissed(pathway, happened, facts) && !IsAssessedAnyhow(pathway, request.ConsentId), missed => missed.FollowUp(TaskKind.AssessOtherBasis, request.ConsentId, facts.Rules.FollowUp));
                return StopOrSuspend(draft, pathway, after => LedgerFold.Apply(after, happened), facts).Accept(request.ConsentId);
            });

    public static Decision StateBasis(Pathway pathway, StateBasisRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.RecordConsent, "ConsentService.StateBasis", facts)
            .Needing(() => Check.Code("legal_basis", request.LegalBasis)
                ?? (request.LegalBasis is LegalBasis.Consent or LegalBasis.Anonymised ? Refusals.Malformed("legal_basis", "basis-other") : null)
                ?? ScopeOf(request.Purposes, request.Recipients, request.Areas, request.Direction)
                ?? Check.Text("reason", request.Reason)
                ?? When(pathway, request.OccurredOn, request.Source, facts)
                ?? (request.UntilOn.Length > 0 ? Check.Agreed("until_on", request.UntilOn, request.OccurredOn) : null))
            .Then(() =>
            {
                var basis = new StatedBasis
                {
                    BasisId = facts.NewId('b', pathway.SubjectCounts?.StatedBases ?? 0),
                    LegalBasis = request.LegalBasis,
                    Reason = request.Reason,
                    Purposes = { request.Purposes },
                    Recipients = { request.Recipients },
                    Areas = { request.Areas },
                    Direction = request.Direction,
                    StatedOn = request.OccurredOn,
                    UntilOn = request.UntilOn,
                };
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.BasisStated = new BasisStated { Basis = basis })
                    .If(basis.UntilOn.Length > 0, ends => ends.Due(LastDayOf(basis)));
                return StartWith(draft, pathway, after => after.StatedBases.Add(basis), facts).Accept(basis.BasisId);
            });

    /// <summary>What a consent that carries no longer stops: what is queued dies, what health has is for a person to recall or to tell.</summary>
    internal static Draft Stop(Draft draft, Pathway pathway, Action<Pathway> change, Facts facts)
    {
        var after = pathway.Clone();
        change(after);
        foreach (var engagement in pathway.Engagements.Where(engagement => engagement.LegalBasis == LegalBasis.Consent && LacksConsent(after, engagement, facts.Today)))
        {
            if (engagement.State == EngagementState.Released)
            {
                draft.NotBefore(Day.Parse(engagement.ReleasedOn)).Add(entry => entry.EngagementEnded = new EngagementEnded { EngagementId = engagement.EngagementId });
            }
            else if (EngagementDefinition.IsWithHealth(engagement.State))
            {
                Recall(draft, pathway, engagement.EngagementId, facts);
            }
        }

        foreach (var meeting in pathway.Meetings.Where(meeting => meeting.State == MeetingState.Called && meeting.Invitations.Any(invitation => invitation.LegalBasis == LegalBasis.Consent && !InvitationCheck.IsCovered(after, invitation, facts.Today))))
        {
            Recall(draft, pathway, meeting.MeetingId, facts);
        }

        return draft;
    }

    // Besides, a pathway that all have taken their consent back from is put on hold, never ended.
    private static Draft StopOrSuspend(Draft draft, Pathway pathway, Action<Pathway> change, Facts facts)
    {
        var after = pathway.Clone();
        change(after);
        return Stop(draft, pathway, change, facts).If(PermittedActions.WhyNot(after, PathwayTrigger.Suspend, facts) is null && NobodyAgrees(after, facts), nobody => nobody
            .Add(entry => entry.PathwaySuspended = new PathwaySuspended { ReasonCode = SuspensionReason.ConsentWithdrawn })
            .Due(facts.Rules.Suspension));
    }

    /// <summary>Starts the pathway when the decision waited only for this.</summary>
    internal static Draft StartWith(Draft draft, Pathway pathway, Action<Pathway> change, Facts facts)
    {
        var after = pathway.Clone();
        change(after);
        if (pathway.State != PathwayState.AwaitingConsent || PathwayDecisions.ChildIsUnheard(after))
        {
            return draft;
        }

        return Consents.CompleteSince(after, facts.Today) is var (day, basis)
            ? PathwayDecisions.Started(draft, LocalDate.Max(day, Day.Parse(pathway.Decision.DecidedOn)), basis, facts)
            : draft;
    }

    // One recall of the same thing is enough, however many take something back.
    private static void Recall(Draft draft, Pathway pathway, string aboutId, Facts facts)
    {
        if (!pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.RecallOrNotify, State: FollowUpState.Open } && followUp.AboutId == aboutId))
        {
            draft.FollowUp(TaskKind.RecallOrNotify, aboutId, facts.Rules.FollowUp);
        }
    }

    // It left on consent, so another basis that somebody stated does not carry it: whoever wants that releases it anew.
    private static bool LacksConsent(Pathway after, Engagement engagement, LocalDate today) =>
        !Consents.ByConsent(after, Asked.ToHealth(engagement.Instance.Type, engagement.Areas), today).IsAllowed;

    // One who takes it back, or says no, is a matter for a person; when everybody whose word counts has, nothing carries the pathway.
    internal static bool NobodyAgrees(Pathway after, Facts facts)
    {
        var blocks = Consents.Evaluate(after, Asked.Start, facts.Today).Blocks;
        return blocks.Count > 0
            && blocks.Count == Consents.Needed(after, facts.Today).Count
            && blocks.All(block => block.Kind is DisclosureBlockKind.Refused or DisclosureBlockKind.Withdrawn);
    }

    // What another consent of the same holder still carries is not missed.
    private static bool IsMissed(Pathway pathway, HistoryEntry withdrawn, Facts facts)
    {
        var after = pathway.Clone();
        LedgerFold.Apply(after, withdrawn);
        var consent = pathway.Consents.Single(consent => consent.ConsentId == withdrawn.ConsentWithdrawn.ConsentId);
        return withdrawn.ConsentWithdrawn.Recipients.Count + withdrawn.ConsentWithdrawn.Areas.Count > 0
            || AskedOf(consent).Any(one => new Statements(pathway, consent.HolderId, facts.Today).Allow(one) is not null && !StillAllows(after, consent, one, facts.Today));
    }

    private static IEnumerable<Asked> AskedOf(Consent consent) =>
        from purpose in consent.Purposes
        from recipient in purpose == ConsentPurpose.Participation ? [HealthInstanceType.Unspecified] : consent.Recipients.DefaultIfEmpty(HealthInstanceType.Unspecified)
        from area in purpose == ConsentPurpose.Participation ? [HealthArea.Unspecified] : consent.Areas.DefaultIfEmpty(HealthArea.Unspecified)
        from direction in purpose == ConsentPurpose.Participation ? [DisclosureDirection.Unspecified] : Ways(consent.Direction)
        select new Asked(purpose, recipient, direction, area == HealthArea.Unspecified ? [] : [area]);

    private static bool StillAllows(Pathway after, Consent withdrawn, Asked asked, LocalDate today) =>
        new Statements(after, withdrawn.HolderId, today).Allow(asked) is { } others
        && others.Any(id => after.Consents.Single(consent => consent.ConsentId == id) is var other
            && (withdrawn.Recipients.Count > 0 || other.Recipients.Count == 0 || asked.Purpose == ConsentPurpose.Participation)
            && (withdrawn.Areas.Count > 0 || other.Areas.Count == 0 || asked.Purpose == ConsentPurpose.Participation));

    // A no to what the same holder allowed until then is a withdrawal in other words.
    private static bool TakesBack(Pathway pathway, Consent refusal, Facts facts)
    {
        var after = pathway.Clone();
        after.Consents.Add(refusal);
        return pathway.Consents.Where(consent => consent.HolderId == refusal.HolderId && !consent.Refused).SelectMany(AskedOf).Any(asked =>
            new Statements(pathway, refusal.HolderId, facts.Today).Allow(asked) is not null && new Statements(after, refusal.HolderId, facts.Today).Allow(asked) is null);
    }

    private static bool IsAssessedAnyhow(Pathway pathway, string consentId) =>
        pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.AssessOtherBasis, State: FollowUpState.Open } && followUp.AboutId == consentId);

    private static Deadline LastDayOf(StatedBasis basis) => new()
    {
        Kind = DeadlineKind.BasisEnds,
        RuleId = DeadlineRules.AgreedRuleId,
        SubjectId = basis.BasisId,
        StartsOn = basis.StatedOn,
        DueOn = basis.UntilOn,
        Basis = DeadlineBasis.Local,
        State = DeadlineState.Running,
    };

    private static DisclosureDirection[] Ways(DisclosureDirection direction) =>
        direction == DisclosureDirection.Both ? [DisclosureDirection.ToHealth, DisclosureDirection.FromHealth] : [direction];

    private static bool IsUnheard(Pathway pathway, RepeatedField<ConsentPurpose> purposes, Facts facts) =>
        facts.Settings.ChildsNo == ChildsNo.NeedsLeader
        && purposes.Contains(ConsentPurpose.Participation)
        && Consents.Age(pathway, facts.Today) < Consents.AgeOfOwnConsent;

    // The child may always be heard; anybody else has to be named in the circumstances of today, or of the day on which it was said.
    private static Refusal? Holder(Pathway pathway, string holderId, string occurredOn) =>
        holderId == Consents.Child || IsNamed(pathway.Circumstances, holderId) || (Day.TryParse(occurredOn, out var day) && IsNamed(Situations.On(pathway, day), holderId))
            ? null
            : Refusals.Malformed("holder_id", "no-such-holder");

    private static bool IsNamed(Circumstances circumstances, string holderId) => circumstances.ConsentHolders.Any(holder => holder.HolderId == holderId);

    private static Refusal? ScopeOf(RepeatedField<ConsentPurpose> purposes, RepeatedField<HealthInstanceType> recipients, RepeatedField<HealthArea> areas, DisclosureDirection direction) =>
        Check.Codes("purposes", purposes, required: true)
        ?? Check.Types("recipients", recipients)
        ?? Check.Codes("areas", areas, required: false)
        ?? (purposes.Contains(ConsentPurpose.InformationSharing) || direction != DisclosureDirection.Unspecified ? Check.Code("direction", direction) : null);

    private static Refusal? When(Pathway pathway, string occurredOn, Source source, Facts facts) =>
        Check.Code("source", source) ?? Check.Happened("occurred_on", occurredOn, facts.Today, pathway.Circumstances.BirthOn);

    private static Consent New(Pathway pathway, RecordConsentRequest request, Facts facts) => new()
    {
        ConsentId = facts.NewId('c', pathway.SubjectCounts?.Consents ?? 0),
        HolderId = request.HolderId,
        Purposes = { request.Purposes },
        Recipients = { request.Recipients },
        Areas = { request.Areas },
        Direction = request.Direction,
        Form = request.Form,
        DocumentReference = request.DocumentReference,
        GivenOn = request.OccurredOn,
        AgeAtGrant = Consents.Age(pathway, Day.Parse(request.OccurredOn)),
    };

    // A no is said in the same words as a yes.
    private static RecordConsentRequest AsSaid(RecordRefusalRequest request) => new()
    {
        HolderId = request.HolderId,
        Purposes = { request.Purposes },
        Recipients = { request.Recipients },
        Areas = { request.Areas },
        Direction = request.Direction,
        Form = request.Form,
        DocumentReference = request.DocumentReference,
        OccurredOn = request.OccurredOn,
        Source = request.Source,
    };

    private static Refusal? Said(Pathway pathway, RecordConsentRequest said, Facts facts) =>
        Holder(pathway, said.HolderId, said.OccurredOn)
        ?? ScopeOf(said.Purposes, said.Recipients, said.Areas, said.Direction)
        ?? Check.Code("form", said.Form)
        ?? Check.Reference("document_reference", said.DocumentReference, required: false)
        ?? When(pathway, said.OccurredOn, said.Source, facts);
}
