using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>What the events of one engagement do to it, to its areas and to the pathway's phase.</summary>
internal static class EngagementFold
{
    /// <summary>False when the event is none of an engagement's.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.EngagementPrepared:
                Reopen(pathway, PathwayTrigger.PrepareReferral);
                pathway.Engagements.Add(entry.EngagementPrepared.Engagement.Clone());
                var counts = PathwayFold.Counts(pathway);
                counts.Engagements = PathwayFold.Highest(counts.Engagements, entry.EngagementPrepared.Engagement.EngagementId);
                SetOutcome(pathway, entry.EngagementPrepared.Engagement.Areas, AreaOutcome.BeingFollowedUp);
                break;
            case Payload.ReferralReleased:
                PathwayFold.Move(pathway, PathwayTrigger.ReleaseReferral);
                var released = Fire(pathway, entry.ReferralReleased.EngagementId, EngagementTrigger.Release);
                (released.ReleasedOn, released.LegalBasis) = (entry.OccurredOn, entry.ReferralReleased.LegalBasis);
                break;
            case Payload.ReferralSent:
                Send(pathway, entry);
                break;
            case Payload.ReferralReceived:
                var received = Fire(pathway, entry.ReferralReceived.EngagementId, EngagementTrigger.RecordReceipt);
                received.ReceivedOn = entry.OccurredOn;
                received.ReceiptAssumed = entry.Source == Source.Assumed;
                received.ReceiptMissing = received.ReceiptAssumed;
                received.NoAnswer = false;
                Arrived(pathway, entry, received);

                // Whoever confirms what was assumed, or has the rest, has the time to answer anew.
                PathwayFold.End(pathway.Deadlines.Where(deadline => deadline.Kind is DeadlineKind.Answer or DeadlineKind.StartOfHelp && deadline.SubjectId == received.EngagementId));
                break;
            case Payload.EngagementAnswered:
                Answer(pathway, entry);
                break;
            case Payload.EngagementProgressed:
                Progress(pathway, entry);
                break;
            case Payload.ReportReceived:
                Report(pathway, entry);
                break;
            case Payload.AppointmentRecorded:
                AppointmentFold.Apply(pathway, entry);
                break;
            case Payload.EngagementHandedOver:
                Settle(pathway, entry, entry.EngagementHandedOver.EngagementId, EngagementTrigger.HandOver).HandedOverTo = entry.EngagementHandedOver.To.Clone();
                break;
            case Payload.EngagementEnded:
                // A person gives a reason; without one, a withdrawn consent ended it.
                Settle(
                    pathway,
                    entry,
                    entry.EngagementEnded.EngagementId,
                    entry.EngagementEnded.Reason.Length > 0 ? EngagementTrigger.End : EngagementTrigger.CancelByConsent);
                break;
            default:
                return false;
        }

        return true;
    }

    private static void Send(Pathway pathway, HistoryEntry entry)
    {
        var sent = Fire(pathway, entry.ReferralSent.EngagementId, EngagementTrigger.ConfirmSent);
        if (sent.EndedOn.Length > 0)
        {
            // Its consent was taken back, and it had left: the areas are with somebody again.
            sent.EndedOn = "";
            SetOutcome(pathway, sent.Areas, AreaOutcome.BeingFollowedUp);
        }

        sent.SentOn = entry.OccurredOn;
    }

    /// <summary>Whatever the instance does proves that the referral arrived.</summary>
    internal static void Arrived(Pathway pathway, HistoryEntry entry, Engagement engagement)
    {
        PathwayFold.Meet(pathway, entry, engagement.EngagementId, DeadlineKind.Receipt, DeadlineKind.AssumedReceipt);
        if (entry.Source != Source.Assumed)
        {
            engagement.ReceiptMissing = false;
        }
    }

    private static void Report(Pathway pathway, HistoryEntry entry)
    {
        var report = entry.ReportReceived;
        var engagement = pathway.Engagements.Single(engagement => engagement.EngagementId == report.EngagementId);
        if (report.Kind is not (ReportKind.Unspecified or ReportKind.HealthReport))
        {
            // Another kind of document answers nothing, however welcome it is.
            engagement.OtherDocuments.Add(new OtherDocument { Kind = report.Kind, DocumentReference = report.ReportReference, ReceivedOn = entry.OccurredOn });
            return;
        }

        if (PathwayDefinition.HasEnded(pathway.State) || EngagementDefinition.IsSettled(engagement.State))
        {
            engagement.LateReportReferences.Add(report.ReportReference);
            return;
        }

        Fire(pathway, report.EngagementId, EngagementTrigger.Report);
        engagement.ReportReference = report.ReportReference;
        engagement.NoAnswer = false;
        Arrived(pathway, entry, engagement);
        PathwayFold.Meet(pathway, entry, report.EngagementId, DeadlineKind.Answer, DeadlineKind.Report, DeadlineKind.BasicAssessment, DeadlineKind.ExtendedAssessment, DeadlineKind.StartOfHelp);
        BeginAssessment(pathway);
    }

    /// <summary>A new referral or area takes a pathway back from closure: nobody waits for that any more, and the phase is what it was.</summary>
    internal static void Reopen(Pathway pathway, PathwayTrigger trigger)
    {
        var fromClosure = pathway.State == PathwayState.AwaitingClosure;
        PathwayFold.Move(pathway, trigger);
        if (!fromClosure)
        {
            return;
        }

        PathwayFold.End(pathway.Deadlines.Where(deadline => deadline.Kind == DeadlineKind.Closure));
        FindPhase(pathway);
    }

    /// <summary>Whether the phase is assessment, looked at afresh.</summary>
    internal static void FindPhase(Pathway pathway)
    {
        if (pathway.Areas.Any(status => status.Outcome == AreaOutcome.Done) || pathway.Engagements.Any(engagement => HealthHasBegun(engagement.State)))
        {
            BeginAssessment(pathway);
        }
    }

    private static bool HealthHasBegun(EngagementState state) => state is EngagementState.Accepted or EngagementState.InProgress
        or EngagementState.ReportReceived or EngagementState.CompletedNoReport or EngagementState.HandedOver;

    private static void Answer(Pathway pathway, HistoryEntry entry)
    {
        var answered = entry.EngagementAnswered;
        var engagement = Fire(pathway, answered.EngagementId, TriggerOf(answered.Answer));
        engagement.AnsweredOn = entry.OccurredOn;
        engagement.RejectionGround = answered.RejectionGround;
        engagement.FirstAppointmentOn = answered.FirstAppointmentOn;
        engagement.TreatmentDeadlineOn = answered.TreatmentDeadlineOn;
        engagement.RedirectedTo = answered.RedirectedTo?.Clone();
        engagement.NoAnswer = false;
        Arrived(pathway, entry, engagement);
        PathwayFold.Meet(pathway, entry, engagement.EngagementId, DeadlineKind.Answer);
        switch (answered.Answer)
        {
            case EngagementAnswer.Accepted:
                BeginAssessment(pathway);
                break;
            case EngagementAnswer.MoreInfoRequested:
                PathwayFold.End(pathway.Deadlines.Where(deadline => deadline.Kind == DeadlineKind.NextStep && deadline.SubjectId == engagement.EngagementId)); // asked anew
                break;
            case EngagementAnswer.Rejected or EngagementAnswer.Redirected:
                // Nobody follows the areas up now: they go back to a person.
                SetOutcome(pathway, engagement.Areas.Where(area => !IsFollowedUp(pathway, area)), AreaOutcome.Indicated);
                break;
        }
    }

    private static void Progress(Pathway pathway, HistoryEntry entry)
    {
        var progressed = entry.EngagementProgressed;
        if (progressed.Progress == EngagementProgress.Begun)
        {
            Fire(pathway, progressed.EngagementId, EngagementTrigger.Begin);
            PathwayFold.Meet(pathway, entry, progressed.EngagementId, DeadlineKind.StartOfHelp);
        }
        else
        {
            Fire(pathway, progressed.EngagementId, EngagementTrigger.CompleteWithoutReport);
            PathwayFold.Meet(pathway, entry, progressed.EngagementId, DeadlineKind.Report, DeadlineKind.BasicAssessment, DeadlineKind.ExtendedAssessment, DeadlineKind.StartOfHelp);
        }

        BeginAssessment(pathway);
    }

    private static Engagement Settle(Pathway pathway, HistoryEntry entry, string engagementId, EngagementTrigger trigger)
    {
        var before = pathway.Engagements.Single(engagement => engagement.EngagementId == engagementId).State;
        var engagement = Fire(pathway, engagementId, trigger);
        (engagement.EndedOn, engagement.NoAnswer, engagement.ReceiptMissing) = (entry.OccurredOn, false, false);
        if (before is EngagementState.Rejected or EngagementState.Redirected or EngagementState.ReportReceived or EngagementState.CompletedNoReport)
        {
            PathwayFold.Meet(pathway, entry, engagementId, DeadlineKind.NextStep); // to settle it was the step
        }

        PathwayFold.End(pathway.Deadlines.Where(deadline => deadline.SubjectId == engagementId));

        // What health finished is done, by whichever instance; what it never had, sent back or broke off is as open as before.
        var finished = before is EngagementState.ReportReceived or EngagementState.CompletedNoReport;
        foreach (var area in engagement.Areas.Where(area => !IsFollowedUp(pathway, area)))
        {
            SetOutcome(pathway, [area], finished || IsFinished(pathway, area) ? AreaOutcome.Done : AreaOutcome.Indicated, onlyIf: AreaOutcome.BeingFollowedUp, entry.OccurredOn);
        }

        FollowUpFold.EndOf(pathway, engagementId);

        return engagement;
    }

    /// <summary>The trigger that an answer fires.</summary>
    internal static EngagementTrigger TriggerOf(EngagementAnswer answer) => answer switch
    {
        EngagementAnswer.Accepted => EngagementTrigger.Accept,
        EngagementAnswer.Rejected => EngagementTrigger.Reject,
        EngagementAnswer.Redirected => EngagementTrigger.Redirect,
        EngagementAnswer.MoreInfoRequested => EngagementTrigger.AskForMore,
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "No such answer was ever recorded."),
    };

    internal static Engagement Fire(Pathway pathway, string engagementId, EngagementTrigger trigger)
    {
        var engagement = pathway.Engagements.Single(engagement => engagement.EngagementId == engagementId);
        PathwayFold.Move(pathway, PathwayTrigger.WorkOnEngagement);
        engagement.State = EngagementDefinition.V1.Next(engagement.State, trigger);
        return engagement;
    }

    // The phase is a function of the engagements: the first one that health has begun moves it.
    internal static void BeginAssessment(Pathway pathway) => PathwayFold.Move(pathway, PathwayTrigger.BeginAssessment);

    internal static bool IsFollowedUp(Pathway pathway, HealthArea area) => pathway.Engagements.Any(engagement =>
        engagement.Areas.Contains(area)
        && !EngagementDefinition.IsSettled(engagement.State)
        && engagement.State is not (EngagementState.Rejected or EngagementState.Redirected));

    private static bool IsFinished(Pathway pathway, HealthArea area) => pathway.Engagements.Any(engagement =>
        engagement.Areas.Contains(area) && (engagement.State == EngagementState.HandedOver || engagement.ReportReference.Length > 0));

    private static void SetOutcome(Pathway pathway, IEnumerable<HealthArea> areas, AreaOutcome outcome, AreaOutcome? onlyIf = null, string settledOn = "")
    {
        HealthArea[] concerned = [.. areas];
        foreach (var status in pathway.Areas.Where(status => concerned.Contains(status.Area) && (onlyIf is null || status.Outcome == onlyIf)))
        {
            (status.Outcome, status.SettledOn) = (outcome, outcome == AreaOutcome.Done ? settledOn : "");
        }
    }
}
