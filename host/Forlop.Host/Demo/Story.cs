using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using NodaTime;

namespace Forlop.Host.Demo;

/// <summary>
/// A plain course, primary services first, as a case system would drive it. Everything goes through the public API, and
/// what is printed is what came back.
/// </summary>
internal sealed class Story(LocalConnection caseSystem, LocalConnection operations, Narrator narrator)
{
    public static readonly LocalDate FirstDay = new(2026, 1, 12);

    private readonly OperatorService.OperatorServiceClient clock = new(operations.As(new Actor { UserId = "drift-1", Role = Role.Operator, Purpose = "demo" }));
    private readonly AuditService.AuditServiceClient audit = new(operations.As(new Actor { UserId = "drift-1", Role = Role.Operator, Purpose = "audit" }));
    private readonly CaseSystemClient fagsystem = new(caseSystem, narrator);

    private string today = "";

    /// <summary>True when the log was whole in the end.</summary>
    public async Task<bool> TellAsync()
    {
        await ConsiderAsync();
        var (gp, dental, schoolHealth) = await ChooseAsync();
        await MeetAsync(gp, dental);
        var (toGp, toDental) = await ReferAsync(gp, dental);
        await FollowUpAsync(toGp, toDental);
        var closed = await FinishAsync(toGp, toDental, schoolHealth);
        return await VerifyAsync() && closed;
    }

    private async Task ConsiderAsync()
    {
        await DayAsync("2026-01-12", "An investigation is opened; the service considers the pathway");
        await fagsystem.OpenAsync(DemoRequests.Open());

        await DayAsync("2026-01-19", "The caseworker talks with the child");
        var participation = new RecordParticipationRequest { Code = ParticipationCode.Conversation, Note = "Har vondt i en tann og sover dårlig. Vil gjerne ha med mamma." };
        await fagsystem.RunAsync(fagsystem.Pathways.RecordParticipationAsync, participation, "1.1 Samtale");

        await DayAsync("2026-01-20", "Both parents consent, to three named services");
        await fagsystem.RunAsync(fagsystem.Consents.RecordConsentAsync, DemoRequests.Consent("mor"), "mor, written", quiet: true);
        await fagsystem.RunAsync(fagsystem.Consents.RecordConsentAsync, DemoRequests.Consent("far"), "far, written");

        await DayAsync("2026-01-22", "The service decides to start");
        var start = new DecideStartRequest { Reason = "Tannverk og søvnvansker over tid.", CoordinatorUserId = CaseSystemClient.Coordinator };
        start.Areas.AddRange([HealthArea.Somatic, HealthArea.Dental, HealthArea.Mental]);
        await fagsystem.RunAsync(fagsystem.Pathways.DecideStartAsync, start, "SOMATIC, DENTAL, MENTAL");
    }

    private async Task<(HealthInstance Gp, HealthInstance Dental, HealthInstance SchoolHealth)> ChooseAsync()
    {
        narrator.Scene(today, "Where could this go? The municipality's own table suggests; a person chooses");
        narrator.Command("SuggestRoutes", "acuteness NO");
        var routes = await fagsystem.Engagements.SuggestRoutesAsync(new SuggestRoutesRequest { PathwayId = fagsystem.PathwayId, Acuteness = Acuteness.No });
        narrator.Suggestions(routes);
        return (Suggested(HealthInstanceType.Gp), Suggested(HealthInstanceType.PublicDental), Suggested(HealthInstanceType.SchoolHealth));

        HealthInstance Suggested(HealthInstanceType type) =>
            routes.Answers.SelectMany(answer => answer.Suggestions).First(suggestion => suggestion.Kind == RouteKind.Referral && suggestion.Instance.Type == type).Instance;
    }

    private async Task MeetAsync(HealthInstance gp, HealthInstance dental)
    {
        await DayAsync("2026-01-23", "The avklaringsmøte is called: a letter to the fastlege, a phone call to the dental clinic");
        var call = new CallMeetingRequest { Kind = MeetingKind.Clarification, MeetingOn = "2026-02-03" };
        call.Invitations.Add(new Invitation { Instance = gp, Channel = Channel.Letter });
        call.Invitations.Add(new Invitation { Instance = dental, Channel = Channel.Phone });
        var meeting = await fagsystem.RunAsync(fagsystem.Meetings.CallMeetingAsync, call, "CLARIFICATION on 2026-02-03");

        await DayAsync("2026-02-03", "The avklaringsmøte is held");
        var held = new RecordMeetingHeldRequest { MeetingId = meeting, MinutesReference = "journal/2026/118", ChildParticipation = MeetingParticipation.HeardBeforehand };
        held.AttendedInstanceIds.AddRange([gp.InstanceId, dental.InstanceId]);
        await fagsystem.RunAsync(fagsystem.Meetings.RecordMeetingHeldAsync, held, "minutes journal/2026/118");
    }

    private async Task<(string ToGp, string ToDental)> ReferAsync(HealthInstance gp, HealthInstance dental)
    {
        await DayAsync("2026-02-04", "Two referrals leave, in parallel");
        var toGp = await ReferToAsync(gp, "journal/2026/121", HealthArea.Somatic, HealthArea.Mental);
        var toDental = await ReferToAsync(dental, "journal/2026/122", HealthArea.Dental);

        await DayAsync("2026-02-09", "Both have arrived; the time to answer runs");
        await fagsystem.RunAsync(fagsystem.Engagements.RecordReceiptAsync, new RecordReceiptRequest { EngagementId = toGp }, toGp, quiet: true);
        await fagsystem.RunAsync(fagsystem.Engagements.RecordReceiptAsync, new RecordReceiptRequest { EngagementId = toDental }, toDental);

        await DayAsync("2026-02-16", "The dental clinic answers");
        var accepted = new RecordAnswerRequest { EngagementId = toDental, Answer = EngagementAnswer.Accepted, FirstAppointmentOn = "2026-02-24" };
        await fagsystem.RunAsync(fagsystem.Engagements.RecordAnswerAsync, accepted, $"{toDental} ACCEPTED");
        return (toGp, toDental);
    }

    private async Task<string> ReferToAsync(HealthInstance instance, string reference, params HealthArea[] areas)
    {
        var prepare = new PrepareReferralRequest { Instance = instance, Channel = Channel.Letter, ReferralReference = reference };
        prepare.Areas.AddRange(areas);
        var id = await fagsystem.RunAsync(fagsystem.Engagements.PrepareReferralAsync, prepare, $"{instance.InstanceId}: {string.Join(", ", areas)}", quiet: true);
        await fagsystem.RunAsync(fagsystem.Engagements.ReleaseForSendingAsync, new ReleaseForSendingRequest { EngagementId = id, LegalBasis = LegalBasis.Consent }, $"{id}, evaluated against the consents of today", quiet: true);
        await fagsystem.RunAsync(fagsystem.Engagements.ConfirmSentAsync, new ConfirmSentRequest { EngagementId = id }, id);
        return id;
    }

    private async Task FollowUpAsync(string toGp, string toDental)
    {
        await DayAsync("2026-03-03", "Nobody has heard from the fastlege, and it is not forgotten");
        await fagsystem.ShowAsync();

        await DayAsync("2026-03-05", "After a phone call the fastlege's note comes");
        await fagsystem.RunAsync(fagsystem.Engagements.RecordReportAsync, new RecordReportRequest { EngagementId = toGp, ReportReference = "journal/2026/204" }, toGp);

        await DayAsync("2026-03-17", "Statusmøte: the tooth is mended, the school nurse follows up the sleep");
        var status = await fagsystem.RunAsync(fagsystem.Meetings.CallMeetingAsync, new CallMeetingRequest { Kind = MeetingKind.Status, MeetingOn = today }, "STATUS", quiet: true);
        var held = new RecordMeetingHeldRequest { MeetingId = status, MinutesReference = "journal/2026/231", ChildParticipation = MeetingParticipation.Attended };
        await fagsystem.RunAsync(fagsystem.Meetings.RecordMeetingHeldAsync, held, "minutes journal/2026/231", quiet: true);
        var done = new RecordProgressRequest { EngagementId = toDental, Progress = EngagementProgress.CompletedWithoutReport };
        await fagsystem.RunAsync(fagsystem.Engagements.RecordProgressAsync, done, $"{toDental} COMPLETED_WITHOUT_REPORT", quiet: true);
        await fagsystem.RunAsync(fagsystem.Engagements.EndEngagementAsync, new EndEngagementRequest { EngagementId = toDental, Reason = "Ferdig behandlet." }, toDental);
    }

    private async Task<bool> FinishAsync(string toGp, string toDental, HealthInstance schoolHealth)
    {
        await fagsystem.RunAsync(fagsystem.Pathways.ProposeClosureAsync, new ProposeClosureRequest(), "", quiet: true);

        narrator.Scene(today, "Somebody tries to close while a report is not settled");
        var close = new ClosePathwayRequest { SummaryReference = "journal/2026/240", FamilyInformed = true };
        await fagsystem.TryAsync(fagsystem.Pathways.ClosePathwayAsync, close.Clone());
        await fagsystem.RunAsync(fagsystem.Engagements.HandOverAsync, new HandOverRequest { EngagementId = toGp, To = schoolHealth }, $"{toGp} to {schoolHealth.InstanceId}");

        await DayAsync("2026-03-20", "The family is told and the pathway closed; the case in the fagsystem goes on");
        await fagsystem.RunAsync(fagsystem.Pathways.ClosePathwayAsync, close, "summary journal/2026/240");
        var first = fagsystem.LastReceipt;
        var repeated = (await fagsystem.Pathways.ClosePathwayAsync(close)).Receipt;
        narrator.Say("repeat", $"the same request again gets the {(repeated.Equals(first) ? "same" : "WRONG")} receipt, also after closing");
        return repeated.Equals(first);
    }

    private async Task<bool> VerifyAsync()
    {
        narrator.Scene(today, "Was anything changed afterwards?");
        narrator.Command("VerifyLog", "");
        var log = await audit.VerifyLogAsync(new VerifyLogRequest());
        narrator.Say("log", $"{(log.Whole ? "whole" : "NOT WHOLE")}: {log.Commits} commits, {log.Events} events, {log.AccessEntries} access entries");
        return log.Whole;
    }

    private async Task DayAsync(string day, string what)
    {
        var set = await clock.SetClockAsync(new SetClockRequest { TodayOn = day });
        today = fagsystem.Today = set.TodayOn;
        narrator.Scene(today, what);
        if (set.DeadlinesPassed > 0)
        {
            narrator.Say("clock", $"{set.DeadlinesPassed} deadline{(set.DeadlinesPassed == 1 ? "" : "s")} passed");
        }
    }
}
