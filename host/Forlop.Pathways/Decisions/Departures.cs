using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>What left on consent: referrals that were sent, meetings that health was called to, calls in which it was told something.</summary>
internal static class Departures
{
    /// <summary>What left on a consent that did not carry it, from a day until before another; each held against the situation of its own day.</summary>
    public static IReadOnlyList<string> WithoutBasis(Pathway pathway, LocalDate since, LocalDate until)
    {
        bool IsMeanwhile(string on) => on.Length > 0 && Day.Parse(on) >= since && Day.Parse(on) < until;
        bool LacksConsent(Meeting meeting, string on) => IsMeanwhile(on)
            && meeting.Invitations.Any(invitation => invitation.LegalBasis == LegalBasis.Consent && !InvitationCheck.IsCovered(pathway, invitation, Day.Parse(on)));
        return
        [
            .. from sent in pathway.Engagements
               where sent.LegalBasis == LegalBasis.Consent && IsMeanwhile(sent.SentOn) && !IsCovered(pathway, sent, sent.SentOn)
               select sent.EngagementId,
            .. from meeting in pathway.Meetings
               where meeting.State != MeetingState.Postponed && (LacksConsent(meeting, meeting.CalledOn) || (meeting.State == MeetingState.Held && LacksConsent(meeting, meeting.MeetingOn)))
               select meeting.MeetingId,
            .. from contact in pathway.Contacts
               where contact.LegalBasis == LegalBasis.Consent && IsMeanwhile(contact.ContactedOn)
               where !ContactDecisions.IsCovered(pathway, contact, Day.Parse(contact.ContactedOn))
               select contact.ContactId,
        ];
    }

    /// <summary>The open deviations whose matter turns out to have had its basis, now that more is known of the child's situation: as if that had been known when it left.</summary>
    public static IReadOnlyList<string> InOrderAfterAll(Pathway before, Pathway after)
    {
        string[] deviating = [.. before.FollowUps.Where(followUp => followUp is { Kind: TaskKind.DealWithDeviation, State: FollowUpState.Open }).Select(followUp => followUp.AboutId)];
        return deviating is []
            ? []
            : [
                .. deviating.Intersect(WithoutBasis(before, LocalDate.MinIsoValue, LocalDate.MaxIsoValue)).Except(WithoutBasis(after, LocalDate.MinIsoValue, LocalDate.MaxIsoValue))
                    .Where(about => after.Engagements.FirstOrDefault(engagement => engagement.EngagementId == about) is not { } engagement || MoreWasCovered(after, engagement)),
            ];
    }

    // What was sent later, because it was asked for, may be a deviation of its own.
    private static bool MoreWasCovered(Pathway pathway, Engagement engagement) =>
        engagement.ReceivedOn.Length == 0 || IsCovered(pathway, engagement, engagement.ReceivedOn);

    private static bool IsCovered(Pathway pathway, Engagement sent, string on) =>
        Consents.ByConsent(pathway, Asked.ToHealth(sent.Instance.Type, sent.Areas), Day.Parse(on)).IsAllowed;
}
