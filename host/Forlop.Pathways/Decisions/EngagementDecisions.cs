using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on engagements. Referring is not the end: each step but the last leaves a date to follow up by.</summary>
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
                    EngagementId = $"e{pathway.Engagements.Count + 1}",
                    State = EngagementDefinition.V1.Initial,
                    Instance = request.Instance.Clone(),
                    Channel = request.Channel,
                    PreparedOn = request.OccurredOn,
                    ReferralReference = request.ReferralReference,
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
            ? Consents.ToHealth(pathway, asked.Instance.Type, asked.Areas, facts.Today)
            : null;
        return Decide.On(pathway, request.EngagementId, EngagementTrigger.Release, "EngagementService.ReleaseForSending", facts)
            .Needing(() => Check.Code("legal_basis", request.LegalBasis)
                ?? (request.LegalBasis == LegalBasis.Anonymised ? Refusals.Malformed("legal_basis", "anonymised-referral") : null)
                ?? Check.Text("reason", request.Reason, required: !byConsent)
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, engagement => engagement.PreparedOn)
                ?? (byConsent && disclosure is { IsAllowed: true } && !Allowed(pathway, request.EngagementId, Day.Parse(request.OccurredOn))
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
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ReferralSent = new ReferralSent { EngagementId = request.EngagementId })
                .Due(facts.Rules.Receipt, request.EngagementId)
                .Accept(request.EngagementId));

    public static Decision RecordReceipt(Pathway pathway, RecordReceiptRequest request, Facts facts) =>
        Decide.On(pathway, request.EngagementId, EngagementTrigger.RecordReceipt, "EngagementService.RecordReceipt", facts)
            .Needing(() => When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, LatestStep))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ReferralReceived = new ReferralReceived { EngagementId = request.EngagementId })
                .Due(facts.Rules.AnswerOf(Find(pathway, request.EngagementId)!.Instance.Type), request.EngagementId)
                .Accept(request.EngagementId));

    public static Decision RecordAnswer(Pathway pathway, RecordAnswerRequest request, Facts facts)
    {
        if (Check.Code("answer", request.Answer) is { } unknown)
        {
            return new Decision.Refused(unknown);
        }

        return Decide.On(pathway, request.EngagementId, EngagementFold.TriggerOf(request.Answer), "EngagementService.RecordAnswer", facts)
            .Needing(() => RejectionGroundOf(request)
                ?? FirstAppointment(request, Find(pathway, request.EngagementId)!)
                ?? Check.Text("note", request.Note, required: request.Answer is EngagementAnswer.Redirected or EngagementAnswer.MoreInfoRequested)
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, engagement => engagement.SentOn))
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source).Add(entry => entry.EngagementAnswered = new EngagementAnswered
                {
                    EngagementId = request.EngagementId,
                    Answer = request.Answer,
                    RejectionGround = request.RejectionGround,
                    FirstAppointmentOn = request.FirstAppointmentOn,
                    Note = request.Note,
                });
                return (request.Answer == EngagementAnswer.Accepted ? draft.Due(facts.Rules.Report, request.EngagementId) : draft).Accept(request.EngagementId);
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

    public static Decision RecordReport(Pathway pathway, RecordReportRequest request, Facts facts) =>
        Decide.On(pathway, request.EngagementId, EngagementTrigger.Report, "EngagementService.RecordReport", facts)
            .Needing(() => Check.Reference("report_reference", request.ReportReference)
                ?? When(pathway, request.EngagementId, request.OccurredOn, request.Source, facts, engagement => engagement.SentOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.ReportReceived = new ReportReceived { EngagementId = request.EngagementId, ReportReference = request.ReportReference })
                .Accept(request.EngagementId));

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

    private static bool Allowed(Pathway pathway, string engagementId, LocalDate day) =>
        Find(pathway, engagementId) is { } engagement && Consents.ToHealth(pathway, engagement.Instance.Type, engagement.Areas, day).IsAllowed;

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
