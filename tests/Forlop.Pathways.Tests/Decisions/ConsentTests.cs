using Forlop.Contracts.V1;
using static Forlop.Contracts.V1.TaskKind;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

public sealed class ConsentTests
{
    [Fact]
    [Trait("Must", "PW-4")]
    public void A_decision_without_everybodys_consent_waits_and_the_last_consent_starts_the_pathway()
    {
        var course = Given.Opened().Do(Participation()).Do(Consent(Mother)).Do(Start())
            .Is(PathwayState.AwaitingConsent).Awaits("Consent 2026-01-26").Asks(ObtainConsent);

        course.On("2026-01-20").Do(Consent(Father)).Is(PathwayState.Started).Awaits("ClarificationMeeting 2026-02-03").Asks(CallClarificationMeeting);
        Assert.Equal(["ConsentRecorded", "PathwayStarted", "DeadlineSet"], course.History.TakeLast(3).Select(entry => entry.PayloadCase.ToString()));
        Assert.Equal(("2026-01-20", DeadlineState.Met), (course.Now.Deadlines[1].MetOn, course.Now.Deadlines[1].State));
    }

    [Fact]
    [Trait("Must", "PW-4")]
    public void A_consent_given_before_the_decision_starts_the_pathway_on_the_day_of_the_decision()
    {
        var course = Given.Opened().On("2026-01-19").Do(Participation()).Do(Start());

        course.On("2026-01-21");
        foreach (var parent in new[] { Mother, Father })
        {
            var consent = Consent(parent);
            consent.OccurredOn = "2026-01-15";
            course.Do(consent);
        }

        course.Is(PathwayState.Started).Awaits("ClarificationMeeting 2026-02-02");
        Assert.Equal("2026-01-19", course.History.Single(entry => entry.PayloadCase == HistoryEntry.PayloadOneofCase.PathwayStarted).OccurredOn);
    }

    [Fact]
    [Trait("Must", "PW-4")]
    public void Parents_who_disagree_leave_the_pathway_waiting_and_no_timer_picks_a_winner()
    {
        var oskar = Given.Opened().Do(Participation()).Do(Consent(Mother)).Do(Start());

        oskar.Morning("2026-03-02").Is(PathwayState.AwaitingConsent).Asks(ObtainConsent);
        Assert.True(Worklist.TasksOf(oskar.Now, oskar.Today, oskar.Settings).Single().Overdue);
        oskar.Do(NotStart(NotStartedReason.ConsentMissing)).Is(PathwayState.NotStarted).Awaits().Asks();
        Assert.Equal(NotStartedReason.ConsentMissing, oskar.Now.Decision.NotStartedReason);
    }

    [Fact]
    [Trait("Must", "EN-2")]
    public void A_release_without_consent_is_refused_and_another_basis_needs_a_reason()
    {
        var course = Given.Opened().Do(Participation()).Do(Consent(Mother, HealthInstanceType.SchoolHealth)).Do(Consent(Father, HealthInstanceType.SchoolHealth))
            .Do(Start()).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1")).Do(Prepare(Bup));

        var refusal = course.Refuses(Release("e1"), RefusalReason.ConsentMissing);
        Assert.Equal(PathwayState.InCooperation, refusal.State);
        Assert.Contains(Role.Caseworker, refusal.WhoCanAct);
        course.Refuses(Release("e1", LegalBasis.DangerToLifeOrHealth), RefusalReason.Malformed, "reason");
        course.Do(Release("e1", LegalBasis.DangerToLifeOrHealth, "Akutt fare")).Has("e1", EngagementState.Released);
        Assert.Empty(course.History.Last(entry => entry.ReferralReleased is not null).ReferralReleased.ConsentIds);
    }

    [Fact]
    [Trait("Must", "EN-2")]
    [Trait("Must", "CO-2")]
    public void A_consent_taken_back_blocks_the_release_and_asks_for_another_basis()
    {
        var sara = Given.Prepared().Do(Withdraw("c1")).Asks(AssessOtherBasis, HoldStatusMeeting, ReleaseReferral).Is(PathwayState.InCooperation);

        sara.Refuses(Release("e1"), RefusalReason.ConsentMissing);
        sara.Refuses(Withdraw("c1"), RefusalReason.Malformed, "consent_id");
        sara.Do(Consent(Mother)).Asks(HoldStatusMeeting, ReleaseReferral).Do(Release("e1"));
        Assert.Equal(["c3", "c2"], sara.History.Last(entry => entry.ReferralReleased is not null).ReferralReleased.ConsentIds);
    }

    [Fact]
    [Trait("Must", "CO-2")]
    public void What_health_has_already_goes_on_after_a_withdrawal()
    {
        var sara = Given.Accepted().Do(Withdraw("c1"));

        sara.Has("e1", EngagementState.Accepted).Do(Begun("e1")).Do(Reported("e1")).Is(PathwayState.InAssessment);
        Assert.Contains(AssessOtherBasis, sara.Tasks);
    }

    [Fact]
    [Trait("Must", "EN-2")]
    public void Two_consents_that_cover_one_area_each_cover_both()
    {
        var course = Started(Mother);
        course.Do(Sharing(Mother, HealthInstanceType.ChildMentalHealthSpecialist, HealthArea.Mental)).Do(Prepare(Bup, HealthArea.Mental, HealthArea.Somatic));
        course.Refuses(Release("e1"), RefusalReason.ConsentMissing);

        course.Do(Sharing(Mother, HealthInstanceType.ChildMentalHealthSpecialist, HealthArea.Somatic)).Do(Release("e1"));
        Assert.Equal(["c2", "c3"], course.History.Last(entry => entry.ReferralReleased is not null).ReferralReleased.ConsentIds);
    }

    [Fact]
    [Trait("Must", "EN-2")]
    public void A_consent_covers_its_recipients_and_its_direction_only()
    {
        var course = Started(Mother).Do(Prepare(Bup, HealthArea.Mental));
        var towardsUs = Sharing(Mother, HealthInstanceType.ChildMentalHealthSpecialist);
        towardsUs.Direction = DisclosureDirection.FromHealth;

        course.Do(Sharing(Mother, HealthInstanceType.Gp)).Do(towardsUs).Refuses(Release("e1"), RefusalReason.ConsentMissing);

        var towardsHealth = Sharing(Mother, HealthInstanceType.ChildMentalHealthSpecialist);
        towardsHealth.Direction = DisclosureDirection.ToHealth;
        course.Do(towardsHealth).Do(Release("e1"));
    }

    [Fact]
    [Trait("Must", "ME-1")]
    public void Everybody_invited_has_to_be_covered_and_a_clarification_meeting_needs_somebody_from_health()
    {
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(Consent(Mother, HealthInstanceType.SchoolHealth)).Do(Start());

        course.Refuses(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse, Gp), RefusalReason.ConsentMissing);
        course.Refuses(Call(MeetingKind.Clarification, "2026-01-20"), RefusalReason.Malformed, "invitations");
        course.Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Is(PathwayState.ClarificationCalled);
    }

    [Fact]
    public void From_fifteen_the_child_consents_alone_and_the_day_before_the_birthday_not()
    {
        var course = Given.Opened("2011-01-13").Do(Participation());

        // What the child says before is weighed, and has to be asked for again.
        course.Do(Consent("child")).Do(Start()).Is(PathwayState.AwaitingConsent);
        course.On("2026-01-13").Do(Consent("child")).Is(PathwayState.Started);
    }

    [Fact]
    public void At_fifteen_the_parents_consents_no_longer_let_anything_leave()
    {
        var course = Given.Opened("2011-02-01").Do(Participation()).Do(Consent(Mother)).Do(Consent(Father)).Do(Start())
            .Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1")).Do(Prepare(Bup));

        course.On("2026-02-01").Refuses(Release("e1"), RefusalReason.ConsentMissing);
        course.Do(Consent("child")).Do(Release("e1"));
        Assert.Equal(["c3"], course.History.Last(entry => entry.ReferralReleased is not null).ReferralReleased.ConsentIds);
    }

    [Fact]
    [Trait("Must", "CO-1")]
    public void Nobody_but_those_who_are_named_can_consent() =>
        Given.Opened().Refuses(Consent("fostermor"), RefusalReason.Malformed, "holder_id");

    [Fact]
    public void A_consent_to_one_of_the_two_things_is_no_consent_to_the_other()
    {
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(Sharing(Mother, HealthInstanceType.Gp)).Do(Start());

        course.Is(PathwayState.AwaitingConsent);
    }

    [Fact]
    [Trait("Must", "PW-4")]
    public void The_pathway_starts_on_the_day_of_the_latest_consent_whichever_is_entered_last()
    {
        var course = Given.Opened().Do(Participation()).Do(Start()).On("2026-01-22").Do(Consent(Mother));
        var earlier = Consent(Father);
        earlier.OccurredOn = "2026-01-15";

        course.Do(earlier).Is(PathwayState.Started).Awaits("ClarificationMeeting 2026-02-05");
    }

    [Fact]
    [Trait("Must", "PW-4")]
    public void A_decision_entered_late_starts_the_pathway_no_sooner_than_the_consents()
    {
        var course = Given.Opened().Do(Participation()).On("2026-01-22").Do(Consent(Mother)).Do(Consent(Father));
        var decision = Start();
        decision.OccurredOn = "2026-01-15";

        course.Do(decision).Is(PathwayState.Started).Awaits("ClarificationMeeting 2026-02-05");
        Assert.Equal("2026-01-15", course.Now.Decision.DecidedOn);
    }

    [Fact]
    public void Before_fifteen_the_child_cannot_be_the_only_one_who_is_asked()
    {
        var request = Open();
        request.Circumstances.ConsentHolders.Clear();
        request.Circumstances.ConsentHolders.Add(new ConsentHolder { HolderId = "child", Role = ConsentHolderRole.Child });

        new Course().Refuses(request, RefusalReason.Malformed, "circumstances.consent_holders");
    }

    [Theory]
    [InlineData("lykke", ConsentHolderRole.Child)]
    [InlineData("child", ConsentHolderRole.Parent)]
    public void The_child_is_always_called_child_so_that_its_consent_counts(string holder, ConsentHolderRole role)
    {
        var request = Open("2009-05-03");
        request.Circumstances.ConsentHolders.Add(new ConsentHolder { HolderId = holder, Role = role });

        new Course().Refuses(request, RefusalReason.Malformed, "circumstances.consent_holders.holder_id");
    }

    [Fact]
    [Trait("Must", "CO-2")]
    public void A_consent_taken_back_stops_a_referral_that_is_released_and_has_not_left()
    {
        var sara = Given.Prepared().Do(Release("e1")).Do(Withdraw("c1"));

        sara.Has("e1", EngagementState.CancelledByConsent).Asks(AssessOtherBasis, PrepareReferrals, HoldStatusMeeting).Is(PathwayState.InCooperation);
        Assert.Equal(AreaOutcome.Indicated, sara[HealthArea.Mental]);
        sara.Refuses(Requests.Sent("e1"), RefusalReason.NotPermittedNow);
        sara.Do(Prepare(Bup)).Do(Release("e2", LegalBasis.NecessaryForChildWelfare, "Nødvendig")).Do(Requests.Sent("e2"));
    }

    [Fact]
    [Trait("Must", "EN-8")]
    public void A_referral_that_had_left_when_its_consent_was_taken_back_is_awaited_and_recalled()
    {
        var sara = Given.Prepared().Do(Release("e1")).On("2026-01-15").Do(Withdraw("c1")).Has("e1", EngagementState.CancelledByConsent);

        sara.On("2026-01-16").Do(new ConfirmSentRequest { EngagementId = "e1", OccurredOn = "2026-01-14" });

        sara.Has("e1", EngagementState.Sent).Asks(AssessOtherBasis, RecallOrNotify, HoldStatusMeeting, ConfirmReceipt);
        Assert.Equal(AreaOutcome.BeingFollowedUp, sara[HealthArea.Mental]);
        Assert.Equal(("2026-01-14", ""), (sara.Now.Engagements[0].SentOn, sara.Now.Engagements[0].EndedOn));
        sara.Do(Received("e1")).Do(Accepted("e1")).Has("e1", EngagementState.Accepted);
    }

    [Fact]
    [Trait("Must", "EN-8")]
    public void One_that_left_in_spite_of_it_is_a_deviation_besides()
    {
        var sara = Given.Prepared().Do(Release("e1")).On("2026-01-15").Do(Withdraw("c1")).On("2026-01-16");
        sara.Refuses(Requests.Sent("e1"), RefusalReason.NotPermittedNow);

        sara.Do(new ConfirmSentRequest { EngagementId = "e1", AlthoughWithdrawn = true });

        sara.Has("e1", EngagementState.Sent).Asks(AssessOtherBasis, RecallOrNotify, HoldStatusMeeting, ConfirmReceipt, DealWithDeviation);
    }

    [Fact]
    [Trait("Must", "CO-2")]
    public void A_referral_that_is_released_on_another_basis_or_another_consent_is_not_stopped()
    {
        Given.Prepared().Do(Release("e1", LegalBasis.DutyToReport, "Meldeplikt")).Do(Withdraw("c1")).Has("e1", EngagementState.Released);
        Given.Prepared().Do(Consent(Mother)).Do(Release("e1")).Do(Withdraw("c1")).Has("e1", EngagementState.Released);
    }

    [Fact]
    public void A_narrower_consent_that_stood_before_does_not_hide_that_somebody_withdrew()
    {
        var course = Given.Started().Do(Consent(Mother, HealthInstanceType.Gp)).On("2026-01-20").Do(Withdraw("c1")).Asks(AssessOtherBasis, CallClarificationMeeting);

        course.Do(Consent(Mother, HealthInstanceType.Gp)).Asks(CallClarificationMeeting);
    }

    [Fact]
    [Trait("Must", "GEN-7")]
    public void A_release_does_not_come_before_the_consent_that_it_rests_on()
    {
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(Consent(Mother, HealthInstanceType.SchoolHealth)).Do(Start())
            .Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1")).Do(Prepare(Bup)).On("2026-01-20").Do(Consent(Mother));
        var release = Release("e1");
        release.OccurredOn = "2026-01-19";

        course.Refuses(release, RefusalReason.DateImpossible, "occurred_on");
        course.Do(Release("e1"));
    }

    private static Course Started(string parent)
    {
        var course = Given.Opened("2018-05-03", parent).Do(Participation());
        var consent = Consent(parent);
        consent.Recipients.Add(HealthInstanceType.SchoolHealth);
        return course.Do(consent).Do(Start(HealthArea.Mental, HealthArea.Somatic)).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1"));
    }
}
