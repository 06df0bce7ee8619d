using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary>
/// What became of what goes out and comes in. Possible in every state, also when the pathway has ended: a letter still has to
/// be archived then. Whatever stops is a person's task, and never stops the pathway.
/// </summary>
public static class ExchangeDecisions
{
    /// <summary>Of an archive's own id; whatever is longer is none.</summary>
    public const int LongestArchiveId = 500;

    /// <summary>A document for the archive. Its content is stored with it.</summary>
    public static Decision Commit(Pathway pathway, Filing filing, string occurredOn, Source source) => StateOf(pathway, filing.FilingId) is not null || !Guid.TryParse(filing.FilingId, out var id) || id.ToString() != filing.FilingId
        ? NotNow
        : new Draft(pathway, occurredOn, source).Add(entry => entry.FilingCommitted = new FilingCommitted { Filing = Begun(filing) }).Accept(filing.FilingId);

    /// <summary>The archive's side has it. Nothing when it had it already.</summary>
    /// <param name="pluginId">Whose archive.</param>
    public static Decision Delivered(Pathway pathway, string filingId, string pluginId, Facts facts) => StateOf(pathway, filingId) is FilingState.Committed or FilingState.Parked
        ? On(pathway, facts).Add(entry => entry.FilingDelivered = new FilingDelivered { FilingId = filingId, PluginId = pluginId }).Accept(filingId)
        : NotNow;

    /// <param name="archiveId">What the archive calls it.</param>
    public static Decision Filed(Pathway pathway, string filingId, string archiveId, Facts facts) => StateOf(pathway, filingId) is not (null or FilingState.Filed or FilingState.NotFiled) && archiveId.Length > 0
        ? On(pathway, facts).Add(entry => entry.FilingFiled = new FilingFiled { FilingId = filingId, ArchiveId = archiveId }).Accept(filingId)
        : NotNow;

    /// <summary>It goes no further: with a task, once for each time that it stops.</summary>
    /// <param name="pluginId">For HELD_ELSEWHERE, whose archive has it or may.</param>
    public static Decision Park(Pathway pathway, string filingId, HandoverProblem problem, Facts facts, string pluginId = "") => pathway.Filings.FirstOrDefault(filing => filing.FilingId == filingId) is { } filing
        && filing.State is not (FilingState.Filed or FilingState.NotFiled) && (filing.State != FilingState.Parked || filing.Problem != problem)
        ? On(pathway, facts)
            .Add(entry => entry.FilingParked = new FilingParked { FilingId = filingId, Problem = problem, PluginId = pluginId })
            .If(!IsAsked(pathway, TaskKind.SettleFiling, filingId), draft => draft.FollowUp(TaskKind.SettleFiling, filingId, facts.Rules.FollowUp))
            .Accept(filingId)
        : NotNow;

    /// <summary>What has been on its way to the archive for longer than the service allows is one task, however much it is. Nothing when that is known.</summary>
    /// <param name="since">From when on there was an archive to reach.</param>
    public static Decision Late(Pathway pathway, LocalDate since, Facts facts) =>
        Late(pathway, [.. pathway.Filings.Where(filing => !filing.Late && IsUnderWay(filing) && facts.HasWaitedTooLong(LocalDate.Max(since, Day.Parse(filing.SinceOn)))).Select(filing => filing.FilingId)], facts);

    /// <summary>A person says what became of a document that gets nowhere.</summary>
    public static Decision Settle(Pathway pathway, SettleFilingRequest request, Facts facts)
    {
        var filing = pathway.Filings.FirstOrDefault(filing => filing.FilingId == request.FilingId);
        return Decide.On(pathway, PathwayDefinition.HasEnded(pathway.State) ? PathwayTrigger.RecordLate : PathwayTrigger.Note, "DocumentService.SettleFiling", facts)
            .Needing(() => filing is null ? Refusals.Malformed("filing_id", "no-such-filing") : null)
            .Unless(() => IsStuck(filing!) ? null : (RefusalReason.NotPermittedNow, "refusal.SettleFiling"))
            .Needing(() => Check.Text("archive_id", request.ArchiveId, required: request.Reason.Length == 0, LongestArchiveId)
                ?? (request.ArchiveId.Length > 0 && request.Reason.Length > 0 ? Refusals.Malformed("reason", "one-of-two") : null)
                ?? Check.Text("reason", request.Reason, required: false)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, filing!.SinceOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry =>
                {
                    if (request.ArchiveId.Length > 0)
                    {
                        entry.FilingFiled = new FilingFiled { FilingId = request.FilingId, ArchiveId = request.ArchiveId };
                    }
                    else
                    {
                        entry.FilingWaived = new FilingWaived { FilingId = request.FilingId, Reason = request.Reason };
                    }
                })
                .Accept(request.FilingId));
    }

    /// <summary>Whether it is a person's to say what becomes of it.</summary>
    internal static bool IsStuck(Filing filing) => filing.State == FilingState.Parked || filing.Late;

    /// <summary>The fagsystem does not take this pathway's events. Nothing when somebody has that task already.</summary>
    public static Decision ParkDelivery(Pathway pathway, string pluginId, HandoverProblem problem, Facts facts) => IsAsked(pathway, TaskKind.SettleDelivery, ExchangeFold.AboutOf(pluginId, problem))
        ? NotNow
        : On(pathway, facts)
            .Add(entry => entry.DeliveryParked = new DeliveryParked { PluginId = pluginId, Problem = problem })
            .FollowUp(TaskKind.SettleDelivery, ExchangeFold.AboutOf(pluginId, problem), facts.Rules.FollowUp)
            .Accept();

    /// <summary>Nothing has got through to the fagsystem since that day. Nothing when somebody has that task already, or has had it since for less than the service allows.</summary>
    public static Decision Unreached(Pathway pathway, string pluginId, LocalDate since, Facts facts)
    {
        var seenTo = pathway.FollowUps.Where(followUp => followUp.Kind == TaskKind.SettleDelivery && followUp.AboutId == pluginId).Select(followUp => followUp.DoneOn);
        return facts.HasWaitedTooLong(Day.Parse(Day.Latest(seenTo.Append(Day.Format(since))))) ? ParkDelivery(pathway, pluginId, HandoverProblem.NotReached, facts) : NotNow;
    }

    /// <summary>The fagsystem has everything again. Nothing when nobody waits for that.</summary>
    /// <param name="problem">HELD_OTHERWISE when that is what is gone; UNSPECIFIED when events get through again.</param>
    public static Decision ResumeDelivery(Pathway pathway, string pluginId, HandoverProblem problem, Facts facts) => IsAsked(pathway, TaskKind.SettleDelivery, ExchangeFold.AboutOf(pluginId, problem))
        ? On(pathway, facts).Add(entry => entry.DeliveryResumed = new DeliveryResumed { PluginId = pluginId, Problem = problem }).Accept()
        : NotNow;

    /// <summary>The fagsystem is gone for good: nobody has to see to what did not reach it. Nothing when nobody was asked to.</summary>
    public static Decision EndDelivery(Pathway pathway, string pluginId, Facts facts) => pathway.FollowUps.Any(followUp => followUp.State == FollowUpState.Open && ExchangeFold.IsAbout(followUp, pluginId))
        ? On(pathway, facts).Add(entry => entry.DeliveryEnded = new DeliveryEnded { PluginId = pluginId }).Accept()
        : NotNow;

    /// <summary>What is decided when nothing has to be entered.</summary>
    public static Decision Nothing => NotNow;

    /// <summary>Whether somebody has the task about this fagsystem, of one sort or the other.</summary>
    public static bool IsAwaited(Pathway pathway, string pluginId, HandoverProblem problem) => IsAsked(pathway, TaskKind.SettleDelivery, ExchangeFold.AboutOf(pluginId, problem));

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
            Payload.FilingDelivered => Delivered(pathway, entry.FilingDelivered.FilingId, entry.FilingDelivered.PluginId, then),
            Payload.FilingFiled => Filed(pathway, entry.FilingFiled.FilingId, entry.FilingFiled.ArchiveId, then),
            Payload.FilingParked => Park(pathway, entry.FilingParked.FilingId, entry.FilingParked.Problem, then, entry.FilingParked.PluginId),
            Payload.FilingLate => Late(pathway, [.. entry.FilingLate.FilingIds.Where(id => pathway.Filings.Any(filing => filing.FilingId == id && !filing.Late && IsUnderWay(filing)))], then),
            Payload.FilingWaived => Waived(pathway, entry.FilingWaived, entry.OccurredOn, entry.Source),
            Payload.DeliveryParked => ParkDelivery(pathway, entry.DeliveryParked.PluginId, entry.DeliveryParked.Problem, then),
            Payload.DeliveryResumed => ResumeDelivery(pathway, entry.DeliveryResumed.PluginId, entry.DeliveryResumed.Problem, then),
            Payload.DeliveryEnded => EndDelivery(pathway, entry.DeliveryEnded.PluginId, then),
            Payload.RequestReceived => Receive(pathway, entry.RequestReceived.Request, entry.OccurredOn, then with { GivenId = entry.RequestReceived.Request.RequestId }),
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.PayloadCase, "Nothing was handed over by it."),
        };
    }

    // One task for all that are late, and no other while it is open.
    private static Decision Late(Pathway pathway, IReadOnlyList<string> filingIds, Facts facts) => filingIds.Count == 0
        ? NotNow
        : On(pathway, facts)
            .Add(entry => entry.FilingLate = new FilingLate { FilingIds = { filingIds } })
            .If(!IsAsked(pathway, TaskKind.SettleFiling, ExchangeFold.Archive), draft => draft.FollowUp(TaskKind.SettleFiling, ExchangeFold.Archive, facts.Rules.FollowUp))
            .Accept();

    private static Decision Waived(Pathway pathway, FilingWaived waived, string occurredOn, Source source) => StateOf(pathway, waived.FilingId) is null or FilingState.Filed or FilingState.NotFiled
        ? NotNow
        : new Draft(pathway, occurredOn, source).Add(entry => entry.FilingWaived = waived.Clone()).Accept(waived.FilingId);

    private static bool IsUnderWay(Filing filing) => filing.State is FilingState.Committed or FilingState.Delivered;

    private static Draft On(Pathway pathway, Facts facts) => new(pathway, Day.Format(facts.Today), Source.CaseSystem);

    private static Filing Begun(Filing filing)
    {
        var begun = filing.Clone();
        (begun.State, begun.ArchiveId, begun.Problem, begun.SinceOn, begun.Late, begun.PluginId) = (FilingState.Committed, "", HandoverProblem.Unspecified, "", false, "");
        return begun;
    }

    private static FilingState? StateOf(Pathway pathway, string filingId) => pathway.Filings.FirstOrDefault(filing => filing.FilingId == filingId)?.State;

    private static bool IsAsked(Pathway pathway, TaskKind kind, string aboutId) =>
        pathway.FollowUps.Any(followUp => followUp.Kind == kind && followUp.AboutId == aboutId && followUp.State == FollowUpState.Open);

    private static Decision.Refused NotNow => new(Refusals.Of(RefusalReason.NotPermittedNow));
}
