using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What is easily forgotten: the receipt that never came, the call that nobody took, the appointment that came to nothing, the birthday.</summary>
public sealed class FollowUpTests
{
    [Fact]
    [Trait("Trap", "8")]
    public void A_receipt_that_nobody_confirms_is_assumed_so_that_the_time_to_answer_runs_and_says_on_what_ground()
    {
        var course = Given.Sent(HealthArea.Mental).Awaits("Receipt e1 2026-01-19", "StatusMeeting 2026-02-23");

        course.Morning("2026-01-20").Has("e1", EngagementState.Sent);
        Assert.True(course.Now.Engagements[0].ReceiptMissing);
        Assert.Equal("2026-01-22", course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.AssumedReceipt).DueOn);

        course.Morning("2026-01-23").Has("e1", EngagementState.Received);
        var answer = course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.Answer);
        Assert.Equal((true, "2026-01-23", "2026-02-06"), (answer.StartAssumed, answer.StartsOn, answer.DueOn));
        Assert.Equal("10 virkedager etter at henvisningen ble mottatt 23.01.2026; mottaket er antatt, ingen har bekreftet det", DeadlineText.Explain(answer).Nb);
    }

    [Fact]
    public void Whoever_confirms_what_was_assumed_gives_the_right_day_and_the_right_date()
    {
        var course = Given.Sent(HealthArea.Mental).Morning("2026-01-26");
        var confirmed = Received("e1");
        confirmed.OccurredOn = "2026-01-14";

        course.Do(confirmed);

        Assert.False(course.Now.Engagements[0].ReceiptAssumed || course.Now.Engagements[0].ReceiptMissing);
        course.Awaits("Answer e1 2026-01-28", "StatusMeeting 2026-02-23");
        course.Refuses(Received("e1"), RefusalReason.NotPermittedNow);
    }

    [Fact]
    public void Where_nothing_is_assumed_the_missing_receipt_stays_a_task()
    {
        var course = new Course { Settings = ServiceSettings.Default with { AssumesReceipt = false } };
        course.Do(Open("2018-05-03", Mother)).Do(Participation()).Do(Consent(Mother)).Do(Start()).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1"))
            .Do(Prepare(Bup)).Do(Release("e1")).Do(Requests.Sent("e1")).Morning("2026-03-02");

        Assert.Equal(EngagementState.Sent, course.Now.Engagements[0].State);
        Assert.Contains(TaskKind.ConfirmReceipt, course.Tasks);
    }

    [Fact]
    [Trait("Must", "EN-5")]
    public void A_call_that_nobody_takes_is_tried_again_and_the_second_time_the_chief_doctor_is_asked()
    {
        var course = Given.InCooperation(HealthArea.Somatic).Do(Phone(Gp, ContactOutcome.NoAnswer));
        Assert.Contains("2026-01-14", course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.FollowUp).DueOn, StringComparison.Ordinal);

        course.On("2026-01-14").Do(Phone(Gp, ContactOutcome.NoAnswer));
        Assert.Contains(TaskKind.AskChiefDoctor, course.Tasks);
        Assert.Equal(1, course.Tasks.Count(kind => kind == TaskKind.ContactAgain));

        course.Do(Phone(Gp, ContactOutcome.Reached));
        Assert.DoesNotContain(TaskKind.ContactAgain, course.Tasks);
        Assert.DoesNotContain(TaskKind.AskChiefDoctor, course.Tasks);
    }

    [Fact]
    [Trait("Must", "EN-5")]
    public void Where_nobody_is_nobody_is_called_again_and_another_way_is_asked_for_at_once()
    {
        var course = Given.InCooperation(HealthArea.Somatic).Do(Phone(Gp, ContactOutcome.NoAnswer)).Do(Phone(Gp, ContactOutcome.NobodyThere));

        Assert.Contains(TaskKind.AskChiefDoctor, course.Tasks);
        Assert.DoesNotContain(TaskKind.ContactAgain, course.Tasks);
    }

    [Fact]
    [Trait("Must", "EN-6")]
    public void What_is_told_on_the_phone_needs_a_basis_that_day_and_an_acute_need_has_one()
    {
        var elias = Given.Opened("2012-05-03", Mother);
        var call = Phone(Bup, ContactOutcome.Reached);
        call.LegalBasis = LegalBasis.Consent;
        elias.Refuses(call, RefusalReason.ConsentMissing);

        (call.LegalBasis, call.Reason, call.Acuteness) = (LegalBasis.DangerToLifeOrHealth, "Konkret plan om selvmord", Acuteness.Yes);
        elias.Do(call).Is(PathwayState.UnderConsideration);
        Assert.Equal(LegalBasis.DangerToLifeOrHealth, elias.Now.Contacts.Single().LegalBasis);
        Assert.Contains("Consideration 2026-02-23", elias.Due);
    }

    [Fact]
    [Trait("Must", "EN-4")]
    public void An_appointment_that_came_to_nothing_leaves_a_task_and_one_that_was_kept_begins_healths_own_dates()
    {
        var course = Given.Accepted(HealthArea.Mental).On("2026-01-20").Do(Appointment("e1", AppointmentOutcome.NoShow, "2026-01-20"));
        Assert.Contains(TaskKind.FollowUpNoShow, course.Tasks);

        course.On("2026-01-27").Do(Appointment("e1", AppointmentOutcome.Attended, "2026-01-27")).Has("e1", EngagementState.InProgress);
        Assert.DoesNotContain(TaskKind.FollowUpNoShow, course.Tasks);
        Assert.Equal(
            [("BasicAssessment", "2026-03-10", true), ("ExtendedAssessment", "2026-04-21", true)],
            course.Now.Deadlines.Where(deadline => deadline.Kind is DeadlineKind.BasicAssessment or DeadlineKind.ExtendedAssessment)
                .Select(deadline => ($"{deadline.Kind}", deadline.DueOn, deadline is { Informational: true, Basis: DeadlineBasis.National })));
    }

    [Fact]
    public void A_date_that_health_has_to_keep_is_flagged_when_it_passes_and_is_nobodys_task_here()
    {
        var course = Given.Accepted(HealthArea.Mental).Do(Appointment("e1", AppointmentOutcome.Attended, "2026-01-12"));
        var before = course.Tasks;

        course.Morning("2026-02-24");

        Assert.Equal(before, course.Tasks);
        Assert.Equal(DeadlineState.Passed, course.Now.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.BasicAssessment).State);
    }

    [Fact]
    [Trait("Must", "EN-7")]
    [Trait("Trap", "10")]
    public void A_report_that_comes_after_the_end_is_kept_and_read_and_reopens_nothing()
    {
        var course = Given.Accepted(HealthArea.Mental).Do(Reported("e1")).Do(HandOver("e1", SchoolNurse)).Do(ProposeClosure()).Do(Close()).Is(PathwayState.Closed);
        Assert.Empty(course.Tasks);

        course.On("2026-04-13").Do(Reported("e1")).Is(PathwayState.Closed).Asks(TaskKind.ReadLateReport);
        Assert.Equal(["epikrise-1"], course.Now.Engagements[0].LateReportReferences);
        course.Do(Complete(course.TaskId(TaskKind.ReadLateReport))).Asks();
    }

    [Fact]
    [Trait("Trap", "14")]
    public void Another_kind_of_document_is_kept_and_answers_nothing()
    {
        var ordered = Reported("e1");
        ordered.Kind = ReportKind.OrderedStatement;

        var course = Given.Accepted(HealthArea.Mental).Do(ordered).Has("e1", EngagementState.Accepted);

        Assert.Equal(ReportKind.OrderedStatement, course.Now.Engagements[0].OtherDocuments.Single().Kind);
        Assert.Contains(TaskKind.FollowUpReport, course.Tasks);
    }

    [Theory]
    [Trait("Trap", "3")]
    [Trait("Trap", "5")]
    [InlineData("2019-03-02", 7)]
    [InlineData("2014-03-02", 12)]
    [InlineData("2011-03-02", 15)]
    [InlineData("2010-03-02", 16)]
    [InlineData("2008-03-02", 18)]
    [InlineData("2003-03-02", 23)]
    [InlineData("2001-03-02", 25)]
    public void A_birthday_asks_and_moves_nothing(string birth, int age)
    {
        var course = Given.Opened(birth).Do(Participation()).Do(Consent(Mother)).Do(Consent(Father)).Do(Consent("child")).Do(Start()).Is(PathwayState.Started);
        course.Morning("2026-03-01");
        Assert.Empty(course.Now.AgesReached);

        course.Morning("2026-03-02").Is(PathwayState.Started);

        Assert.Equal([age], course.Now.AgesReached);
        var task = Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.Birthday);
        Assert.Contains(age == 23 ? "aldersgrensen" : $"{age} år", task.Title.Nb, StringComparison.Ordinal);
        Assert.True(task.Completable && task.DueOn == "2026-03-09");
        course.Do(Complete(task.TaskId));
        Assert.DoesNotContain(TaskKind.Birthday, course.Tasks);
    }

    [Fact]
    public void A_service_with_another_upper_age_is_not_asked_at_23()
    {
        var course = new Course { Settings = ServiceSettings.Default with { UpperAge = 25 } };

        course.Do(Open("2003-03-02")).Morning("2026-03-02");

        Assert.Equal([23], course.Now.AgesReached);
        Assert.DoesNotContain(TaskKind.Birthday, course.Tasks);
    }

    [Fact]
    public void A_task_that_follows_from_the_state_cannot_be_ticked_off_and_can_be_given_to_somebody()
    {
        var course = Given.InCooperation();
        var task = Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.HoldStatusMeeting);

        Assert.Contains("Kall inn", course.Refuses(Complete(task.TaskId), RefusalReason.TaskNotCompletable).Message.Nb, StringComparison.Ordinal);
        course.Do(Reassign(task.TaskId, "ola"));
        Assert.Equal("ola", Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(other => other.TaskId == task.TaskId).AssignedToUserId);
        Assert.Equal("kari", Worklist.TasksOf(course.Now, course.Today, course.Settings).First(other => other.TaskId != task.TaskId).AssignedToUserId);
    }

    [Fact]
    public void A_task_leads_into_the_fagsystem_and_nothing_in_it_can_lead_elsewhere()
    {
        var course = new Course { Settings = ServiceSettings.Default with { TaskLink = "https://fagsystem.havnes.example/sak/{child_reference}?oppgave={task_kind}" } };
        var open = Open();
        open.ChildReference = "sak/17?x=1";

        course.Do(open);

        Assert.Equal("https://fagsystem.havnes.example/sak/sak%2F17%3Fx%3D1?oppgave=DecideStart", Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.DecideStart).Link);
    }

    [Fact]
    [Trait("Must", "PW-10")]
    public void A_task_that_was_ticked_off_stands_for_no_other_when_an_entry_before_it_is_taken_back()
    {
        var course = Given.Accepted(HealthArea.Mental).On("2026-01-20").Do(Appointment("e1", AppointmentOutcome.NoShow, "2026-01-19")).On("2026-01-27").Do(Appointment("e1", AppointmentOutcome.NoShow, "2026-01-26"));
        var (first, second) = (course.Now.FollowUps[0], course.Now.FollowUps[1]);
        course.Do(Complete($"0199-test/{(int)TaskKind.FollowUpNoShow}/{first.FollowUpId}"));

        course.Do(Retract(course.History.First(entry => entry.AppointmentRecorded is not null)));

        Assert.Equal([(second.FollowUpId, FollowUpState.Open)], course.Now.FollowUps.Select(left => (left.FollowUpId, left.State)));
    }

    [Fact]
    public void A_step_that_was_taken_is_met_and_one_that_was_called_off_is_not()
    {
        var settled = Given.Accepted(HealthArea.Mental).Do(Reported("e1")).Do(HandOver("e1", SchoolNurse));
        Assert.Equal(DeadlineState.Met, settled.Now.Deadlines.Last(deadline => deadline.TaskKind == TaskKind.SettleAfterReport).State);

        var given = Given.InCooperation().Do(ProposeClosure());
        Assert.Equal(DeadlineState.Cancelled, given.Now.Deadlines.Single(deadline => deadline.TaskKind == TaskKind.PrepareReferrals).State);

        var planned = Given.InCooperation().Do(PlanMeeting(MeetingKind.Status, "2026-02-02"));
        Assert.Equal("2026-01-30", planned.Now.Deadlines.Single(deadline => deadline.TaskKind == TaskKind.CallMeeting).DueOn); // a Friday: before the Monday of the meeting
        planned.Do(CancelMeeting("m2"));
        Assert.Equal(DeadlineState.Cancelled, planned.Now.Deadlines.Single(deadline => deadline.TaskKind == TaskKind.CallMeeting).State);
    }

    [Fact]
    public void There_is_one_clarification_meeting_also_when_a_planned_one_is_called()
    {
        var second = Call(MeetingKind.Clarification, "2026-01-26", SchoolNurse);
        second.PlannedMeetingId = "m2";

        var course = Given.Started().Do(Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse)).Do(PlanMeeting(MeetingKind.Clarification, "2026-01-26")).Do(second);

        Assert.Equal([("m1", MeetingState.Postponed), ("m2", MeetingState.Called)], course.Now.Meetings.Select(meeting => (meeting.MeetingId, meeting.State)));
    }
}
