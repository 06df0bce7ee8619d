using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary>
/// What became of what goes out and comes in. Possible in every state, also when the pathway has ended: a letter still has to
/// be archived then. Whatever stops is a person's task, and never stops the pathway.
/// </summary>
public static class ExchangeDecisions
{
    /// <summary>A document for the archive. Its content is stored with it.</summary>
    public static Decision Commit(Pathway pathway, Filing filing, string occurredOn, Source source) => StateOf(pathway, filing.FilingId) is not null || !Guid.TryParse(filing.FilingId, out var id) || id.ToString() != filing.FilingId
        ? NotNow
        : new Draft(pathway, occurredOn, source).Add(entry => entry.FilingCommitted = new FilingCommitted { Filing = Begun(filing) }).Accept(filing.FilingId);

    /// <summary>The archive's side has it. Nothing when it had it already.</summary>
    public static Decision Delivered(Pathway pathway, string filingId, Facts facts) => StateOf(pathway, filingId) is FilingState.Committed or FilingState.Parked
        ? On(pathway, facts).Add(entry => entry.FilingDelivered = new FilingDelivered { FilingId = filingId }).Accept(filingId)
        : NotNow;

    /// <param name="archiveId">What the archive calls it.</param>
    public static Decision Filed(Pathway pathway, string filingId, string archiveId, Facts facts) => StateOf(pathway, filingId) is not (null or FilingState.Filed) && archiveId.Length > 0
        ? On(pathway, facts).Add(entry => entry.FilingFiled = new FilingFiled { FilingId = filingId, ArchiveId = archiveId }).Accept(filingId)
        : NotNow;

    /// <summary>It goes no further: with a task, once for each time that it stops.</summary>
    public static Decision Park(Pathway pathway, string filingId, HandoverProblem problem, Facts facts) => pathway.Filings.FirstOrDefault(filing => filing.FilingId == filingId) is { } filing
        && filing.State != FilingState.Filed && (filing.State != FilingState.Parked || filing.Problem != problem)
        ? On(pathway, facts)
            .Add(entry => entry.FilingParked = new FilingParked { FilingId = filingId, Problem = problem })
            .If(!IsAsked(pathway, TaskKind.SettleFiling, filingId), draft => draft.FollowUp(TaskKind.SettleFiling, filingId, facts.Rules.FollowUp))
            .Accept(filingId)
        : NotNow;

    /// <summary>The fagsystem does not take this pathway's events. Nothing when somebody has that task already.</summary>
    public static Decision ParkDelivery(Pathway pathway, string pluginId, HandoverProblem problem, Facts facts) => IsAsked(pathway, TaskKind.SettleDelivery, pluginId)
        ? NotNow
        : On(pathway, facts)
            .Add(entry => entry.DeliveryParked = new DeliveryParked { PluginId = pluginId, Problem = problem })
            .FollowUp(TaskKind.SettleDelivery, pluginId, facts.Rules.FollowUp)
            .Accept();

    /// <summary>The fagsystem has everything again. Nothing when nobody waits for that.</summary>
    public static Decision ResumeDelivery(Pathway pathway, string pluginId, Facts facts) => IsAsked(pathway, TaskKind.SettleDelivery, pluginId)
        ? On(pathway, facts).Add(entry => entry.DeliveryResumed = new DeliveryResumed { PluginId = pluginId }).Accept()
        : NotNow;

    /// <summary>
    /// Somebody asks for something. Who is not sure counts as urgent, and what is urgent is decided by the next working day.
    /// </summary>
    /// <param name="request">Without an id, which it gets here.</param>
    public static Decision Receive(Pathway pathway, ReceivedRequest request, string occurredOn, Facts facts)
    {
        var received = request.Clone();
        received.RequestId = facts.NewId('r', pathway.SubjectCounts?.Requests ?? 0);
        var rule = received.Acuteness == Acuteness.No ? facts.Rules.FollowUp : facts.Rules.FollowUp with { Amount = 1, Unit = DeadlineUnit.WorkingDays };
        return new Draft(pathway, occurredOn, Source.Institution)
            .Add(entry => entry.RequestReceived = new RequestReceived { Request = received })
            .FollowUp(TaskKind.DecideRequest, received.RequestId, rule)
            .Accept(received.RequestId);
    }

    /// <summary>The same once more, when a history is gone through again.</summary>
    internal static Decision Redo(Pathway pathway, HistoryEntry entry, Facts facts)
    {
        var then = facts with { Today = Day.Parse(entry.OccurredOn) };
        return entry.PayloadCase switch
        {
            Payload.FilingCommitted => Commit(pathway, entry.FilingCommitted.Filing, entry.OccurredOn, entry.Source),
            Payload.FilingDelivered => Delivered(pathway, entry.FilingDelivered.FilingId, then),
            Payload.FilingFiled => Filed(pathway, entry.FilingFiled.FilingId, entry.FilingFiled.ArchiveId, then),
            Payload.FilingParked => Park(pathway, entry.FilingParked.FilingId, entry.FilingParked.Problem, then),
            Payload.DeliveryParked => ParkDelivery(pathway, entry.DeliveryParked.PluginId, entry.DeliveryParked.Problem, then),
            Payload.DeliveryResumed => ResumeDelivery(pathway, entry.DeliveryResumed.PluginId, then),
            Payload.RequestReceived => Receive(pathway, entry.RequestReceived.Request, entry.OccurredOn, then with { GivenId = entry.RequestReceived.Request.RequestId }),
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.PayloadCase, "Nothing was handed over by it."),
        };
    }

    private static Draft On(Pathway pathway, Facts facts) => new(pathway, Day.Format(facts.Today), Source.CaseSystem);

    private static Filing Begun(Filing filing)
    {
        var begun = filing.Clone();
        (begun.State, begun.ArchiveId, begun.Problem) = (FilingState.Committed, "", HandoverProblem.Unspecified);
        return begun;
    }

    private static FilingState? StateOf(Pathway pathway, string filingId) => pathway.Filings.FirstOrDefault(filing => filing.FilingId == filingId)?.State;

    private static bool IsAsked(Pathway pathway, TaskKind kind, string aboutId) =>
        pathway.FollowUps.Any(followUp => followUp.Kind == kind && followUp.AboutId == aboutId && followUp.State == FollowUpState.Open);

    private static Decision.Refused NotNow => new(Refusals.Of(RefusalReason.NotPermittedNow));
}
