using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What turns out to have left without a basis: due from when somebody can know of it, by the settings of then.</summary>
public sealed class DeviationTests
{
    [Fact]
    public void What_a_correction_brings_to_light_is_due_from_the_day_on_which_it_was_found()
    {
        var course = Given.Sent(HealthArea.Mental).Morning("2026-03-02");

        course.Do(Retract(FathersConsent(course)));

        Assert.Equal(3, Deviations(course).Length);
        Assert.All(Deviations(course), task =>
        {
            Assert.Equal(("2026-03-09", false), (task.DueOn, task.Overdue));
            Assert.Equal("5 virkedager etter at avviket ble kjent 02.03.2026 (lokal standard)", task.DueReason.Nb);
            Assert.Equal("5 verkedagar etter at avviket blei kjent 02.03.2026 (lokal standard)", task.DueReason.Nn);
        });
    }

    [Fact]
    public void What_another_situation_brings_to_light_is_due_from_the_day_on_which_it_was_found()
    {
        var taken = Situation(Open("2018-05-03", "bvt").Circumstances);
        taken.OccurredOn = "2026-01-10";

        var course = Given.Sent(HealthArea.Mental).Morning("2026-03-02").Do(taken);

        Assert.Equal(["2026-03-09", "2026-03-09"], Deviations(course).Select(task => task.DueOn));
    }

    [Fact]
    public void What_was_found_once_keeps_its_day_and_stays_dealt_with_whatever_is_put_right_later()
    {
        var course = Given.Sent(HealthArea.Mental).Morning("2026-03-02");
        course.Do(Retract(FathersConsent(course)));
        course.On("2026-03-04").Do(Complete(Deviations(course).Single(task => task.AboutId == "m1").TaskId));

        course.On("2026-03-16").Do(Correct(course.History[0], corrected => corrected.OccurredOn = "2026-01-11"));

        Assert.Equal([("", "2026-03-09", true), ("e1", "2026-03-09", true)], Deviations(course).OrderBy(task => task.AboutId, StringComparer.Ordinal).Select(task => (task.AboutId, task.DueOn, task.Overdue)));
    }

    [Fact]
    public void It_counts_by_the_settings_of_the_day_on_which_it_was_found()
    {
        var ten = Given.Sent(HealthArea.Mental).Settings;
        ten = ten with { Dates = ten.Dates with { FollowUp = ten.Dates.FollowUp with { Amount = 10 } } };
        var (early, late) = (Given.Sent(HealthArea.Mental).Morning("2026-03-02"), Given.Sent(HealthArea.Mental).Morning("2026-03-02"));
        early.Do(Retract(FathersConsent(early))).On("2026-03-03").Take(ten);
        late.On("2026-03-03").Take(ten);

        early.On("2026-03-04").Do(Correct(early.History[0], corrected => corrected.OccurredOn = "2026-01-11"));
        late.On("2026-03-04").Do(Retract(FathersConsent(late)));

        Assert.All(Deviations(early), task => Assert.Equal("2026-03-09", task.DueOn));
        Assert.All(Deviations(late), task => Assert.Equal("2026-03-18", task.DueOn));
    }

    private static HistoryEntry FathersConsent(Course course) => course.History.First(entry => entry.ConsentRecorded is { Consent.HolderId: Father });

    private static WorklistTask[] Deviations(Course course) => [.. Worklist.TasksOf(course.Now, course.Today, course.Settings).Where(task => task.Kind == TaskKind.DealWithDeviation)];
}
