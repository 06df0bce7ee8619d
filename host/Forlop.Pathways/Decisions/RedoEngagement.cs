using Forlop.Contracts.V1;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary><see cref="Redo"/> for engagements and calls.</summary>
internal static class RedoEngagement
{
    public static Decision Of(Pathway pathway, HistoryEntry entry, Facts facts)
    {
        var (on, source) = (entry.OccurredOn, entry.Source);
        switch (entry.PayloadCase)
        {
            case Payload.EngagementPrepared:
                var prepared = entry.EngagementPrepared.Engagement;
                return EngagementDecisions.Prepare(
                    pathway,
                    new() { Areas = { prepared.Areas }, Instance = prepared.Instance, Channel = prepared.Channel, ReferralReference = prepared.ReferralReference, OccurredOn = on, Source = source },
                    facts);
            case Payload.ReferralReleased:
                var released = entry.ReferralReleased;
                return EngagementDecisions.Release(
                    pathway, new() { EngagementId = released.EngagementId, LegalBasis = released.LegalBasis, Reason = released.Reason, OccurredOn = on, Source = source }, facts);
            case Payload.ReferralSent:
                return EngagementDecisions.ConfirmSent(pathway, new() { EngagementId = entry.ReferralSent.EngagementId, AlthoughWithdrawn = true, OccurredOn = on, Source = source }, facts);
            case Payload.ReferralReceived:
                return EngagementDecisions.RecordReceipt(pathway, new() { EngagementId = entry.ReferralReceived.EngagementId, OccurredOn = on, Source = source }, facts);
            case Payload.EngagementAnswered:
                var answered = entry.EngagementAnswered;
                return EngagementDecisions.RecordAnswer(
                    pathway,
                    new()
                    {
                        EngagementId = answered.EngagementId,
                        Answer = answered.Answer,
                        RejectionGround = answered.RejectionGround,
                        FirstAppointmentOn = answered.FirstAppointmentOn,
                        Note = answered.Note,
                        RedirectedTo = answered.RedirectedTo,
                        TreatmentDeadlineOn = answered.TreatmentDeadlineOn,
                        OccurredOn = on,
                        Source = source,
                    },
                    facts);
            case Payload.EngagementProgressed:
                return EngagementDecisions.RecordProgress(
                    pathway, new() { EngagementId = entry.EngagementProgressed.EngagementId, Progress = entry.EngagementProgressed.Progress, OccurredOn = on, Source = source }, facts);
            case Payload.ReportReceived:
                var report = entry.ReportReceived;
                return EngagementDecisions.RecordReport(
                    pathway, new() { EngagementId = report.EngagementId, ReportReference = report.ReportReference, Kind = report.Kind, OccurredOn = on, Source = source }, facts);
            case Payload.EngagementHandedOver:
                return EngagementDecisions.HandOver(pathway, new() { EngagementId = entry.EngagementHandedOver.EngagementId, To = entry.EngagementHandedOver.To, OccurredOn = on, Source = source }, facts);
            case Payload.EngagementEnded:
                return EngagementDecisions.End(pathway, new() { EngagementId = entry.EngagementEnded.EngagementId, Reason = entry.EngagementEnded.Reason, OccurredOn = on, Source = source }, facts);
            case Payload.AppointmentRecorded:
                var appointment = entry.AppointmentRecorded;
                return ContactDecisions.RecordAppointment(
                    pathway,
                    new()
                    {
                        EngagementId = appointment.EngagementId,
                        AppointmentOn = appointment.Appointment.AppointmentOn,
                        Outcome = appointment.Appointment.Outcome,
                        Note = appointment.Note,
                        OccurredOn = on,
                        Source = source,
                    },
                    facts);
            case Payload.ContactLogged:
                var contact = entry.ContactLogged.Contact;
                return ContactDecisions.Log(
                    pathway,
                    new()
                    {
                        EngagementId = contact.EngagementId,
                        Instance = contact.Instance,
                        Channel = contact.Channel,
                        Outcome = contact.Outcome,
                        Number = contact.Number,
                        Note = contact.Note,
                        LegalBasis = contact.LegalBasis,
                        Reason = entry.ContactLogged.Reason,
                        Acuteness = contact.Acuteness,
                        NextTryOn = entry.ContactLogged.NextTryOn,
                        OccurredOn = on,
                        Source = source,
                    },
                    facts);
            default:
                throw new InvalidOperationException($"Entry {entry.EventId} is of kind {entry.PayloadCase}, which no command makes.");
        }
    }
}
