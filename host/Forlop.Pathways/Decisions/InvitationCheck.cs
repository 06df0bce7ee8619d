using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>Who is asked to a meeting, and on what those from health may hear of the child there.</summary>
internal static class InvitationCheck
{
    public static Refusal? Of(CallMeetingRequest request) =>
        request.Invitations.Select(Of).FirstOrDefault(refusal => refusal is not null)
            ?? (request.Kind == MeetingKind.Clarification && !request.Invitations.Any(IsHealth) ? Refusals.Malformed("invitations", "at-least-one-from-health") : null)
            ?? (request.Invitations.DistinctBy(IdOf).Count() == request.Invitations.Count ? null : Refusals.Malformed("invitations", "repeated"));

    /// <summary>By consent, by a basis that was stated, or by one that the invitation gives a reason for.</summary>
    public static bool IsCovered(Pathway pathway, Invitation invitation, LocalDate day) =>
        !IsHealth(invitation)
        || (invitation.LegalBasis is not (LegalBasis.Unspecified or LegalBasis.Consent) && invitation.Reason.Length > 0)
        || Evaluated(pathway, invitation, day).IsAllowed;

    /// <summary>As it is entered: with the basis that carries it today.</summary>
    public static Invitation Entered(Pathway pathway, Invitation invitation, LocalDate day)
    {
        var entered = invitation.Clone();
        entered.Attended = false;
        entered.Participant = IsHealth(invitation) ? ParticipantKind.HealthInstance : invitation.Participant;
        entered.ConsentIds.Clear();
        if (IsHealth(invitation) && invitation.LegalBasis is LegalBasis.Unspecified or LegalBasis.Consent)
        {
            var evaluated = Evaluated(pathway, invitation, day);
            entered.LegalBasis = evaluated.Basis;
            entered.ConsentIds.AddRange(evaluated.ConsentIds);
        }

        return entered;
    }

    public static string IdOf(Invitation invitation) => invitation.Instance?.InstanceId ?? invitation.ParticipantId;

    private static Disclosure Evaluated(Pathway pathway, Invitation invitation, LocalDate day) =>
        Consents.OnSomeArea(pathway, invitation.Instance.Type, day, byConsentAlone: invitation.LegalBasis == LegalBasis.Consent);

    public static bool IsHealth(Invitation invitation) => invitation.Participant is ParticipantKind.Unspecified or ParticipantKind.HealthInstance;

    private static Refusal? Of(Invitation invitation) => IsHealth(invitation)
        ? Check.Instance("invitations.instance", invitation.Instance)
            ?? (invitation.ParticipantId.Length > 0 ? Refusals.Malformed("invitations.participant_id", "health-has-an-instance") : null)
            ?? Check.Code("invitations.channel", invitation.Channel)
            ?? ChannelCheck.Of("invitations.channel", invitation.Instance, invitation.Channel)
            ?? Basis(invitation)
        : Check.Code("invitations.participant", invitation.Participant)
            ?? (invitation.Instance is null ? null : Refusals.Malformed("invitations.instance", "only-health-has-an-instance"))
            ?? Check.Key("invitations.participant_id", invitation.ParticipantId)
            ?? Check.Code("invitations.channel", invitation.Channel)
            ?? (invitation.LegalBasis == LegalBasis.Unspecified ? null : Refusals.Malformed("invitations.legal_basis", "only-for-health"));

    private static Refusal? Basis(Invitation invitation) =>
        (invitation.LegalBasis == LegalBasis.Unspecified ? null : Check.Code("invitations.legal_basis", invitation.LegalBasis))
        ?? (invitation.LegalBasis == LegalBasis.Anonymised ? Refusals.Malformed("invitations.legal_basis", "anonymised-meeting") : null)
        ?? Check.Text("invitations.reason", invitation.Reason, required: invitation.LegalBasis is not (LegalBasis.Unspecified or LegalBasis.Consent));
}
