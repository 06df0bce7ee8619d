using Forlop.Contracts.V1;
using Forlop.Host.Services;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>What was added to the plain road, over the wire.</summary>
public sealed class CoreTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    private static readonly HealthInstance Gp = new() { Type = HealthInstanceType.Gp, InstanceId = "legekontor-1" };

    [Fact]
    public async Task A_referral_is_found_by_its_slip_as_people_write_it_and_its_answer_recorded()
    {
        var id = await StartedAsync("slip-1");
        var prepared = (await Engagements().PrepareReferralAsync(Requests.On(id, new PrepareReferralRequest { Areas = { HealthArea.Somatic }, Instance = Gp, Channel = Channel.Letter, ReferralReference = "henvisning-1" }))).Receipt;
        var code = (await Pathways().GetPathwayAsync(new GetPathwayRequest { PathwayId = id })).Pathway.Engagements.Single().ReplyCode;

        var found = await Engagements().FindByReplyCodeAsync(new FindByReplyCodeRequest { ReplyCode = $" {code[..3].ToLowerInvariant()}-{code[3..6]} {code[6..]}" });

        Assert.Equal((id, prepared.SubjectId), (found.PathwayId, found.Engagement.EngagementId));
        var other = await Assert.ThrowsAsync<RpcException>(async () => await Engagements("dev-skogli").FindByReplyCodeAsync(new FindByReplyCodeRequest { ReplyCode = code }));
        Assert.Equal(StatusCode.NotFound, other.StatusCode);
        var mistyped = await Assert.ThrowsAsync<RpcException>(async () => await Engagements().FindByReplyCodeAsync(new FindByReplyCodeRequest { ReplyCode = $"{code[1]}{code[0]}{code[2..]}X" }));
        Assert.Equal((StatusCode.InvalidArgument, "reply_code"), (mistyped.StatusCode, RunningSidecar.RefusalOf(mistyped).Field));
    }

    [Fact]
    public void A_code_that_was_drawn_is_read_back_and_one_wrong_letter_is_told()
    {
        for (var i = 0; i < 200; i++)
        {
            var code = ReplyCode.Draw();
            Assert.Equal(code, ReplyCode.Read($"{code[..4].ToLowerInvariant()} {code[4..]}"));
            Assert.Null(ReplyCode.Read($"{(code[0] == 'A' ? 'B' : 'A')}{code[1..]}"));
        }
    }

    [Fact]
    [Trait("Must", "CO-5")]
    public async Task What_may_be_shared_is_answered_and_nothing_is_changed_by_asking()
    {
        var id = await StartedAsync("share-1");
        var asked = new EvaluateDisclosureRequest { PathwayId = id, Purpose = ConsentPurpose.InformationSharing, Recipient = HealthInstanceType.Gp, Direction = DisclosureDirection.Both };

        var allowed = await Consents().EvaluateDisclosureAsync(asked);
        asked.Recipient = HealthInstanceType.YouthClinic;
        var blocked = await Consents().EvaluateDisclosureAsync(asked);

        Assert.Equal((true, LegalBasis.Consent, "2026-01-12"), (allowed.Allowed, allowed.LegalBasis, allowed.EvaluatedOn));
        Assert.Equal((false, DisclosureBlockKind.OutOfScope), (blocked.Allowed, blocked.Blocks[0].Kind));
        Assert.Equal(["mor", "far"], (await Consents().ListConsentsAsync(new ListConsentsRequest { PathwayId = id })).NeededHolderIds);
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await Consents().EvaluateDisclosureAsync(new EvaluateDisclosureRequest { PathwayId = id }))).StatusCode);
    }

    [Fact]
    [Trait("Must", "PW-10")]
    public async Task A_correction_shows_in_the_pathway_and_both_entries_in_history()
    {
        var opened = (await Pathways().OpenPathwayAsync(Requests.Open("correct-1"))).Receipt;
        var entry = (await Pathways().GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId })).Entries[0];
        var corrected = entry.Clone();
        corrected.OccurredOn = "2026-01-05";

        var receipt = (await Pathways().CorrectEntryAsync(Requests.On(opened.PathwayId, new CorrectEntryRequest { EventId = entry.EventId, Corrected = corrected, Reason = "Feil dato" }))).Receipt;

        var pathway = (await Pathways().GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway;
        Assert.Equal(("2026-01-05", "2026-02-16", receipt.Version), (pathway.OpenedOn, pathway.Deadlines.Single().DueOn, pathway.Version));
        var history = (await Pathways().GetHistoryAsync(new GetHistoryRequest { PathwayId = opened.PathwayId })).Entries;
        Assert.Equal(("2026-01-12", "2026-01-05"), (history[0].OccurredOn, history[^1].EntryCorrected.Corrected.OccurredOn));
        Assert.Equal("Feil dato", history[^1].EntryCorrected.Reason);
        Assert.True((await new AuditService.AuditServiceClient(sidecar.AsOperator()).VerifyLogAsync(new VerifyLogRequest())).Whole);
    }

    [Fact]
    [Trait("Must", "PW-12")]
    public async Task References_are_rebound_all_or_none()
    {
        var one = (await Pathways().OpenPathwayAsync(Requests.Open("old-1"))).Receipt.PathwayId;
        var two = (await Pathways().OpenPathwayAsync(Requests.Open("old-2"))).Receipt.PathwayId;
        var asLeader = new PathwayService.PathwayServiceClient(sidecar.As(new Actor { UserId = "leder-1", Role = Role.Leader, Purpose = "migration" }));
        var request = new RebindChildReferencesRequest
        {
            RequestId = Guid.CreateVersion7().ToString(),
            Bindings = { new ReferenceBinding { PathwayId = one, OldReference = "old-1", NewReference = "new-1" }, new ReferenceBinding { PathwayId = two, OldReference = "mistyped", NewReference = "new-2" } },
        };

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await asLeader.RebindChildReferencesAsync(request))).StatusCode);
        Assert.Equal("old-1", (await Pathways().GetPathwayAsync(new GetPathwayRequest { PathwayId = one })).Pathway.ChildReference);
        request.Bindings[1].OldReference = "old-2";
        Assert.Equal(2, (await asLeader.RebindChildReferencesAsync(request)).Receipt.EventCount);

        Assert.Equal("new-2", (await Pathways().GetPathwayAsync(new GetPathwayRequest { PathwayId = two })).Pathway.ChildReference);
        var again = await Assert.ThrowsAsync<RpcException>(async () => await Pathways().OpenPathwayAsync(Requests.Open("new-1")));
        Assert.Equal((StatusCode.AlreadyExists, one), (again.StatusCode, RunningSidecar.RefusalOf(again).ExistingPathwayId));
    }

    [Fact]
    [Trait("Must", "WL-2")]
    public async Task A_worklist_is_followed_from_a_cursor_and_each_change_tells_all_that_is_open()
    {
        var worklist = new WorklistService.WorklistServiceClient(sidecar.As(credential: "dev-skogli"));
        var pathways = Pathways("dev-skogli");
        var opened = (await pathways.OpenPathwayAsync(Requests.Open("watch-1"))).Receipt;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var first = worklist.WatchTasks(new WatchTasksRequest(), cancellationToken: patience.Token);
        Assert.True(await first.ResponseStream.MoveNext(patience.Token));
        Assert.Equal((opened.PathwayId, 2), (first.ResponseStream.Current.PathwayId, first.ResponseStream.Current.Tasks.Count));
        Assert.True(await first.ResponseStream.MoveNext(patience.Token));
        var cursor = first.ResponseStream.Current.Cursor;

        await pathways.RecordParticipationAsync(Requests.Participation(opened.PathwayId));
        using var resumed = worklist.WatchTasks(new WatchTasksRequest { Cursor = cursor }, cancellationToken: patience.Token);

        Assert.True(await resumed.ResponseStream.MoveNext(patience.Token));
        Assert.Equal([TaskKind.DecideStart], resumed.ResponseStream.Current.Tasks.Select(task => task.Kind));
    }

    [Fact]
    public async Task Tasks_are_listed_by_unit_given_to_somebody_and_ticked_off_only_where_nothing_else_ends_them()
    {
        var inReception = new Actor { UserId = "saksbehandler-17", Role = Role.Caseworker, Unit = "mottak", Purpose = "case-work" };
        var id = (await new PathwayService.PathwayServiceClient(sidecar.As(inReception)).OpenPathwayAsync(Requests.Open("unit-1"))).Receipt.PathwayId;
        var worklist = new WorklistService.WorklistServiceClient(sidecar.As());

        var task = (await worklist.ListTasksAsync(new ListTasksRequest { Unit = "mottak" })).Tasks.First(task => task.PathwayId == id && task.Kind == TaskKind.DecideStart);
        await worklist.ReassignTaskAsync(Requests.On(id, new ReassignTaskRequest { TaskId = task.TaskId, AssignedToUserId = "ola", Unit = "ungdom" }));

        Assert.Equal([TaskKind.DecideStart], (await worklist.ListTasksAsync(new ListTasksRequest { Unit = "ungdom", AssignedToUserId = "ola" })).Tasks.Select(given => given.Kind));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await worklist.CompleteTaskAsync(Requests.On(id, new CompleteTaskRequest { TaskId = task.TaskId })));
        Assert.Equal((StatusCode.FailedPrecondition, RefusalReason.TaskNotCompletable), (refused.StatusCode, RunningSidecar.RefusalOf(refused).Reason));
    }

    private PathwayService.PathwayServiceClient Pathways(string credential = "dev-havnes") => new(sidecar.As(credential: credential));

    private EngagementService.EngagementServiceClient Engagements(string credential = "dev-havnes") => new(sidecar.As(credential: credential));

    private ConsentService.ConsentServiceClient Consents() => new(sidecar.As());

    // As far as a referral may be written: both parents have agreed to the fastlege, and the clarification meeting was held.
    private async Task<string> StartedAsync(string child)
    {
        var id = (await Pathways().OpenPathwayAsync(Requests.Open(child))).Receipt.PathwayId;
        await Pathways().RecordParticipationAsync(Requests.Participation(id));
        foreach (var holder in new[] { "mor", "far" })
        {
            await Consents().RecordConsentAsync(Requests.On(id, new RecordConsentRequest
            {
                HolderId = holder,
                Purposes = { ConsentPurpose.Participation, ConsentPurpose.InformationSharing },
                Recipients = { HealthInstanceType.Gp },
                Direction = DisclosureDirection.Both,
                Form = ConsentForm.Written,
            }));
        }

        await Pathways().DecideStartAsync(Requests.On(id, new DecideStartRequest { Areas = { HealthArea.Somatic }, Reason = "Vondt i magen", CoordinatorUserId = "saksbehandler-17" }));
        var meetings = new MeetingService.MeetingServiceClient(sidecar.As());
        var called = (await meetings.CallMeetingAsync(Requests.On(id, new CallMeetingRequest
        {
            Kind = MeetingKind.Clarification,
            MeetingOn = "2026-01-12",
            Invitations = { new Invitation { Instance = Gp, Channel = Channel.Letter } },
        }))).Receipt.SubjectId;
        await meetings.RecordMeetingHeldAsync(Requests.On(id, new RecordMeetingHeldRequest { MeetingId = called, MinutesReference = "referat-1", ChildParticipation = MeetingParticipation.Attended }));
        return id;
    }
}
