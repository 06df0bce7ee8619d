using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Google.Protobuf.WellKnownTypes;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What goes to an archive or a fagsystem, and what comes from institutions: it leaves tasks, and never stops or moves a pathway.</summary>
public sealed class ExchangeTests
{
    internal const string Document = "0199aaaa-0000-7000-8000-000000000001";

    [Fact]
    [Trait("Trap", "23")]
    public void A_document_that_gets_nowhere_is_a_task_and_whoever_completes_it_sends_the_document_again()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));

        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.IdTaken, course.Facts));

        Assert.Equal((FilingState.Parked, HandoverProblem.IdTaken), (course.Now.Filings[0].State, course.Now.Filings[0].Problem));
        course.Is(PathwayState.InCooperation).Awaits($"FollowUp f31.{Document}.{course.Now.Version - 2} 2026-01-19", "NextStep a1 2026-01-19", "StatusMeeting 2026-02-23");
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Park(course.Now, Document, HandoverProblem.IdTaken, course.Facts));

        course.On("2026-01-13").Do(Complete(course.TaskId(TaskKind.SettleFiling)));
        Assert.Equal((FilingState.Committed, HandoverProblem.Unspecified), (course.Now.Filings[0].State, course.Now.Filings[0].Problem));

        Hand(course, ExchangeDecisions.Delivered(course.Now, Document, "archive-sample", course.Facts));
        Hand(course, ExchangeDecisions.Filed(course.Now, Document, "2026/17-3", course.Facts));
        Assert.Equal((FilingState.Filed, "2026/17-3"), (course.Now.Filings[0].State, course.Now.Filings[0].ArchiveId));
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Filed(course.Now, Document, "2026/17-4", course.Facts));
        Assert.DoesNotContain(TaskKind.SettleFiling, course.Tasks);
    }

    [Fact]
    public void A_document_is_filed_and_its_task_is_dealt_with_also_when_the_pathway_has_ended()
    {
        var course = Given.InCooperation().Do(ProposeClosure()).Do(Close());
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.NeedsSomebody, course.Facts));

        course.Is(PathwayState.Closed).Asks(TaskKind.SettleFiling).Do(Complete(course.TaskId(TaskKind.SettleFiling))).Asks();
        Assert.Equal(FilingState.Committed, course.Now.Filings[0].State);
    }

    [Fact]
    public void What_ends_a_pathway_does_not_end_what_is_on_its_way()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.NeedsSomebody, course.Facts));
        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.ChildUnknown, course.Facts));
        Hand(course, ExchangeDecisions.Receive(course.Now, Request(Acuteness.No), "2026-01-12", course.Facts));

        course.Do(ProposeClosure()).Do(Close()).Asks(TaskKind.DecideRequest, TaskKind.SettleFiling, TaskKind.SettleDelivery);
    }

    [Fact]
    [Trait("Trap", "23")]
    public void A_fagsystem_that_takes_nothing_is_one_task_which_ends_when_it_has_everything()
    {
        var course = Given.Opened();

        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.PluginFault, course.Facts));
        Assert.IsType<Decision.Refused>(ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.PluginFault, course.Facts));
        Assert.IsType<Decision.Refused>(ExchangeDecisions.ResumeDelivery(course.Now, "another", HandoverProblem.Unspecified, course.Facts));
        Assert.Equal(1, course.Tasks.Count(kind => kind == TaskKind.SettleDelivery));

        Hand(course, ExchangeDecisions.ResumeDelivery(course.Now, "fagsystem", HandoverProblem.Unspecified, course.Facts));
        Assert.DoesNotContain(TaskKind.SettleDelivery, course.Tasks);
        Assert.DoesNotContain(course.Due, due => due.StartsWith("FollowUp", StringComparison.Ordinal));
        course.Do(Participation());
    }

    [Theory]
    [InlineData(Acuteness.No, "2026-01-19")]
    [InlineData(Acuteness.Yes, "2026-01-13")]
    [InlineData(Acuteness.Unsure, "2026-01-13")]
    public void A_request_is_somebodys_task_and_who_is_not_sure_counts_as_urgent(Acuteness acuteness, string dueOn)
    {
        var course = Given.InCooperation();

        Hand(course, ExchangeDecisions.Receive(course.Now, Request(acuteness), "2026-01-12", course.Facts));
        Hand(course, ExchangeDecisions.Receive(course.Now, Request(acuteness), "2026-01-12", course.Facts));

        Assert.Equal(["r1", "r2"], course.Now.Requests.Select(request => request.RequestId));
        Assert.Equal([dueOn, dueOn], Worklist.TasksOf(course.Now, course.Today, course.Settings).Where(task => task.Kind == TaskKind.DecideRequest).Select(task => task.DueOn));
        course.Is(PathwayState.InCooperation);
    }

    [Fact]
    public void A_correction_of_something_earlier_keeps_what_went_out_and_came_in_with_its_tasks()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.IdTaken, course.Facts));
        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.ChildUnknown, course.Facts));
        Hand(course, ExchangeDecisions.Receive(course.Now, Request(Acuteness.Unsure), "2026-01-12", course.Facts));
        course.Do(Complete(course.TaskId(TaskKind.SettleFiling)));
        Hand(course, ExchangeDecisions.Filed(course.Now, Document, "2026/17-3", course.Facts));
        var before = (course.Now.Filings.Clone(), course.Now.Requests.Clone(), course.Tasks, course.Now.FollowUps.Clone());

        course.Do(Correct(course.History.Single(entry => entry.StartDecided is not null), corrected => corrected.StartDecided.Reason = "En annen begrunnelse."));

        Assert.Equal(before.Item1, course.Now.Filings);
        Assert.Equal(before.Item2, course.Now.Requests);
        Assert.Equal(before.Tasks, course.Tasks);
        Assert.Equal(before.Item4, course.Now.FollowUps);
    }

    [Fact]
    public void Nobody_corrects_takes_back_or_imports_what_a_plugin_said()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        var committed = course.History[^1];

        course.Refuses(Retract(committed), RefusalReason.Malformed, "event_id");
        Assert.False(Redo.IsFact(committed));
        course.Refuses(Correct(committed, corrected => corrected.FilingCommitted.Filing.Title = "Noe annet"), RefusalReason.Malformed, "event_id");
    }

    [Fact]
    public void Documents_that_are_late_are_one_task_that_ends_with_the_last_of_them()
    {
        const string Other = "0199aaaa-0000-7000-8000-000000000002";
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(Other), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Delivered(course.Now, Other, "archive-sample", course.Facts));

        course.On("2026-01-19");
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-01"), course.Facts)); // five working days, the last of them today
        course.On("2026-01-20");
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-13"), course.Facts)); // there was no archive before that
        Hand(course, ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-01"), course.Facts));
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-01"), course.Facts));
        Assert.Equal(1, course.Tasks.Count(kind => kind == TaskKind.SettleFiling));

        Hand(course, ExchangeDecisions.Filed(course.Now, Other, "2026/18", course.Facts));
        Assert.Contains(TaskKind.SettleFiling, course.Tasks);
        course.Do(new SettleFilingRequest { FilingId = Document, Reason = "Sendt ved en feil." });
        Assert.Equal([FilingState.NotFiled, FilingState.Filed], course.Now.Filings.Select(filing => filing.State));
        Assert.DoesNotContain(TaskKind.SettleFiling, course.Tasks);
    }

    [Fact]
    public void Which_archive_has_a_document_is_known_through_what_stops_it_and_any_correction_until_somebody_who_was_told_sends_it_again()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Delivered(course.Now, Document, "archive-sample", course.Facts));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.PluginFault, course.Facts));
        course.Do(Complete(course.TaskId(TaskKind.SettleFiling)));
        Assert.Equal((FilingState.Committed, "archive-sample"), (course.Now.Filings[0].State, course.Now.Filings[0].PluginId));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.HeldElsewhere, course.Facts));
        course.Do(Correct(course.History.Single(entry => entry.StartDecided is not null), corrected => corrected.StartDecided.Reason = "En annen begrunnelse."));

        Assert.Equal((FilingState.Parked, "archive-sample"), (course.Now.Filings[0].State, course.Now.Filings[0].PluginId));
        var task = Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.SettleFiling);
        Assert.Contains("«archive-sample»", task.Title.Nb, StringComparison.Ordinal);
        Assert.Contains("«archive-sample»", task.Title.Nn, StringComparison.Ordinal);

        course.Do(Complete(course.TaskId(TaskKind.SettleFiling)));
        Assert.Equal((FilingState.Committed, ""), (course.Now.Filings[0].State, course.Now.Filings[0].PluginId));
    }

    [Fact]
    public void Which_archive_may_have_taken_a_document_without_an_answer_is_told_and_known_through_any_correction()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.HeldElsewhere, course.Facts, "archive-sample"));
        course.Do(Correct(course.History.Single(entry => entry.StartDecided is not null), corrected => corrected.StartDecided.Reason = "En annen begrunnelse."));

        Assert.Equal((FilingState.Parked, "archive-sample"), (course.Now.Filings[0].State, course.Now.Filings[0].PluginId));
        Assert.Contains("«archive-sample»", Worklist.TasksOf(course.Now, course.Today, course.Settings).Single(task => task.Kind == TaskKind.SettleFiling).Title.Nb, StringComparison.Ordinal);

        course.Do(Complete(course.TaskId(TaskKind.SettleFiling)));
        Assert.Equal((FilingState.Committed, ""), (course.Now.Filings[0].State, course.Now.Filings[0].PluginId));
    }

    [Fact]
    public void Whoever_completes_the_task_about_late_documents_is_asked_again_only_after_as_long_a_time()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        course.On("2026-01-20");
        Hand(course, ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-01"), course.Facts));
        course.Do(Complete(course.TaskId(TaskKind.SettleFiling)));

        course.On("2026-01-27");
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-01"), course.Facts));
        course.On("2026-01-28");
        Hand(course, ExchangeDecisions.Late(course.Now, Day.Parse("2026-01-01"), course.Facts));
    }

    [Fact]
    [Trait("Must", "DO-1")]
    public void Only_a_document_that_gets_nowhere_is_settled_by_hand_and_then_it_goes_nowhere_else()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        var byHand = new SettleFilingRequest { FilingId = Document, ArchiveId = "2026/17-3" };
        course.Refuses(byHand, RefusalReason.NotPermittedNow);

        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.ArchiveRefused, course.Facts));
        Assert.Contains(Rules.PermittedActions.Of(course.Now, course.Facts), action => action is { Rpc: "DocumentService.SettleFiling", SubjectId: Document, Permitted: true });
        course.Refuses(new SettleFilingRequest { FilingId = Document, ArchiveId = "2026/17-3", Reason = "Begge deler" }, RefusalReason.Malformed, "reason");
        course.Do(byHand);

        Assert.Equal((FilingState.Filed, "2026/17-3"), (course.Now.Filings[0].State, course.Now.Filings[0].ArchiveId));
        Assert.DoesNotContain(TaskKind.SettleFiling, course.Tasks);
        course.Refuses(byHand, RefusalReason.NotPermittedNow);
    }

    [Fact]
    public void A_fagsystem_that_is_not_reached_and_one_that_holds_something_else_are_two_tasks_and_each_ends_for_itself()
    {
        var course = Given.InCooperation().On("2026-01-20");
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Unreached(course.Now, "fagsystem", Day.Parse("2026-01-13"), course.Facts));
        Hand(course, ExchangeDecisions.Unreached(course.Now, "fagsystem", Day.Parse("2026-01-12"), course.Facts));
        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.HeldOtherwise, course.Facts));
        Assert.IsType<Decision.Refused>(ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.HeldOtherwise, course.Facts));
        Assert.Equal(2, course.Tasks.Count(kind => kind == TaskKind.SettleDelivery));

        Hand(course, ExchangeDecisions.ResumeDelivery(course.Now, "fagsystem", HandoverProblem.Unspecified, course.Facts));
        Assert.True(ExchangeDecisions.IsAwaited(course.Now, "fagsystem", HandoverProblem.HeldOtherwise));
        Assert.IsType<Decision.Refused>(ExchangeDecisions.Unreached(course.Now, "fagsystem", Day.Parse("2026-01-12"), course.Facts)); // somebody saw to it today
        Hand(course, ExchangeDecisions.ResumeDelivery(course.Now, "fagsystem", HandoverProblem.HeldOtherwise, course.Facts));
        Assert.DoesNotContain(TaskKind.SettleDelivery, course.Tasks);
    }

    [Fact]
    [Trait("Must", "PN-7")]
    public void A_fagsystem_that_is_gone_for_good_takes_its_own_tasks_along_and_nobody_elses()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.IdTaken, course.Facts));
        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.ChildUnknown, course.Facts));
        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem", HandoverProblem.HeldOtherwise, course.Facts));
        Hand(course, ExchangeDecisions.ParkDelivery(course.Now, "fagsystem-2", HandoverProblem.ChildUnknown, course.Facts));
        Hand(course, ExchangeDecisions.EndDelivery(course.Now, "fagsystem", course.Facts));

        Assert.IsType<Decision.Refused>(ExchangeDecisions.EndDelivery(course.Now, "fagsystem", course.Facts));
        Assert.Equal("fagsystem-2", Assert.Single(Worklist.TasksOf(course.Now, course.Today, course.Settings), task => task.Kind == TaskKind.SettleDelivery).AboutId);
        Assert.Contains(TaskKind.SettleFiling, course.Tasks);
        var before = (course.Tasks, course.Now.FollowUps.Clone());

        course.Do(Correct(course.History.Single(entry => entry.StartDecided is not null), corrected => corrected.StartDecided.Reason = "En annen begrunnelse."));

        Assert.Equal(before.Tasks, course.Tasks);
        Assert.Equal(before.Item2, course.Now.FollowUps);
    }

    [Fact]
    public void Taking_back_what_was_done_between_two_stops_leaves_the_task_about_the_second()
    {
        var course = Parked();
        course.Do(Complete(course.TaskId(TaskKind.SettleFiling)));
        var done = course.History.Last(entry => entry.FollowUpDone is not null);
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.IdTaken, course.Facts));
        Assert.Contains(TaskKind.SettleFiling, course.Tasks);

        course.Do(Retract(done));

        Assert.Equal(FilingState.Parked, course.Now.Filings[0].State);
        Assert.Equal(1, course.Tasks.Count(kind => kind == TaskKind.SettleFiling));
    }

    internal static Course Parked()
    {
        var course = Given.InCooperation();
        Hand(course, ExchangeDecisions.Commit(course.Now, Filing(), "2026-01-12", Source.CaseSystem));
        Hand(course, ExchangeDecisions.Park(course.Now, Document, HandoverProblem.IdTaken, course.Facts));
        return course;
    }

    private static void Hand(Course course, Decision decision) => course.Apply(Assert.IsType<Decision.Accepted>(decision));

    private static Filing Filing(string id = Document) => new()
    {
        FilingId = id,
        DocumentType = "minutes",
        Title = "Referat fra avklaringsmøte",
        Direction = DocumentDirection.Internal,
        DatedOn = "2026-01-12",
        MediaType = "application/pdf",
        SizeBytes = 3,
        State = FilingState.Filed,
    };

    private static ReceivedRequest Request(Acuteness acuteness) => new()
    {
        PluginId = "inbox",
        Kind = RequestKind.Reactivate,
        RequesterId = "fjordgard",
        Acuteness = acuteness,
        Areas = { HealthArea.Mental },
        Reason = "Sover ikke.",
        ReceivedTime = Timestamp.FromDateTimeOffset(Day.At(Day.Parse("2026-01-12"), new NodaTime.LocalTime(7, 0))),
    };
}
