using Forlop.Contracts.V1;
using static Forlop.Contracts.V1.TaskKind;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Whole pathways, with state, dates and tasks at each step.</summary>
public sealed class RoadTests
{
    [Fact]
    [Trait("Must", "PW-4")]
    [Trait("Must", "PW-5")]
    [Trait("Must", "PW-6")]
    public void A_plain_course_goes_from_concern_to_closure_with_a_date_at_every_step()
    {
        HealthInstanceType[] primary = [HealthInstanceType.Gp, HealthInstanceType.PublicDental, HealthInstanceType.SchoolHealth];
        var lykke = new Course().On("2026-01-12").Do(Open(birth: "2018-05-03"))
            .Is(PathwayState.UnderConsideration).Awaits("Consideration 2026-02-23").Asks(RecordParticipation, DecideStart);

        lykke.On("2026-01-14").Do(Participation()).Do(Consent(Mother, primary)).Do(Consent(Father, primary))
            .Is(PathwayState.UnderConsideration).Awaits("Consideration 2026-02-23").Asks(DecideStart);

        lykke.On("2026-01-19").Do(Start(HealthArea.Somatic, HealthArea.Dental, HealthArea.Mental))
            .Is(PathwayState.Started).Awaits("ClarificationMeeting 2026-02-02").Asks(CallClarificationMeeting);

        lykke.On("2026-01-20").Do(Call(MeetingKind.Clarification, "2026-01-28", Gp, Dentist, SchoolNurse))
            .Is(PathwayState.ClarificationCalled).Awaits("ClarificationMeeting 2026-02-02").Asks(HoldClarificationMeeting);

        lykke.On("2026-01-28").Do(Held("m1"))
            .Is(PathwayState.InCooperation).Awaits("NextStep a1 2026-02-04", "NextStep a2 2026-02-04", "NextStep a4 2026-02-04", "StatusMeeting 2026-03-11").Asks(PrepareReferrals, PrepareReferrals, PrepareReferrals, HoldStatusMeeting);

        lykke.On("2026-01-29").Do(Prepare(Gp, HealthArea.Somatic)).Do(Prepare(Dentist, HealthArea.Dental))
            .Asks(PrepareReferrals, HoldStatusMeeting, ReleaseReferral, ReleaseReferral);
        lykke.Do(Prepare(SchoolNurse, HealthArea.Mental)).Asks(HoldStatusMeeting, ReleaseReferral, ReleaseReferral, ReleaseReferral);

        foreach (var engagement in new[] { "e1", "e2", "e3" })
        {
            lykke.On("2026-01-30").Do(Release(engagement)).Do(Requests.Sent(engagement));
        }

        lykke.Asks(HoldStatusMeeting, ConfirmReceipt, ConfirmReceipt, ConfirmReceipt)
            .Awaits("StatusMeeting 2026-03-11", "Receipt e1 2026-02-06", "Receipt e2 2026-02-06", "Receipt e3 2026-02-06");

        lykke.On("2026-02-02").Do(Received("e1")).Do(Received("e2")).Do(Requests.Accepted("e3"))
            .Is(PathwayState.InAssessment)
            .Awaits("StatusMeeting 2026-03-11", "Answer e1 2026-02-23", "Answer e2 2026-02-23", "Report e3 2026-03-16")
            .Asks(HoldStatusMeeting, FollowUpAnswer, FollowUpAnswer, FollowUpReport);

        lykke.On("2026-02-16").Do(Reported("e1")).Do(Requests.Accepted("e2"))
            .Has("e1", EngagementState.ReportReceived).Has("e2", EngagementState.Accepted).Has("e3", EngagementState.Accepted)
            .Is(PathwayState.InAssessment)
            .Awaits("NextStep e1 2026-02-23", "StatusMeeting 2026-03-11", "Report e2 2026-03-30", "Report e3 2026-03-16")
            .Asks(HoldStatusMeeting, SettleAfterReport, FollowUpReport, FollowUpReport);

        lykke.On("2026-03-10").Do(Call(MeetingKind.Status, "2026-03-10", SchoolNurse)).Do(Held("m2"))
            .Do(CompletedWithoutReport("e2")).Do(Reported("e3")).Do(HandOver("e1", Gp)).Do(HandOver("e3", SchoolNurse))
            .Awaits("NextStep e2 2026-03-17", "StatusMeeting 2026-04-21").Asks(HoldStatusMeeting, SettleAfterReport);

        lykke.Do(ProposeClosure()).Is(PathwayState.AwaitingClosure).Awaits("Closure 2026-03-24", "NextStep e2 2026-03-17").Asks(TaskKind.Close, SettleAfterReport);
        Assert.Equal(PathwayState.AwaitingClosure, lykke.Refuses(Close(), RefusalReason.EngagementOpen).State);

        lykke.Do(HandOver("e2", Dentist)).On("2026-03-12").Do(Close()).Is(PathwayState.Closed).Awaits().Asks();
        Assert.All(lykke.Now.Areas, area => Assert.Equal(AreaOutcome.Done, area.Outcome));
        Assert.Equal("2026-03-12", lykke.Now.Closure.ClosedOn);
        lykke.Refuses(Participation(), RefusalReason.NotPermittedNow);
    }

    [Fact]
    [Trait("Must", "EN-3")]
    public void A_rejected_referral_leaves_the_pathway_active_and_gives_the_coordinator_a_task()
    {
        var emil = Given.Accepted(HealthArea.Mental).Do(Prepare(Bup, HealthArea.Mental)).Do(Release("e2"));
        emil.On("2026-04-29").Do(Requests.Sent("e2")).Do(Received("e2"));
        Assert.Contains("Answer e2 2026-05-15", emil.Due);

        emil.Do(Reported("e1")).Do(HandOver("e1", SchoolNurse));
        emil.Morning("2026-05-15").Asks(HoldStatusMeeting, FollowUpAnswer).Do(Rejected("e2"))
            .Is(PathwayState.InAssessment).Has("e2", EngagementState.Rejected).Asks(PrepareReferrals, HoldStatusMeeting, ReassessInstance, InformOfComplaintRight);
        Assert.Equal(AreaOutcome.Indicated, emil[HealthArea.Mental]);
        Assert.Equal(RejectionGround.MunicipalOfferSufficient, emil.Now.Engagements[1].RejectionGround);
        Assert.DoesNotContain("Answer e2 2026-05-15", emil.Due);

        emil.Do(Prepare(MunicipalMentalHealth, HealthArea.Mental)).Do(End("e2")).Asks(HoldStatusMeeting, ReleaseReferral, InformOfComplaintRight);
        Assert.Equal(AreaOutcome.BeingFollowedUp, emil[HealthArea.Mental]);
    }

    [Fact]
    public void No_answer_in_time_is_a_flag_and_not_a_rejection()
    {
        var emil = Given.Prepared(HealthArea.Mental).Do(Release("e1")).On("2026-04-29").Do(Requests.Sent("e1")).Do(Received("e1"));

        emil.Morning("2026-05-15");
        Assert.False(emil.Now.Engagements[0].NoAnswer);
        emil.Morning("2026-05-18").Has("e1", EngagementState.Received);
        Assert.True(emil.Now.Engagements[0].NoAnswer);
        Assert.True(Worklist.TasksOf(emil.Now, emil.Today, emil.Settings).Single(task => task.Kind == FollowUpAnswer).Overdue);

        emil.Do(Requests.Accepted("e1"));
        Assert.False(emil.Now.Engagements[0].NoAnswer);
    }

    [Fact]
    public void The_clock_passes_a_date_once_and_never_before_its_day_is_over()
    {
        var course = Given.Opened();

        foreach (var (day, passes) in new[] { ("2026-02-22", false), ("2026-02-23", false), ("2026-02-24", true) })
        {
            Assert.Equal(passes, Forlop.Pathways.Decisions.ClockDecisions.PassDeadline(course.Now, "d1", course.On(day).Facts) is Decision.Accepted);
        }

        course.Morning("2026-02-24").Is(PathwayState.UnderConsideration);
        Assert.Equal(("2026-02-24", Source.Assumed), (course.History[^1].OccurredOn, course.History[^1].Source));
        Assert.IsType<Decision.Refused>(Forlop.Pathways.Decisions.ClockDecisions.PassDeadline(course.Now, "d1", course.Facts));
        Assert.IsType<Decision.Refused>(Forlop.Pathways.Decisions.ClockDecisions.PassDeadline(course.Now, "d9", course.Facts));
    }

    [Fact]
    [Trait("Must", "PW-2")]
    public void A_second_start_meets_the_open_pathway_and_after_closing_it_does_not()
    {
        var course = Given.Opened();

        var refusal = course.Refuses(Open(), RefusalReason.AlreadyOpen);
        Assert.Equal(course.Now.PathwayId, refusal.ExistingPathwayId);
        Assert.NotEmpty(refusal.PermittedActions);

        Given.Opened();
    }

    [Fact]
    public void An_office_that_cannot_be_reached_ends_in_no_dead_end()
    {
        var sindre = Given.Started(HealthArea.Somatic).Do(Call(MeetingKind.Clarification, "2026-01-20", Gp));

        sindre.Morning("2026-01-30").Is(PathwayState.ClarificationCalled).Asks(HoldClarificationMeeting);
        sindre.Do(Call(MeetingKind.Clarification, "2026-02-03", SchoolNurse)).On("2026-02-03").Do(Held("m2")).Is(PathwayState.InCooperation);
    }
}
