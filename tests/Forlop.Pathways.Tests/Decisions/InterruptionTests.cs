using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>On hold and on again, another situation, another order of things.</summary>
public sealed class InterruptionTests
{
    [Fact]
    [Trait("Must", "PW-9")]
    public void On_hold_the_services_own_limits_wait_and_somebody_looks_again_by_a_day()
    {
        var course = Given.InCooperation(HealthArea.Mental).On("2026-01-19").Do(Suspend()).Is(PathwayState.Suspended)
            .Awaits("Suspension 2026-02-16").Asks(TaskKind.ReviewSuspension);

        course.Morning("2026-03-09").Is(PathwayState.Suspended).Do(Resume()).Is(PathwayState.InCooperation);

        // Seven weeks on hold: 23 February becomes 13 April.
        course.Awaits("NextStep a1 2026-03-16", "StatusMeeting 2026-04-13");
        Assert.Contains("flyttet 49 dager fordi forløpet var på vent", DeadlineText.Explain(course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.StatusMeeting)).Nb, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_that_was_agreed_and_moved_by_a_hold_is_not_said_to_be_the_agreed_one()
    {
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1", "2026-02-10")).On("2026-01-19").Do(Suspend()).On("2026-01-20").Do(Resume());

        var moved = course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.StatusMeeting);
        Assert.Equal(("2026-02-11", 1), (moved.DueOn, moved.PausedDays));
        Assert.Equal("avtalt dag, etter møtet 12.01.2026; flyttet 1 dag fordi forløpet var på vent", DeadlineText.Explain(moved).Nb);
        Assert.Equal("avtalt dag, etter møtet 12.01.2026; flytta 1 dag fordi forløpet var på vent", DeadlineText.Explain(moved).Nn);
    }

    [Fact]
    public void On_hold_a_statutory_limit_runs_on_and_what_health_says_is_recorded_and_nothing_new_leaves()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Received("e1")).Do(Prepare(Gp, HealthArea.Mental)).Do(Suspend());

        Assert.Contains("Answer e1 2026-01-26", course.Due);
        course.Refuses(Release("e2"), RefusalReason.NotPermittedNow);
        course.Morning("2026-01-27").Do(Requests.Accepted("e1")).Is(PathwayState.Suspended).Do(Resume()).Is(PathwayState.InAssessment);
    }

    [Fact]
    public void Discontinued_stops_what_has_not_left_and_tells_whoever_has_something()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Prepare(Gp, HealthArea.Mental)).Do(Discontinue()).Is(PathwayState.Discontinued).Asks(TaskKind.NotifyInstance);

        course.Has("e1", EngagementState.Sent).Has("e2", EngagementState.CancelledOther);
        Assert.All(course.Now.Deadlines, deadline => Assert.True(deadline.Kind == DeadlineKind.FollowUp || deadline.State is DeadlineState.Cancelled or DeadlineState.Met));
    }

    [Fact]
    public void Discontinued_tells_whoever_from_health_is_called_to_a_meeting_that_it_will_not_be()
    {
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse));

        course.Do(Discontinue()).Asks(TaskKind.NotifyInstance);
        Assert.Equal("m1", course.Now.FollowUps.Single().AboutId);

        var recalled = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(Withdraw("c1"));
        recalled.Do(Discontinue()).Asks(TaskKind.RecallOrNotify); // who recalls it tells them
    }

    [Fact]
    [Trait("Must", "PW-8")]
    [Trait("Trap", "4")]
    public void Another_situation_from_an_earlier_day_stops_what_is_queued_and_makes_what_left_a_deviation()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Prepare(Gp, HealthArea.Mental)).Do(Release("e2"));
        var taken = Open().Circumstances;
        taken.CareBasis = CareBasis.CareOrder;
        taken.ConsentHolders.Clear();
        taken.ConsentHolders.Add(new ConsentHolder { HolderId = "bvt", Role = ConsentHolderRole.CareAuthority });
        var situation = Situation(taken);
        situation.OccurredOn = "2026-01-10";

        course.On("2026-01-15").Do(situation);

        course.Has("e1", EngagementState.Sent).Has("e2", EngagementState.CancelledByConsent);
        Assert.Equal(["e1", "m1"], course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.DealWithDeviation).Select(followUp => followUp.AboutId));
        course.Refuses(Release("e1"), RefusalReason.NotPermittedNow);
    }

    [Fact]
    [Trait("Trap", "4")]
    public void Other_holders_put_nothing_on_hold_for_nobody_took_anything_back_and_somebody_has_to_ask_them()
    {
        var taken = Open("2018-05-03", "bvt").Circumstances;
        taken.CareBasis = CareBasis.CareOrder;

        var course = Given.InCooperation(HealthArea.Mental).On("2026-01-13").Do(Situation(taken)).Is(PathwayState.InCooperation)
            .Asks(TaskKind.AssessOtherBasis, TaskKind.HoldStatusMeeting, TaskKind.PrepareReferrals);

        course.On("2026-01-14").Do(Consent("bvt")).Asks(TaskKind.HoldStatusMeeting, TaskKind.PrepareReferrals);
    }

    [Fact]
    [Trait("Trap", "13")]
    public void A_move_to_another_municipality_leaves_consent_and_responsibility_where_they_were()
    {
        var moved = Open().Circumstances;
        (moved.ResidentKommunenummer, moved.PlacementKind) = ("9903", PlacementKind.FosterHome);

        var course = Given.Prepared(HealthArea.Mental).Do(Situation(moved));

        Assert.Equal(("9901", "9903"), (course.Now.Circumstances.ResponsibleKommunenummer, course.Now.Circumstances.ResidentKommunenummer));
        course.Do(Release("e1"));
    }

    [Fact]
    public void Where_referrals_come_first_one_may_leave_before_the_meeting_whose_task_stays()
    {
        var course = new Course { Settings = ServiceSettings.Default with { Order = PathwayOrder.ReferralFirst } };
        course.Do(Open("2018-05-03", Mother)).Do(Participation()).Do(Consent(Mother)).Do(Start(HealthArea.Mental)).Do(Prepare(Bup)).Do(Release("e1")).Do(Requests.Sent("e1"))
            .Is(PathwayState.Started).Asks(TaskKind.CallClarificationMeeting, TaskKind.ConfirmReceipt);

        course.Do(Received("e1")).Do(Requests.Accepted("e1")).Is(PathwayState.Started)
            .Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1")).Is(PathwayState.InAssessment);
    }

    [Fact]
    public void Where_the_meeting_comes_first_a_referral_waits_for_it() =>
        Assert.Contains("avklaringsmøtet før", Given.Started().Refuses(Prepare(Bup), RefusalReason.NotPermittedNow).Message.Nb, StringComparison.Ordinal);

    [Fact]
    [Trait("Must", "ME-3")]
    [Trait("Trap", "24")]
    public void A_meeting_without_the_child_says_why()
    {
        var held = Held("m1");
        held.ChildParticipation = MeetingParticipation.Absent;
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse));

        course.Refuses(held, RefusalReason.Malformed, "child_absence_reason");
        held.ChildAbsenceReason = "Syk";
        course.Do(held);
        Assert.Equal("Syk", course.Now.Meetings.Single().ChildAbsenceReason);
    }

    [Fact]
    [Trait("Must", "ME-4")]
    public void A_cancelled_clarification_meeting_leaves_the_task_to_call_another_and_a_postponed_one_the_task_to_hold_it()
    {
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(Postpone("m1", "2026-01-22"));
        Assert.Equal(("m2", MeetingState.Postponed, MeetingState.Called), (course.Now.Meetings[0].PostponedToId, course.Now.Meetings[0].State, course.Now.Meetings[1].State));
        course.Is(PathwayState.ClarificationCalled).Asks(TaskKind.HoldClarificationMeeting);

        course.Do(CancelMeeting("m2")).Is(PathwayState.Started).Asks(TaskKind.CallClarificationMeeting).Awaits("ClarificationMeeting 2026-01-26");
    }

    [Fact]
    public void Those_invited_who_are_not_of_health_need_no_consent_and_those_who_are_say_on_what_basis_they_come()
    {
        var call = Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse, Gp);
        call.Invitations.Add(new Invitation { Participant = ParticipantKind.Parent, ParticipantId = Mother, Channel = Channel.Phone });
        (call.Invitations[1].LegalBasis, call.Invitations[1].Reason) = (LegalBasis.NecessaryForChildWelfare, "Fastlegen kjenner saken");

        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(Consent(Mother, HealthInstanceType.SchoolHealth)).Do(Start()).Do(call);

        Assert.Equal(
            [(LegalBasis.Consent, "c1"), (LegalBasis.NecessaryForChildWelfare, ""), (LegalBasis.Unspecified, "")],
            course.Now.Meetings.Single().Invitations.Select(invitation => (invitation.LegalBasis, string.Join(',', invitation.ConsentIds))));
    }

    [Fact]
    public void A_child_of_a_municipality_that_the_service_does_not_serve_is_refused()
    {
        var course = new Course { Settings = ServiceSettings.Default with { Area = new ServedArea(ServiceKind.Intermunicipal, ["9901", "9902"], "") } };
        var elsewhere = Open();
        elsewhere.Circumstances.ResponsibleKommunenummer = "9903";

        course.Refuses(elsewhere, RefusalReason.NotServed, "circumstances.responsible_kommunenummer");
        course.Do(Open());
        course.Refuses(Situation(elsewhere.Circumstances), RefusalReason.NotServed, "circumstances.responsible_kommunenummer");
    }

    [Fact]
    public void Of_two_situations_the_later_one_counts_whichever_was_entered_last_and_what_left_between_them_is_a_deviation()
    {
        var taken = Open("2018-05-03", "bvt").Circumstances;
        taken.CareBasis = CareBasis.CareOrder;
        var home = Open().Circumstances;
        home.PlacementKind = PlacementKind.FosterHome;
        var (first, second) = (Situation(taken), Situation(home));
        (first.OccurredOn, second.OccurredOn) = ("2026-01-11", "2026-01-14");

        var course = Given.Sent(HealthArea.Mental).On("2026-01-15").Do(second).Do(first);

        Assert.Equal((PlacementKind.FosterHome, "2026-01-14"), (course.Now.Circumstances.PlacementKind, course.Now.CircumstancesSinceOn));
        Assert.Equal(["e1", "m1"], course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.DealWithDeviation).Select(followUp => followUp.AboutId));
        course.Do(Prepare(Bup, HealthArea.Mental)).Do(Release("e2")); // today both parents' consent carries it
    }

    [Fact]
    [Trait("Trap", "3")]
    public void A_birth_date_that_is_put_right_counts_the_ages_anew()
    {
        var course = Given.InCooperation().On("2026-02-01");
        var elder = Open("2011-01-20").Circumstances;
        course.Do(Situation(elder)).Morning("2026-02-01");
        Assert.Contains(15, course.Now.AgesReached);
        Assert.Contains(TaskKind.Birthday, course.Tasks);
        Assert.Equal(14, course.Now.Consents[0].AgeAtGrant);

        course.Do(Situation(Open("2018-05-03").Circumstances));

        Assert.Empty(course.Now.AgesReached);
        Assert.DoesNotContain(TaskKind.Birthday, course.Tasks);
        Assert.Equal(7, course.Now.Consents[0].AgeAtGrant);
    }

    [Fact]
    public void What_began_while_the_pathway_was_on_hold_waits_from_its_own_beginning()
    {
        var course = Given.Started().On("2026-01-26");
        var hold = Suspend();
        hold.OccurredOn = "2026-01-19";
        course.Do(Call(MeetingKind.Clarification, "2026-01-26", SchoolNurse)).Do(Held("m1")).Do(hold); // the meeting was held while nobody had entered the hold

        course.On("2026-02-02").Do(Resume());

        Assert.Equal("2026-03-16", course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.StatusMeeting).DueOn);
    }

    [Fact]
    public void A_meeting_that_was_called_can_be_called_off_on_hold_and_has_to_be_called_anew()
    {
        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(Suspend()).Do(CancelMeeting("m1")).Is(PathwayState.Suspended);

        course.Do(Resume()).Is(PathwayState.Started);
        Assert.Contains(TaskKind.CallClarificationMeeting, course.Tasks);
    }

    [Fact]
    public void A_birthday_that_is_asked_for_again_has_a_task_of_its_own_that_can_be_done()
    {
        var course = Given.Opened("2011-01-20").Do(Participation()).Do(Consent(Mother)).Do(Consent(Father)).Do(Start()).Morning("2026-01-21");
        course.On("2026-01-22").Do(Situation(Open("2011-03-20").Circumstances)).Morning("2026-03-21");

        course.Do(Complete(course.TaskId(TaskKind.Birthday)));
        Assert.DoesNotContain(TaskKind.Birthday, course.Tasks);

        // A day put right that changes nothing of the age now does not ask anew.
        var day = Situation(Open("2011-03-19").Circumstances);
        day.OccurredOn = "2026-01-13";
        course.On("2026-03-22").Do(day).Morning("2026-03-23");
        Assert.DoesNotContain(TaskKind.Birthday, course.Tasks);
        Assert.Equal("2011-03-19", course.Now.Circumstances.BirthOn); // right all along, whatever the day from which it was said
    }

    [Fact]
    [Trait("Trap", "3")]
    public void A_right_birth_date_makes_the_childs_own_yes_count_at_once()
    {
        var young = Given.Opened("2011-03-20", Mother).Do(Participation()).Do(Consent("child")).Do(Start()).Is(PathwayState.AwaitingConsent);

        young.On("2026-01-13").Do(Situation(Open("2011-01-02", Mother).Circumstances)).Is(PathwayState.Started);
    }

    [Fact]
    public void A_meeting_that_was_held_or_called_off_meanwhile_and_a_situation_told_twice_are_one_deviation_each()
    {
        var taken = Open("2018-05-03", "bvt").Circumstances;
        taken.CareBasis = CareBasis.CareOrder;
        var course = Given.InCooperation().Do(Call(MeetingKind.Status, "2026-01-20", Gp)).On("2026-01-16").Do(Call(MeetingKind.Extra, "2026-01-23", Gp)).On("2026-01-20").Do(Held("m2")).Do(CancelMeeting("m3"));
        var (once, again) = (Situation(taken), Situation(taken));
        (once.OccurredOn, again.OccurredOn) = ("2026-01-15", "2026-01-15");

        course.On("2026-01-25").Do(once).On("2026-01-26").Do(again);

        Assert.Equal(["m2", "m3"], course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.DealWithDeviation).Select(followUp => followUp.AboutId));
    }

    [Fact]
    public void To_resume_is_shown_as_possible_only_when_it_is()
    {
        var course = Given.InCooperation().Do(Withdraw("c1")).Do(Withdraw("c2"));

        Assert.False(PermittedActions.Of(course.Now, course.Facts).Single(action => action.Rpc == "PathwayService.ResumePathway").Permitted);
        course.On("2026-01-20").Do(Consent(Mother)).Do(Consent(Father));
        var early = Resume();
        early.OccurredOn = "2026-01-13";
        course.Refuses(early, RefusalReason.ConsentMissing);
        course.Do(Resume());
    }
}
