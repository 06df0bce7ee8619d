using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on the consent ledger.</summary>
public static class ConsentDecisions
{
    public static Decision Record(Pathway pathway, RecordConsentRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.RecordConsent, "ConsentService.RecordConsent", facts)
            .Needing(() => Holder(pathway, request.HolderId, facts)
                ?? Check.Codes("purposes", request.Purposes, required: true)
                ?? Check.Count("recipients", request.Recipients)
                ?? (request.Recipients.Contains(HealthInstanceType.Unspecified) ? Refusals.Malformed("recipients", "code") : null)
                ?? Check.Codes("areas", request.Areas, required: false)
                ?? (request.Purposes.Contains(ConsentPurpose.InformationSharing) || request.Direction != DisclosureDirection.Unspecified
                    ? Check.Code("direction", request.Direction)
                    : null)
                ?? Check.Code("form", request.Form)
                ?? Check.Reference("document_reference", request.DocumentReference, required: false)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Circumstances.BirthOn))
            .Then(() =>
            {
                var consent = NewConsent(pathway, request);
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.ConsentRecorded = new ConsentRecorded { Consent = consent });
                return (CompleteWith(pathway, consent, facts) is { } complete ? PathwayDecisions.Started(draft, complete, facts) : draft).Accept(consent.ConsentId);
            });

    public static Decision Withdraw(Pathway pathway, WithdrawConsentRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.WithdrawConsent, "ConsentService.WithdrawConsent", facts)
            .Needing(() =>
            {
                var consent = pathway.Consents.FirstOrDefault(consent => consent.ConsentId == request.ConsentId);
                return (consent is null ? Refusals.Malformed("consent_id", "no-such-consent") : null)
                    ?? (consent!.WithdrawnOn.Length > 0 ? Refusals.Malformed("consent_id", "withdrawn-before") : null)
                    ?? Check.Code("source", request.Source)
                    ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, consent.GivenOn);
            })
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.ConsentWithdrawn = new ConsentWithdrawn { ConsentId = request.ConsentId });
                foreach (var stopped in ReleasedWithoutBasis(pathway, request, facts))
                {
                    draft.NotBefore(Day.Parse(stopped.ReleasedOn)).Add(entry => entry.EngagementEnded = new EngagementEnded { EngagementId = stopped.EngagementId });
                }

                return draft.Accept();
            });

    private static Refusal? Holder(Pathway pathway, string holderId, Facts facts) =>
        pathway.Circumstances.ConsentHolders.Any(holder => holder.HolderId == holderId)
        || (holderId == Consents.Child && Consents.Needed(pathway, facts.Today).Contains(Consents.Child))
            ? null
            : Refusals.Malformed("holder_id", "no-such-holder");

    private static Consent NewConsent(Pathway pathway, RecordConsentRequest request)
    {
        var consent = new Consent
        {
            ConsentId = $"c{pathway.Consents.Count + 1}",
            HolderId = request.HolderId,
            Direction = request.Direction,
            Form = request.Form,
            DocumentReference = request.DocumentReference,
            GivenOn = request.OccurredOn,
        };
        consent.Purposes.AddRange(request.Purposes);
        consent.Recipients.AddRange(request.Recipients);
        consent.Areas.AddRange(request.Areas);
        return consent;
    }

    private static IEnumerable<Engagement> ReleasedWithoutBasis(Pathway pathway, WithdrawConsentRequest request, Facts facts)
    {
        var after = pathway.Clone();
        after.Consents.Single(consent => consent.ConsentId == request.ConsentId).WithdrawnOn = request.OccurredOn;
        return after.Engagements.Where(engagement =>
            engagement is { State: EngagementState.Released, LegalBasis: LegalBasis.Consent }
            && !Consents.ToHealth(after, engagement.Instance.Type, engagement.Areas, facts.Today).IsAllowed);
    }

    // The day on which decision and consents are all there, when this consent is the last that was waited for.
    private static LocalDate? CompleteWith(Pathway pathway, Consent consent, Facts facts)
    {
        if (pathway.State != PathwayState.AwaitingConsent)
        {
            return null;
        }

        var after = pathway.Clone();
        after.Consents.Add(consent);
        return Consents.CompleteSince(after, facts.Today) is { } complete ? LocalDate.Max(complete, Day.Parse(pathway.Decision.DecidedOn)) : null;
    }
}
