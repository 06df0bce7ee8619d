using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on engagements. Referring is not the end: each step but the last leaves a task with a date.</summary>
public static class EngagementDecisions
{
    public static Decision Prepare(Pathway pathway, PrepareReferralRequest request, Facts facts) =>
        Decide.On(pathway, PathwayTrigger.PrepareReferral, "EngagementService.PrepareReferral", facts)
            .Needing(() => Check.Codes("areas", request.Areas, required: true)
                ?? (request.Areas.All(area => pathway.Areas.Any(status => status.Area == area)) ? null : Refusals.Malformed("areas", "area-not-in-pathway"))
                ?? Check.Instance("instance", request.Instance)
                ?? (request.Instance.Type == HealthInstanceType.ChildWelfareLiaison ? Refusals.Malformed("instance.type", "liaison-gives-advice") : null)
                ?? Check.Code("channel", request.Channel)
                ?? ChannelCheck.Of("channel", request.Instance, request.Channel)
                ?? Check.Reference("referral_reference", request.ReferralReference)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.Decision.DecidedOn))
            .Then(() =>
            {
                var engagement = new Engagement
                {
                    EngagementId = facts.NewId('e', pathway.SubjectCounts?.Engagements ?? 0),
                    State = EngagementDefinition.V1.Initial,
                    Instance = request.Instance.Clone(),
                    Channel = request.Channel,
                    PreparedOn = request.OccurredOn,
                    ReferralReference = request.ReferralReference,
                    ReplyCode = facts.ReplyCode,
                };
                engagement.Areas.AddRange(request.Areas);
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.EngagementPrepared = new EngagementPrepared { Engagement = engagement });
                return (MeetingDecisions.StatusMeetingMissed(pathway, facts) is { } missed ? draft.Due(missed) : draft).Accept(engagement.EngagementId);
            });

    public static Decision Release(Pathway pathway, ReleaseForSendingRequest request, Facts facts)
    {
        var byConsent = request.LegalBasis == LegalBasis.Consent;
        var disclosure = Find(pathway, request.EngagementId) is { } asked
            ? Consents.ByConsent(pathway, Asked.ToHealth(asked.Instance.Type, asked.Areas), facts.Today)
            : null;
        return Decide.On(pathway, request.EngagementId, EngagementTrigger.Release, "EngagementService.ReleaseForSending", facts)
            .Needing(() => Check.Code("legal_basis", request.LegalBasis)
                ?? (request.LegalBasis == LegalBasis.Anonymised ? Refusals.Malformed("legal_basis", "anonymised-referral") : null)
                ?? Check.Text("reason", request.Reason, required: !byConsent)
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, engagement => engagement.PreparedOn)
                ?? (byConsent && disclosure is { IsAllowed: true } && !facts.BasisMayBeMissing && !Allowed(pathway, request.EngagementId, Day.Parse(request.OccurredOn))
                    ? Refusals.ImpossibleDate("occurred_on", "date-before")
                    : null))
            .Unless(() => byConsent && disclosure is { IsAllowed: false } ? (RefusalReason.ConsentMissing, "refusal.ConsentMissing.Release") : null)
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry =>
                {
                    entry.ReferralReleased = new ReferralReleased { EngagementId = request.EngagementId, LegalBasis = request.LegalBasis, Reason = request.Reason };
                    entry.ReferralReleased.ConsentIds.AddRange(byConsent ? disclosure!.ConsentIds : []);
                })
                .Accept(request.EngagementId));
    }

    public static Decision ConfirmSent(Pathway pathway, ConfirmSentRequest request, Facts facts) =>
        Decide.On(pathway, request.EngagementId, EngagementTrigger.ConfirmSent, "EngagementService.ConfirmSent", facts)
            .Needing(() => When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, engagement => engagement.ReleasedOn))
            .Unless(() => !request.AlthoughWithdrawn && HadDied(pathway, request) ? (RefusalReason.NotPermittedNow, "refusal.NotPermittedNow.Withdrawn") : null)
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ReferralSent = new ReferralSent { EngagementId = request.EngagementId })
                .Due(facts.Rules.Receipt, request.EngagementId)
                .If(Find(pathway, request.EngagementId)!.State == EngagementState.CancelledByConsent, stopped => stopped
                    .FollowUp(TaskKind.RecallOrNotify, request.EngagementId, facts.Rules.FollowUp)
                    .If(!Allowed(pathway, request.EngagementId, Day.Parse(request.OccurredOn)), uncarried => uncarried.Deviation(request.EngagementId, facts)))
                .Accept(request.EngagementId));

    public static Decision RecordReceipt(Pathway pathway, RecordReceiptRequest request, Facts facts) =>
        Decide.On(pathway, request.EngagementId, EngagementTrigger.RecordReceipt, "EngagementService.RecordReceipt", facts)
            .Needing(() => When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, ReceiptAfter)
                ?? (request.Source == Source.Assumed ? Refusals.Malformed("source", "assumed-by-clock") : null))
            .Then(() => Received(
                new Draft(pathway, request.OccurredOn, request.Source).Add(entry => entry.ReferralReceived = new ReferralReceived { EngagementId = request.EngagementId }),
                pathway,
                request.EngagementId,
                isAssumed: false,
                facts)
                .If(WentWithoutBasis(pathway, request), sent => sent.Deviation(request.EngagementId, facts))
                .Accept(request.EngagementId));

    /// <summary>From the receipt, also from one that is only assumed, the time to answer runs.</summary>
    internal static Draft Received(Draft draft, Pathway pathway, string engagementId, bool isAssumed, Facts facts)
    {
        var engagement = Find(pathway, engagementId)!;
        var answer = facts.Rules.AnswerOf(engagement.Instance.Type).From(draft.OccurredOn, engagementId);
        answer.StartAssumed = isAssumed;
        if (engagement.State == EngagementState.MoreInfoRequested)
        {
            answer.Basis = DeadlineBasis.Local; // no source says that the national time begins anew
        }

        draft.Due(answer);
        if (!HasStartOfHelp(pathway, engagement, draft.OccurredOn))
        {
            return draft;
        }

        // Who asks for more wins no time to begin: that counts from the first receipt, as it did.
        if (engagement.State == EngagementState.MoreInfoRequested
            && pathway.Deadlines.LastOrDefault(deadline => deadline.Kind == DeadlineKind.StartOfHelp && deadline.SubjectId == engagementId)?.Clone() is { } running)
        {
            running.State = DeadlineState.Running;
            return draft.Due(running);
        }

        var start = DeadlineRules.Informational(facts.Rules.StartOfHelp, draft.OccurredOn, engagementId);
        start.StartAssumed = isAssumed;
        return draft.Due(start);
    }

    public static Decision RecordAnswer(Pathway pathway, RecordAnswerRequest request, Facts facts)
    {
        if (Check.Code("answer", request.Answer) is { } unknown)
        {
            return new Decision.Refused(unknown);
        }

        return Decide.On(pathway, request.EngagementId, EngagementFold.TriggerOf(request.Answer), "EngagementService.RecordAnswer", facts)
            .Needing(() => When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, engagement => engagement.SentOn)
                ?? RejectionGroundOf(request)
                ?? FirstAppointment(request, Find(pathway, request.EngagementId)!)
                ?? Check.Text("note", request.Note, required: NeedsNote(request))
                ?? (request.RedirectedTo is null ? null
                    : request.Answer != EngagementAnswer.Redirected ? Refusals.Malformed("redirected_to", "other-answer")
                    : Check.Instance("redirected_to", request.RedirectedTo))
                ?? (request.TreatmentDeadlineOn.Length == 0 ? null
                    : request.Answer != EngagementAnswer.Accepted ? Refusals.Malformed("treatment_deadline_on", "other-answer")
                    : Check.Agreed("treatment_deadline_on", request.TreatmentDeadlineOn, request.OccurredOn)))
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source).Add(entry => entry.EngagementAnswered = new EngagementAnswered
                {
                    EngagementId = request.EngagementId,
                    Answer = request.Answer,
                    RejectionGround = request.RejectionGround,
                    FirstAppointmentOn = request.FirstAppointmentOn,
                    Note = request.Note,
                    RedirectedTo = request.RedirectedTo?.Clone(),
                    TreatmentDeadlineOn = request.TreatmentDeadlineOn,
                });

                // The patient may complain of a rejection, child welfare may not: so the family has to hear of it.
                return draft
                    .If(request.Answer == EngagementAnswer.Accepted, accepted => accepted.Due(facts.Rules.Report, request.EngagementId))
                    .If(request.Answer == EngagementAnswer.Rejected, rejected => rejected.FollowUp(TaskKind.InformOfComplaintRight, request.EngagementId, facts.Rules.FollowUp))
                    .Accept(request.EngagementId);
            });
    }

    public static Decision RecordProgress(Pathway pathway, RecordProgressRequest request, Facts facts)
    {
        if (Check.Code("progress", request.Progress) is { } unknown)
        {
            return new Decision.Refused(unknown);
        }

        var trigger = request.Progress == EngagementProgress.Begun ? EngagementTrigger.Begin : EngagementTrigger.CompleteWithoutReport;
        return Decide.On(pathway, request.EngagementId, trigger, "EngagementService.RecordProgress", facts)
            .Needing(() => When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, LatestStep))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.EngagementProgressed = new EngagementProgressed { EngagementId = request.EngagementId, Progress = request.Progress })
                .Accept(request.EngagementId));
    }

    public static Decision RecordReport(Pathway pathway, RecordReportRequest request, Facts facts)
    {
        var engagement = Find(pathway, request.EngagementId);
        var answers = request.Kind is ReportKind.Unspecified or ReportKind.HealthReport;
        var isLate = PathwayDefinition.HasEnded(pathway.State) || (engagement is not null && EngagementDefinition.IsSettled(engagement.State));
        var decide = answers && !isLate
            ? Decide.On(pathway, request.EngagementId, EngagementTrigger.Report, "EngagementService.RecordReport", facts)
            : Decide.On(pathway, PathwayDefinition.HasEnded(pathway.State) ? PathwayTrigger.RecordLate : PathwayTrigger.Note, "EngagementService.RecordReport", facts);
        return decide
            .Needing(() => (engagement is null ? Refusals.Malformed("engagement_id", "no-such-engagement") : null)
                ?? (engagement!.SentOn.Length == 0 ? Refusals.Malformed("engagement_id", "never-sent") : null)
                ?? Check.Reference("report_reference", request.ReportReference)
                ?? (request.Kind == ReportKind.Unspecified ? null : Check.Code("kind", request.Kind))
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, reported => reported.SentOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ReportReceived = new ReportReceived { EngagementId = request.EngagementId, ReportReference = request.ReportReference, Kind = request.Kind })
                .If(isLate && answers, late => late.FollowUp(TaskKind.ReadLateReport, request.EngagementId, facts.Rules.FollowUp))
                .Accept(request.EngagementId));
    }

    public static Decision HandOver(Pathway pathway, HandOverRequest request, Facts facts) =>
        Decide.On(pathway, request.EngagementId, EngagementTrigger.HandOver, "EngagementService.HandOver", facts)
            .Needing(() => Check.Instance("to", request.To)
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, LatestStep))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.EngagementHandedOver = new EngagementHandedOver { EngagementId = request.EngagementId, To = request.To.Clone() })
                .Accept(request.EngagementId));

    public static Decision End(Pathway pathway, EndEngagementRequest request, Facts facts) =>
        Decide.On(pathway, request.EngagementId, EngagementTrigger.End, "EngagementService.EndEngagement", facts)
            .Needing(() => Check.Text("reason", request.Reason)
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, LatestStep))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.EngagementEnded = new EngagementEnded { EngagementId = request.EngagementId, Reason = request.Reason })
                .Accept(request.EngagementId));

    private static bool HadDied(Pathway pathway, ConfirmSentRequest request) =>
        Find(pathway, request.EngagementId) is { State: EngagementState.CancelledByConsent } engagement && Day.Parse(request.OccurredOn) >= Day.Parse(engagement.EndedOn);

    // More information is a disclosure like the first. That it arrived is a fact all the same.
    private static bool WentWithoutBasis(Pathway pathway, RecordReceiptRequest request) =>
        Find(pathway, request.EngagementId) is { State: EngagementState.MoreInfoRequested } engagement
        && engagement.LegalBasis == LegalBasis.Consent
        && !Consents.Evaluate(pathway, Asked.ToHealth(engagement.Instance.Type, engagement.Areas), Day.Parse(request.OccurredOn)).IsAllowed;

    // Only who said "not complete" or "elsewhere" helps nobody without saying what or where.
    private static bool NeedsNote(RecordAnswerRequest request) =>
        request.Answer is EngagementAnswer.Redirected or EngagementAnswer.MoreInfoRequested || request.RejectionGround == RejectionGround.ReferralIncomplete;

    private static bool HasStartOfHelp(Pathway pathway, Engagement engagement, LocalDate day) =>
        engagement.Instance.Type is HealthInstanceType.ChildMentalHealthSpecialist or HealthInstanceType.SubstanceTreatment or HealthInstanceType.AdultMentalHealth
        && Consents.Age(pathway, day) < Birthdays.EarlierUpperAge;

    // Whoever confirms what was assumed may know of an earlier day.
    private static string ReceiptAfter(Engagement engagement) =>
        engagement.ReceiptAssumed && engagement.State != EngagementState.MoreInfoRequested ? engagement.SentOn : LatestStep(engagement);

    private static bool Allowed(Pathway pathway, string engagementId, LocalDate day) =>
        Find(pathway, engagementId) is { } engagement && Consents.ByConsent(pathway, Asked.ToHealth(engagement.Instance.Type, engagement.Areas), day).IsAllowed;

    private static Refusal? RejectionGroundOf(RecordAnswerRequest request) =>
        request.Answer == EngagementAnswer.Rejected ? Check.Code("rejection_ground", request.RejectionGround)
        : request.RejectionGround == RejectionGround.Unspecified ? null
        : Refusals.Malformed("rejection_ground", "other-answer");

    private static Refusal? FirstAppointment(RecordAnswerRequest request, Engagement engagement) =>
        request.FirstAppointmentOn.Length == 0 ? null
        : request.Answer != EngagementAnswer.Accepted ? Refusals.Malformed("first_appointment_on", "other-answer")
        : Check.Date("first_appointment_on", request.FirstAppointmentOn) ?? Check.NotBefore("first_appointment_on", request.FirstAppointmentOn, engagement.SentOn);

    private static string LatestStep(Engagement engagement) =>
        Day.Latest(engagement.PreparedOn, engagement.ReleasedOn, engagement.SentOn, engagement.ReceivedOn, engagement.AnsweredOn);

    private static Refusal? When(Pathway pathway, string engagementId, string occurredOn, Source source, Facts facts, Func<Engagement, string> earliest) =>
        Check.Code("source", source) ?? Check.Happened("occurred_on", occurredOn, facts.Today, earliest(Find(pathway, engagementId)!));

    private static Engagement? Find(Pathway pathway, string engagementId) =>
        pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == engagementId);
}
