using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;

namespace Forlop.Pathways;

/// <summary>What an appointment does to an engagement: one that was kept is the beginning of health's work.</summary>
internal static class AppointmentFold
{
    public static void Apply(Pathway pathway, HistoryEntry entry)
    {
        var recorded = entry.AppointmentRecorded;
        var attended = recorded.Appointment.Outcome == AppointmentOutcome.Attended;
        var engagement = EngagementFold.Fire(pathway, recorded.EngagementId, attended ? EngagementTrigger.Attend : EngagementTrigger.NoteAppointment);
        if (engagement.Appointments.FirstOrDefault(known => known.Outcome == AppointmentOutcome.Agreed && known.AppointmentOn == recorded.Appointment.AppointmentOn) is { } agreed)
        {
            agreed.Outcome = recorded.Appointment.Outcome;
        }
        else
        {
            engagement.Appointments.Add(recorded.Appointment.Clone());
        }

        if (!attended)
        {
            return;
        }

        EngagementFold.Arrived(pathway, entry, engagement);
        engagement.NoAnswer = false;
        PathwayFold.Meet(pathway, entry, engagement.EngagementId, DeadlineKind.Answer, DeadlineKind.StartOfHelp);
        FollowUpFold.Settle(pathway, entry, TaskKind.FollowUpNoShow, engagement.EngagementId);
        EngagementFold.BeginAssessment(pathway);
    }
}
