using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>Calls and appointments: what is easily forgotten when nobody writes it down.</summary>
public static class ContactDecisions
{
    // After so many attempts in vain the kommuneoverlege, who has the list of direct numbers, is the next to ask.
    private const int AttemptsBeforeTheChiefDoctor = 2;

    public static Decision Log(Pathway pathway, LogContactRequest request, Facts facts)
    {
        var engagement = pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == request.EngagementId);
        var instance = request.Instance ?? engagement?.Instance;
        var disclosure = request.LegalBasis == LegalBasis.Consent && instance is not null
            ? AllowedOn(facts.Today)
            : null;
        Disclosure AllowedOn(LocalDate day) => Covers(pathway, engagement, instance!, day);
        return Decide.On(pathway, PathwayTrigger.Note, "EngagementService.LogContact", facts)
            .Needing(() => (request.EngagementId.Length > 0 && engagement is null ? Refusals.Malformed("engagement_id", "no-such-engagement") : null)
                ?? Check.Instance("instance", instance)
                ?? Check.Code("channel", request.Channel)
                ?? Check.Code("outcome", request.Outcome)
                ?? Optional("number", request.Number)
                ?? Optional("legal_basis", request.LegalBasis)
                ?? Optional("acuteness", request.Acuteness)
                ?? Check.Text("note", request.Note, required: false)
                ?? Check.Text("reason", request.Reason, required: request.LegalBasis is not (LegalBasis.Unspecified or LegalBasis.Consent))
                ?? (request.LegalBasis != LegalBasis.Unspecified && request.Outcome != ContactOutcome.Reached ? Refusals.Malformed("legal_basis", "nobody-reached") : null)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Circumstances.BirthOn)
                ?? (request.NextTryOn.Length > 0 ? Check.Agreed("next_try_on", request.NextTryOn, request.OccurredOn) : null))
            .Unless(() => disclosure is not null && !(disclosure.IsAllowed && AllowedOn(Day.Parse(request.OccurredOn)).IsAllowed) ? (RefusalReason.ConsentMissing, "refusal.ConsentMissing.Contact") : null)
            .Then(() =>
            {
                var contact = new ContactEntry
                {
                    ContactId = facts.NewId('k', pathway.SubjectCounts?.Contacts ?? 0),
                    EngagementId = request.EngagementId,
                    Instance = instance!.Clone(),
                    Channel = request.Channel,
                    Outcome = request.Outcome,
                    Number = request.Number,
                    ContactedOn = request.OccurredOn,
                    Note = request.Note,
                    LegalBasis = request.LegalBasis,
                    Acuteness = request.Acuteness,
                    ConsentIds = { disclosure?.ConsentIds ?? [] },
                };
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.ContactLogged = new ContactLogged { Contact = contact, Reason = request.Reason, NextTryOn = request.NextTryOn });
                return NextTry(draft, pathway, contact, request.NextTryOn, facts.Rules).Accept(contact.ContactId);
            });
    }

    public static Decision RecordAppointment(Pathway pathway, RecordAppointmentRequest request, Facts facts)
    {
        if (Check.Code("outcome", request.Outcome) is { } unknown)
        {
            return new Decision.Refused(unknown);
        }

        var attended = request.Outcome == AppointmentOutcome.Attended;
        var engagement = pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == request.EngagementId);
        var missed = request.Outcome is AppointmentOutcome.NoShow or AppointmentOutcome.CancelledByFamily or AppointmentOutcome.CancelledByHealth;
        return Decide.On(pathway, request.EngagementId, attended ? EngagementTrigger.Attend : EngagementTrigger.NoteAppointment, "EngagementService.RecordAppointment", facts)
            .Needing(() => Check.Text("note", request.Note, required: false)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, engagement!.SentOn)
                ?? (request.Outcome is AppointmentOutcome.Attended or AppointmentOutcome.NoShow
                    ? Check.Happened("appointment_on", request.AppointmentOn, Day.Parse(request.OccurredOn), engagement!.SentOn)
                    : Check.Date("appointment_on", request.AppointmentOn) ?? Check.NotBefore("appointment_on", request.AppointmentOn, engagement!.SentOn)))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.AppointmentRecorded = new AppointmentRecorded
                {
                    EngagementId = request.EngagementId,
                    Appointment = new Appointment { AppointmentOn = request.AppointmentOn, Outcome = request.Outcome },
                    Note = request.Note,
                })
                .If(missed, draft => draft.FollowUp(TaskKind.FollowUpNoShow, request.EngagementId, facts.Rules.FollowUp))
                .If(attended && !HasBegun(engagement!), draft => Begun(draft, engagement!, request.AppointmentOn, facts.Rules))
                .Accept(request.EngagementId));
    }

    // The first appointment that was kept starts what PHBU has to keep; whoever had not answered has answered by it.
    private static Draft Begun(Draft draft, Engagement engagement, string attendedOn, DeadlineRules rules)
    {
        if (engagement.State is EngagementState.Sent or EngagementState.Received or EngagementState.MoreInfoRequested)
        {
            draft.Due(rules.Report, engagement.EngagementId);
        }

        var first = Day.Parse(attendedOn);
        return engagement.Instance.Type == HealthInstanceType.ChildMentalHealthSpecialist
            ? draft.Due(DeadlineRules.Informational(rules.BasicAssessment, first, engagement.EngagementId)).Due(DeadlineRules.Informational(rules.ExtendedAssessment, first, engagement.EngagementId))
            : draft;
    }

    /// <summary>Whether consent allowed what was told.</summary>
    internal static bool IsCovered(Pathway pathway, ContactEntry contact, LocalDate day) =>
        Covers(pathway, pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == contact.EngagementId), contact.Instance, day).IsAllowed;

    private static Disclosure Covers(Pathway pathway, Engagement? engagement, HealthInstance instance, LocalDate day) => engagement is null
        ? Consents.OnSomeArea(pathway, instance.Type, day, byConsentAlone: true)
        : Consents.ByConsent(pathway, Asked.ToHealth(instance.Type, engagement.Areas), day);

    private static bool HasBegun(Engagement engagement) => engagement.Appointments.Any(appointment => appointment.Outcome == AppointmentOutcome.Attended);

    private static Draft NextTry(Draft draft, Pathway pathway, ContactEntry contact, string nextTryOn, DeadlineRules rules)
    {
        if (contact.Outcome == ContactOutcome.Reached)
        {
            return nextTryOn.Length > 0 ? draft.FollowUp(TaskKind.ContactAgain, FollowUpFold.AboutOf(pathway, contact), rules.ContactRetry, nextTryOn) : draft;
        }

        var about = FollowUpFold.AboutOf(pathway, contact);
        draft = nextTryOn.Length > 0 ? draft.FollowUp(TaskKind.ContactAgain, about, rules.ContactRetry, nextTryOn)
            : contact.Outcome == ContactOutcome.NobodyThere ? draft // nobody to call again: another way is asked for
            : draft.FollowUp(TaskKind.ContactAgain, about, rules.ContactRetry);
        var inVain = pathway.Contacts.Reverse().Where(earlier => FollowUpFold.AboutOf(pathway, earlier) == about).TakeWhile(earlier => earlier.Outcome != ContactOutcome.Reached).Count() + 1;
        var asked = pathway.FollowUps.Any(followUp => followUp is { Kind: TaskKind.AskChiefDoctor, State: FollowUpState.Open } && followUp.AboutId == about);
        return !asked && (inVain >= AttemptsBeforeTheChiefDoctor || contact.Outcome == ContactOutcome.NobodyThere)
            ? draft.FollowUp(TaskKind.AskChiefDoctor, about, rules.FollowUp)
            : draft;
    }

    private static Refusal? Optional<T>(string field, T value)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, default) ? null : Check.Code(field, value);
}
