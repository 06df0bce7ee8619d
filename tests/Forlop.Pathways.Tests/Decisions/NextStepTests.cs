using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What has to be done next: for each area by a day of its own, and in the words of the service.</summary>
public sealed class NextStepTests
{
    [Fact]
    public void An_area_that_is_added_later_has_a_day_of_its_own_and_its_own_referral_ends_it()
    {
        var course = Given.InCooperation(HealthArea.Mental).Awaits("NextStep a1 2026-01-19", "StatusMeeting 2026-02-23");

        course.On("2026-01-22").Do(AddArea(HealthArea.Dental)).Awaits("NextStep a1 2026-01-19", "NextStep a4 2026-01-29", "StatusMeeting 2026-02-23");
        Assert.Equal(["Klargjør henvisning: psykisk helse, som ingen følger opp", "Klargjør henvisning: tannhelse, som ingen følger opp"], Areas(course).Select(task => task.Title.Nb));
        Assert.Equal([true, false], Areas(course).Select(task => task.Overdue));

        course.Do(Prepare(Dentist, HealthArea.Dental)).Awaits("NextStep a1 2026-01-19", "NextStep e1 2026-01-29", "StatusMeeting 2026-02-23");
        course.Do(Reassign(course.TaskId(TaskKind.PrepareReferrals), "ola"));
        Assert.Equal(("a1", "ola"), (Areas(course).Single().SubjectId, Areas(course).Single().AssignedToUserId));
        Assert.Equal(DeadlineState.Met, course.Now.Deadlines.Single(deadline => deadline.SubjectId == "a4").State);
    }

    [Fact]
    public void A_task_names_an_instance_as_the_service_does_and_where_it_has_no_name_for_it_none()
    {
        var course = Given.InCooperation().Do(Prepare(MunicipalMentalHealth, HealthArea.Mental)).Do(Prepare(Gp, HealthArea.Mental));
        course.Settings = course.Settings with { LocalNames = new Dictionary<HealthInstanceType, string> { [HealthInstanceType.MunicipalMentalHealth] = "Familiehuset" } };

        var titles = Worklist.TasksOf(course.Now, course.Today, course.Settings).Where(task => task.Kind == TaskKind.ReleaseReferral).Select(task => (task.Title.Nb, task.Title.Nn));

        Assert.Equal([("Kontroller og frigi henvisningen: Familiehuset", "Kontroller og frigi tilvisinga: Familiehuset"), ("Kontroller og frigi henvisningen", "Kontroller og frigi tilvisinga")], titles);
    }

    [Fact]
    public void An_extra_meeting_that_is_called_is_a_task_until_it_is_held_moved_or_called_off()
    {
        var course = Given.Accepted().Do(Call(MeetingKind.Extra, "2026-02-05", SchoolNurse)).Do(Call(MeetingKind.Extra, "2026-02-06", SchoolNurse));
        Assert.Equal([("m2", "2026-02-05", "MeetingService.RecordMeetingHeld"), ("m3", "2026-02-06", "MeetingService.RecordMeetingHeld")], Meetings(course).Select(task => (task.SubjectId, task.DueOn, task.Rpc)));
        Assert.Equal(("Hold møtet som er kalt inn, og registrer det", "Hald møtet som er kalla inn, og registrer det"), (Meetings(course)[0].Title.Nb, Meetings(course)[0].Title.Nn));

        course.Do(CancelMeeting("m3")).On("2026-02-03").Do(new PostponeMeetingRequest { MeetingId = "m2", MeetingOn = "2026-02-12" });
        Assert.Equal([("m4", "2026-02-12", false)], Meetings(course).Select(task => (task.SubjectId, task.DueOn, task.Overdue)));

        course.On("2026-02-13");
        Assert.True(Meetings(course).Single().Overdue);
        course.Do(Held("m4"));
        Assert.Empty(Meetings(course));
        Assert.Equal(
            [("m2", DeadlineState.Cancelled), ("m3", DeadlineState.Cancelled), ("m4", DeadlineState.Met)],
            course.Now.Deadlines.Where(deadline => deadline.TaskKind == TaskKind.HoldMeeting).Select(deadline => (deadline.SubjectId, deadline.State)));
    }

    private static WorklistTask[] Meetings(Course course) => [.. Worklist.TasksOf(course.Now, course.Today, course.Settings).Where(task => task.Kind == TaskKind.HoldMeeting)];

    private static WorklistTask[] Areas(Course course) => [.. Worklist.TasksOf(course.Now, course.Today, course.Settings).Where(task => task.Kind == TaskKind.PrepareReferrals)];
}
