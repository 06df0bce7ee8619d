using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>What people have to do besides what the states ask for, the calls that they make, and who does what.</summary>
internal static class FollowUpFold
{
    /// <summary>False when the event is none of these.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.FollowUpRaised:
                pathway.FollowUps.Add(entry.FollowUpRaised.FollowUp.Clone());
                return true;
            case Payload.FollowUpDone:
                var done = pathway.FollowUps.Where(followUp => followUp.FollowUpId == entry.FollowUpDone.FollowUpId).ToList();
                Settle(pathway, entry, done);
                done.ForEach(followUp => ExchangeFold.SendAgain(pathway, followUp));
                return true;
            case Payload.TaskReassigned:
                var given = entry.TaskReassigned.Assignment;
                if (pathway.Assignments.FirstOrDefault(known => known.Kind == given.Kind && known.SubjectId == given.SubjectId) is { } known)
                {
                    pathway.Assignments.Remove(known);
                }

                pathway.Assignments.Add(given.Clone());
                return true;
            case Payload.ContactLogged:
                Log(pathway, entry);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the open ones of that kind asked for has been done.</summary>
    public static void Settle(Pathway pathway, HistoryEntry entry, TaskKind kind) =>
        Settle(pathway, entry, pathway.FollowUps.Where(followUp => followUp.Kind == kind));

    public static void Settle(Pathway pathway, HistoryEntry entry, TaskKind kind, string aboutId) =>
        Settle(pathway, entry, pathway.FollowUps.Where(followUp => followUp.Kind == kind && followUp.AboutId == aboutId));

    /// <summary>Another basis was looked for. What the end of one asks is met only by what replaces it.</summary>
    public static void SettleAssessed(Pathway pathway, HistoryEntry entry) =>
        Settle(pathway, entry, pathway.FollowUps.Where(followUp => followUp.Kind == TaskKind.AssessOtherBasis && pathway.StatedBases.All(basis => basis.BasisId != followUp.AboutId)));

    /// <summary>The engagement is settled: nobody calls for it or asks after it any more.</summary>
    public static void EndOf(Pathway pathway, string engagementId) =>
        Cancel(pathway, followUp => followUp.AboutId == engagementId && followUp.Kind is TaskKind.ContactAgain or TaskKind.AskChiefDoctor or TaskKind.FollowUpNoShow);

    /// <summary>The child is younger than that after all.</summary>
    public static void CancelBirthday(Pathway pathway, int age) => Cancel(pathway, followUp => followUp.Kind == TaskKind.Birthday && followUp.Age == age);

    /// <summary>It had its basis after all.</summary>
    public static void CancelDeviation(Pathway pathway, string aboutId) => Cancel(pathway, followUp => followUp.Kind == TaskKind.DealWithDeviation && followUp.AboutId == aboutId);

    /// <summary>The fagsystem is gone for good.</summary>
    public static void CancelDelivery(Pathway pathway, string pluginId) => Cancel(pathway, followUp => ExchangeFold.IsAbout(followUp, pluginId));

    /// <summary>The pathway ends: what concerns others, or what went wrong, has to be dealt with all the same.</summary>
    public static void EndForGood(Pathway pathway) => Cancel(
        pathway,
        followUp => followUp.Kind is not (TaskKind.DealWithDeviation or TaskKind.RecallOrNotify or TaskKind.InformOfComplaintRight or TaskKind.NotifyInstance or TaskKind.ReadLateReport
            or TaskKind.DecideRequest or TaskKind.SettleFiling or TaskKind.SettleDelivery));

    private static void Cancel(Pathway pathway, Func<FollowUp, bool> which)
    {
        foreach (var followUp in pathway.FollowUps.Where(followUp => followUp.State == FollowUpState.Open && which(followUp)))
        {
            followUp.State = FollowUpState.Cancelled;
            PathwayFold.End(pathway.Deadlines.Where(deadline => deadline.SubjectId == followUp.FollowUpId));
        }
    }

    private static void Settle(Pathway pathway, HistoryEntry entry, IEnumerable<FollowUp> followUps)
    {
        foreach (var followUp in followUps.Where(followUp => followUp.State == FollowUpState.Open))
        {
            (followUp.State, followUp.DoneOn) = (FollowUpState.Done, entry.OccurredOn);
            PathwayFold.Meet(pathway, entry, followUp.FollowUpId, DeadlineKind.FollowUp);
        }
    }

    // Whoever was reached need not be called again.
    private static void Log(Pathway pathway, HistoryEntry entry)
    {
        PathwayFold.Move(pathway, PathwayTrigger.Note);
        var contact = entry.ContactLogged.Contact.Clone();
        contact.ContactedOn = entry.OccurredOn;
        pathway.Contacts.Add(contact);
        var counts = PathwayFold.Counts(pathway);
        counts.Contacts = PathwayFold.Highest(counts.Contacts, contact.ContactId);
        var about = AboutOf(pathway, contact);
        Settle(pathway, entry, TaskKind.ContactAgain, about);
        if (contact.Outcome == ContactOutcome.Reached)
        {
            Settle(pathway, entry, TaskKind.AskChiefDoctor, about);
        }
    }

    /// <summary>What calls are counted by: the engagement, or without one the first call to the same office. Never the office itself, which tells where the child lives.</summary>
    public static string AboutOf(Pathway pathway, ContactEntry contact) => contact.EngagementId.Length > 0
        ? contact.EngagementId
        : pathway.Contacts.FirstOrDefault(earlier => earlier.EngagementId.Length == 0 && earlier.Instance?.InstanceId == contact.Instance.InstanceId)?.ContactId ?? contact.ContactId;
}
