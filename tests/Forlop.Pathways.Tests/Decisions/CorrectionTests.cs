using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Google.Protobuf;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>People mistype: an entry that was wrong is put right as if the right one had been made first.</summary>
public sealed class CorrectionTests
{
    [Fact]
    [Trait("Must", "PW-10")]
    public void A_corrected_day_takes_its_date_along_and_history_shows_both()
    {
        var course = Given.Sent(HealthArea.Mental).On("2026-04-30").Do(Received("e1")).Morning("2026-05-19");
        Assert.True(course.Now.Engagements[0].NoAnswer);
        var entry = course.History.Single(entry => entry.ReferralReceived is { } && entry.Source != Source.Assumed);

        course.Do(Correct(entry, corrected => corrected.OccurredOn = "2026-04-29"));

        var answer = course.Now.Deadlines.Last(deadline => deadline.Kind == DeadlineKind.Answer);
        Assert.Equal(("2026-04-29", "2026-05-15"), (answer.StartsOn, answer.DueOn));
        Assert.Equal("2026-04-30", course.History.Single(kept => kept.EventId == entry.EventId).OccurredOn);
        Assert.Equal((entry.EventId, "2026-04-29", "Feilskrevet"), (course.History[^1].EntryCorrected.CorrectedEventId, course.History[^1].EntryCorrected.Corrected.OccurredOn, course.History[^1].EntryCorrected.Reason));
    }

    [Fact]
    public void A_correction_that_makes_the_date_later_takes_the_flag_away_again()
    {
        var course = Given.Sent(HealthArea.Mental).Do(Received("e1")).Morning("2026-01-27");
        Assert.True(course.Now.Engagements[0].NoAnswer);

        course.Do(Correct(course.History.Single(entry => entry.ReferralReceived is not null), corrected => corrected.OccurredOn = "2026-01-12")).Awaits("Answer e1 2026-01-26", "StatusMeeting 2026-02-23");
        course.Do(Correct(course.History.First(entry => entry.ReferralReceived is not null), corrected => corrected.OccurredOn = "2026-01-20")).Awaits("Answer e1 2026-02-03", "StatusMeeting 2026-02-23");
        Assert.False(course.Now.Engagements[0].NoAnswer);
    }

    [Fact]
    public void An_entry_can_be_put_right_to_a_day_after_the_one_on_which_it_was_recorded_but_not_to_one_that_lies_ahead()
    {
        var course = Given.Prepared(HealthArea.Mental).Do(Release("e1")).Do(Requests.Sent("e1")).On("2026-01-16");
        var sent = course.History.Single(entry => entry.ReferralSent is not null);

        course.Refuses(Correct(sent, corrected => corrected.OccurredOn = "2026-01-17"), RefusalReason.DateImpossible, "corrected.occurred_on");
        course.Do(Correct(sent, corrected => corrected.OccurredOn = "2026-01-15")).Awaits("Receipt e1 2026-01-22", "StatusMeeting 2026-02-23");
    }

    [Fact]
    public void What_a_later_entry_depends_on_cannot_be_taken_away_and_the_refusal_names_it()
    {
        var course = Given.Sent(HealthArea.Mental);
        var prepared = course.History.Single(entry => entry.EngagementPrepared is not null);
        var released = course.History.Single(entry => entry.ReferralReleased is not null);

        Assert.Equal(released.EventId, course.Refuses(Retract(prepared), RefusalReason.EntryNeeded).EventId);
    }

    [Fact]
    public void A_release_that_was_never_sent_goes_back_when_its_consent_was_entered_by_mistake()
    {
        var course = Given.Prepared(HealthArea.Mental).Do(Sharing(Mother, HealthInstanceType.ChildMentalHealthSpecialist)).Do(Release("e1"));
        var consent = course.History.First(entry => entry.ConsentRecorded is { Consent.HolderId: Father });

        course.Do(Correct(consent, corrected => corrected.ConsentRecorded.Consent.Purposes.Remove(ConsentPurpose.InformationSharing)));

        course.Has("e1", EngagementState.Prepared);
        Assert.Contains(TaskKind.DealWithDeviation, course.Tasks); // the invitation to the meeting had left
        course.Refuses(Release("e1"), RefusalReason.ConsentMissing);
    }

    [Fact]
    public void What_had_left_on_a_consent_that_was_never_given_is_a_deviation_and_nothing_is_erased()
    {
        var course = Given.Sent(HealthArea.Mental);

        course.Do(Retract(course.History.First(entry => entry.ConsentRecorded is { Consent.HolderId: Father })));

        course.Is(PathwayState.InCooperation).Has("e1", EngagementState.Sent);
        Assert.Equal(["", "e1", "m1"], course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.DealWithDeviation).Select(followUp => followUp.AboutId).Order());
    }

    [Fact]
    public void An_id_of_an_entry_that_was_retracted_is_never_given_again()
    {
        var course = Given.Prepared(HealthArea.Mental);

        course.Do(Retract(course.History.Single(entry => entry.EngagementPrepared is not null))).Do(Correct(course.History[0], corrected => corrected.OccurredOn = "2026-01-11")).Do(Prepare(Gp, HealthArea.Mental));

        Assert.Equal(["e2"], course.Now.Engagements.Select(engagement => engagement.EngagementId));
    }

    [Fact]
    public void What_follows_from_an_entry_and_what_ended_the_pathway_cannot_be_taken_back()
    {
        var course = Given.InCooperation().Do(ProposeClosure()).Do(Close());

        course.Refuses(Retract(course.History.First(entry => entry.DeadlineSet is not null)), RefusalReason.Malformed, "event_id");
        course.Refuses(Retract(course.History.Single(entry => entry.PathwayClosed is not null)), RefusalReason.Malformed, "event_id");
        course.Refuses(Retract(course.History[0]), RefusalReason.Malformed, "event_id");
        course.Do(Correct(course.History.Single(entry => entry.PathwayClosed is not null), corrected => corrected.PathwayClosed.Closure.SummaryReference = "oppsummering-2")).Is(PathwayState.Closed);
        Assert.Equal("oppsummering-2", course.Now.Closure.SummaryReference);
    }

    [Fact]
    public void A_date_is_counted_anew_by_the_settings_under_which_it_was_set_and_not_by_todays()
    {
        var course = Given.Opened();
        course.History[0].SettingsVersion = 1;
        var then = course.Settings with { Dates = course.Settings.Dates with { Consideration = course.Settings.Dates.Consideration with { Amount = 4 } } };
        var request = Correct(course.History[0], corrected => corrected.OccurredOn = "2026-01-05");
        (request.OccurredOn, request.Source) = ("2026-01-12", Source.CaseSystem);

        var decision = Assert.IsType<Decision.Accepted>(CorrectionDecisions.Correct(course.Now, course.History, request, course.Facts with { SettingsOf = version => version == 1 ? then : course.Settings }));

        Assert.Equal("2026-02-02", decision.Events[0].EntryCorrected.Restated.Deadlines.Single().DueOn);
    }

    [Fact]
    public void What_the_clock_assumed_is_assumed_again_by_the_settings_of_that_morning()
    {
        var course = Given.Sent(HealthArea.Mental).Morning("2026-03-02").Has("e1", EngagementState.Received);
        course.Take(course.Settings with { AssumesReceipt = false });

        course.Do(Correct(course.History.Single(entry => entry.ReferralSent is not null), corrected => corrected.Source = Source.Phone));

        course.Has("e1", EngagementState.Received);
    }

    [Fact]
    public void A_correction_never_makes_a_fact_into_what_only_follows_from_others()
    {
        var course = Given.InCooperation().Do(Suspend());

        course.Refuses(Correct(course.History.Single(entry => entry.PathwaySuspended is not null), corrected => corrected.PathwaySuspended.ReasonCode = SuspensionReason.ConsentWithdrawn), RefusalReason.Malformed, "corrected");
        course.Is(PathwayState.Suspended);
    }

    [Fact]
    public void A_correction_can_be_corrected_and_an_empty_one_is_refused()
    {
        var course = Given.Opened();
        var opened = course.History[0];
        course.Do(Correct(opened, corrected => corrected.OccurredOn = "2026-01-05")).Do(Correct(opened, corrected => corrected.OccurredOn = "2026-01-08")).Awaits("Consideration 2026-02-19");

        course.Refuses(Correct(opened, corrected => corrected.PathwayOpened = new PathwayOpened()), RefusalReason.Malformed, "corrected.trigger");
        course.Refuses(Correct(opened, corrected => corrected.ConsentRecorded = new ConsentRecorded()), RefusalReason.Malformed, "corrected");
    }

    [Fact]
    [Trait("Must", "PW-10")]
    public void Who_was_invited_on_consent_stays_so_when_something_else_is_put_right()
    {
        var call = Call(MeetingKind.Clarification, "2026-01-20", SchoolNurse);
        call.Invitations[0].LegalBasis = LegalBasis.Consent;
        var course = Given.Started().Do(Basis(LegalBasis.NecessaryForChildWelfare, ConsentPurpose.InformationSharing)).Do(call);

        course.Do(Correct(course.History[0], corrected => corrected.OccurredOn = "2026-01-11"));

        Assert.Equal(LegalBasis.Consent, course.Now.Meetings.Single().Invitations.Single().LegalBasis);
        course.Do(Withdraw("c1"));
        Assert.Contains("m1", course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.RecallOrNotify).Select(followUp => followUp.AboutId));
    }

    [Fact]
    [Trait("Must", "PW-10")]
    public void What_the_end_of_a_pathway_stopped_follows_its_corrected_day()
    {
        var (mistaken, straight) = (Given.Prepared(HealthArea.Mental).On("2026-01-22"), Given.Prepared(HealthArea.Mental).On("2026-01-22"));
        var right = Discontinue();
        right.OccurredOn = "2026-01-20";
        straight.Do(right);
        mistaken.Do(Discontinue());

        mistaken.Do(Correct(mistaken.History.Single(entry => entry.PathwayDiscontinued is not null), corrected => corrected.OccurredOn = "2026-01-20"));

        Assert.Equal(straight.Now.Engagements, mistaken.Now.Engagements);
        Assert.Equal("2026-01-20", mistaken.Now.Engagements.Single().EndedOn);
        mistaken.Refuses(Retract(mistaken.History.Single(entry => entry.EngagementEnded is not null)), RefusalReason.Malformed, "event_id");
    }

    [Fact]
    [Trait("Must", "PW-10")]
    public void What_left_before_the_day_to_which_its_consent_is_put_right_is_a_deviation()
    {
        var consent = Consent(Mother);
        consent.OccurredOn = "2026-01-05";
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(consent).Do(Start()).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1"))
            .Do(Prepare(Bup)).On("2026-01-20");
        var release = Release("e1");
        release.OccurredOn = "2026-01-13";
        course.Do(release).Do(Requests.Sent("e1"));

        course.Do(Correct(course.History.Single(entry => entry.ConsentRecorded is not null), corrected => corrected.OccurredOn = "2026-01-14"));

        course.Has("e1", EngagementState.Sent);
        Assert.Contains("e1", course.Now.FollowUps.Where(followUp => followUp.Kind == TaskKind.DealWithDeviation).Select(followUp => followUp.AboutId));
    }

    /// <summary>A day mistyped too early or too late, or an entry too many: straight once, and once put right at the end and gone on with.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(0)]
    public void A_correction_gives_what_the_right_entry_would_have_given_on_a_hundred_random_courses(int mistake)
    {
        var compared = 0;
        for (var seed = 1; seed <= 600 && compared < 150; seed++)
        {
            compared += Compare(seed, mistake) ? 1 : 0;
        }

        Assert.True(compared >= 100, $"Only {compared} of 600 courses could be compared.");
    }

    // The same commands on the same days twice.
    private static bool Compare(int seed, int mistake)
    {
        var (straight, mistaken) = (new Course(), new Course());
        var random = new Random(seed);
        var script = RandomScript.Of(random);
        int[] candidates = [.. Enumerable.Range(0, script.Count).Where(index => mistake == 0 ? script.CanBeLeftOut(index) : script.CanShift(index))];
        if (candidates is [])
        {
            return false;
        }

        var wrongAt = candidates[random.Next(candidates.Length)];
        var earlier = -random.Next(1, 4);
        var runs = mistake switch
        {
            0 => script.RunOn(straight, -1, 0, without: wrongAt) && script.RunOn(mistaken, -1, 0),
            < 0 => script.RunOn(straight, -1, 0) && script.RunOn(mistaken, wrongAt, earlier),
            _ => script.RunOn(straight, wrongAt, earlier) && script.RunOn(mistaken, -1, 0),
        };
        if (!runs)
        {
            return false;
        }

        var wrong = mistaken.History.First(entry => entry.Version == script.FirstVersion[wrongAt]);
        var right = Day.Format(Day.Parse(script.DayOf(wrongAt)).PlusDays(mistake > 0 ? earlier : 0));
        IMessage change = mistake == 0 ? Retract(wrong) : Correct(wrong, corrected => corrected.OccurredOn = right);
        mistaken.Do(change);
        Same(straight, mistaken, seed, script.Requests[wrongAt]);

        foreach (var course in new[] { straight, mistaken })
        {
            course.Do(Discontinue()).Morning(Day.Format(course.Today.PlusDays(40)));
        }

        Same(straight, mistaken, seed, script.Requests[wrongAt]);
        return true;
    }

    internal static void Same(Course straight, Course mistaken, int seed, IMessage command)
    {
        var (expected, actual) = (straight.Now.Clone(), mistaken.Now.Clone());
        (expected.Version, actual.Version) = (0, 0);
        (expected.SubjectCounts.Deadlines, actual.SubjectCounts.Deadlines) = (0, 0); // an id is never given again, so it counts on
        NumberInOrder(expected);
        NumberInOrder(actual);
        Assert.True(expected.Equals(actual), $"Course {seed} ({command.Descriptor.Name}):\n{JsonFormatter.Default.Format(expected)}\n{JsonFormatter.Default.Format(actual)}");
    }

    // A follow-up is named by the version that it came of, and no id is given twice: the mistaken course has more of both on the way.
    private static void NumberInOrder(Pathway pathway)
    {
        var names = pathway.FollowUps.GroupBy(followUp => (followUp.Kind, followUp.AboutId)).SelectMany(same => same.Select((followUp, i) => (followUp.FollowUpId, Name: $"{same.Key} {i}"))).ToDictionary(pair => pair.FollowUpId, pair => pair.Name, StringComparer.Ordinal);
        foreach (var followUp in pathway.FollowUps)
        {
            followUp.FollowUpId = names[followUp.FollowUpId];
        }

        for (var i = 0; i < pathway.Deadlines.Count; i++)
        {
            var deadline = pathway.Deadlines[i];
            (deadline.DeadlineId, deadline.SubjectId) = ($"d{i + 1}", deadline.Kind == DeadlineKind.FollowUp ? names[deadline.SubjectId] : deadline.SubjectId);
        }
    }

    [Fact]
    public void What_a_correction_raises_never_has_the_id_of_what_an_entry_raises()
    {
        var participation = Consent(Mother);
        participation.Purposes.Remove(ConsentPurpose.InformationSharing);
        var call = Phone(Gp, ContactOutcome.Reached);
        call.LegalBasis = LegalBasis.Consent;
        var course = Given.Opened("2018-05-03", Mother).Do(Participation()).Do(participation).Do(Sharing(Mother, HealthInstanceType.Gp)).Do(Start()).Do(call).Do(Situation(Open("2018-05-03", Father).Circumstances));

        course.Do(Retract(course.History.Last(entry => entry.ConsentRecorded is not null)));

        Assert.Equal(course.Now.FollowUps.Count, course.Now.FollowUps.Select(followUp => followUp.FollowUpId).Distinct().Count());
        foreach (var task in Worklist.TasksOf(course.Now, course.Today, course.Settings).Where(task => task.Completable))
        {
            course.Do(Complete(task.TaskId));
        }
    }
}
