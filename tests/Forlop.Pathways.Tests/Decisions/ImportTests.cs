using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>A pathway that was under way before the sidecar came.</summary>
public sealed class ImportTests
{
    [Fact]
    [Trait("Must", "PW-11")]
    public void What_happened_is_taken_over_with_its_own_days_and_what_follows_from_it()
    {
        var course = new Course().On("2026-04-01");

        course.Do(Underway()).Is(PathwayState.InCooperation).Has("e1", EngagementState.Received)
            .Awaits("Answer e1 2026-02-23", "StatusMeeting 2026-03-16");
        course.Morning("2026-04-02");

        Assert.True(course.Now.Engagements[0].NoAnswer);
        Assert.Equal("2026-01-20", course.History.Single(entry => entry.StartDecided is not null).OccurredOn);
    }

    [Fact]
    public void An_entry_that_cannot_have_happened_refuses_all_of_them_by_its_place()
    {
        var course = new Course().On("2026-04-01");
        var early = Underway();
        early.Entries[^1].OccurredOn = "2026-02-01";
        var derived = Underway();
        derived.Entries.Add(new HistoryEntry { OccurredOn = "2026-03-01", Source = Source.CaseSystem, DeadlinePassed = new DeadlinePassed { DeadlineId = "d1" } });
        var empty = Underway();
        empty.Entries.Add(new HistoryEntry { OccurredOn = "2026-03-01", Source = Source.CaseSystem, EngagementPrepared = new EngagementPrepared() });

        course.Refuses(early, RefusalReason.DateImpossible, "entries[8].occurred_on");
        course.Refuses(derived, RefusalReason.Malformed, "entries[9]");
        course.Refuses(empty, RefusalReason.Malformed, "entries[9].areas");
        Assert.Empty(course.History);
    }

    [Fact]
    public void A_child_with_an_open_pathway_has_no_second_one_by_import() =>
        Given.Opened().Refuses(Underway(), RefusalReason.AlreadyOpen);

    private static ImportPathwayRequest Underway()
    {
        var opening = Open("2014-05-03", Mother);
        (opening.OccurredOn, opening.Source) = ("2026-01-12", Source.CaseSystem);
        var source = Given.Opened("2014-05-03", Mother).Do(Participation()).Do(Consent(Mother)).Do(Start()).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1"))
            .Do(Prepare(Bup)).Do(Release("e1")).Do(Requests.Sent("e1")).Do(Received("e1"));
        string[] days = ["2026-01-13", "2026-01-15", "2026-01-20", "2026-01-25", "2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05", "2026-02-09"];
        var facts = source.History.Skip(1).Where(entry => entry.DeadlineSet is null && entry.PathwayStarted is null).ToList();
        var request = new ImportPathwayRequest { RequestId = "r", Opening = opening };
        request.Entries.AddRange(facts.Zip(days, (entry, day) =>
        {
            var copy = entry.Clone();
            (copy.OccurredOn, copy.EventId, copy.Actor, copy.RecordTime) = (day, "", null, null);
            if (copy.MeetingCalled is { } called)
            {
                called.Meeting.MeetingOn = "2026-02-02";
            }

            return copy;
        }));
        return request;
    }

    [Fact]
    [Trait("Must", "PW-11")]
    public void What_was_taken_over_is_corrected_as_of_its_own_days()
    {
        var course = new Course().On("2026-04-01").Do(Underway());
        var received = course.History.Single(entry => entry.ReferralReceived is not null);
        Assert.True(received.Imported);

        course.Do(Correct(received, corrected => corrected.OccurredOn = "2026-02-10"));

        course.Has("e1", EngagementState.Received).Awaits("Answer e1 2026-02-24", "StatusMeeting 2026-03-16");
        Assert.Empty(course.Now.FollowUps); // nothing left without a basis on its day
    }

    [Fact]
    public void A_correction_lets_the_clock_do_nothing_between_entries_that_were_taken_over()
    {
        var underway = Underway();
        underway.Entries[^1].OccurredOn = "2026-03-09"; // the receipt came long after one would have been assumed
        var course = new Course().On("2026-04-01").Do(underway).Morning("2026-04-01");
        var before = course.Now.Clone();

        course.Do(Correct(course.History.Single(entry => entry.ReferralReceived is not null), corrected => corrected.Source = Source.Phone));

        before.Version = course.Now.Version;
        Assert.Equal(before, course.Now);
    }
}
