using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Days that lie ahead: agreed on, and therefore mistyped now and then.</summary>
public sealed class AgreedDayTests
{
    [Fact]
    public void A_mistyped_year_of_the_next_status_meeting_does_not_silence_the_follow_up()
    {
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-12", Gp));
        course.Refuses(Held("m1", nextStatusMeetingOn: "2062-03-03"), RefusalReason.DateImpossible, "next_status_meeting_on");
        course.Do(Held("m1", nextStatusMeetingOn: "2026-03-03")).Awaits("NextStep a1 2026-01-19", "StatusMeeting 2026-03-03");
    }

    [Fact]
    public void A_meeting_is_called_for_a_day_within_the_year()
    {
        Given.Started().Refuses(Call(MeetingKind.Clarification, "2027-12-01", Gp), RefusalReason.DateImpossible, "meeting_on");
    }

    [Fact]
    public void Whoever_calls_a_meeting_cannot_say_who_came()
    {
        var call = Call(MeetingKind.Clarification, "2026-01-20", Gp);
        call.Invitations[0].Attended = true;
        Assert.False(Given.Started().Do(call).Now.Meetings.Single().Invitations.Single().Attended);
    }

    [Fact]
    public void A_referral_of_a_named_child_never_leaves_as_anonymised() =>
        Given.Prepared().Refuses(Release("e1", LegalBasis.Anonymised, "uten navn"), RefusalReason.Malformed, "legal_basis");
}
