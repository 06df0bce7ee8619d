using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>What a repeated, a reused and a concurrent command get.</summary>
public sealed class IdempotencyTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    [Fact]
    [Trait("Must", "GEN-1")]
    [Trait("Must", "GEN-5")]
    public async Task A_repeat_gets_the_same_receipt_after_a_restart_and_after_the_pathway_has_ended()
    {
        var open = Requests.Open("repeat-1");
        var opened = (await Client().OpenPathwayAsync(open)).Receipt;
        var participation = Requests.Participation(opened.PathwayId);
        var recorded = (await Client().RecordParticipationAsync(participation)).Receipt;
        var notStart = Requests.On(opened.PathwayId, new DecideNotStartRequest { ReasonCode = NotStartedReason.NotIndicated, Reason = "Ingen behov nå." });
        var ended = (await Client().DecideNotStartAsync(notStart)).Receipt;

        Assert.Equal(recorded.ToByteArray(), (await Client().RecordParticipationAsync(participation)).Receipt.ToByteArray());
        await sidecar.StopAsync();
        await sidecar.StartAsync();

        Assert.Equal(opened.ToByteArray(), (await Client().OpenPathwayAsync(open)).Receipt.ToByteArray());
        Assert.Equal(recorded.ToByteArray(), (await Client().RecordParticipationAsync(participation)).Receipt.ToByteArray());
        Assert.Equal(ended.ToByteArray(), (await Client().DecideNotStartAsync(notStart)).Receipt.ToByteArray());
        Assert.Equal(PathwayState.NotStarted, ended.State);
    }

    [Fact]
    [Trait("Must", "GEN-2")]
    public async Task A_request_id_with_other_content_is_refused_and_changes_nothing()
    {
        var open = Requests.Open("reuse-1");
        var opened = (await Client().OpenPathwayAsync(open)).Receipt;
        var otherOpen = open.Clone();
        otherOpen.ChildReference = "reuse-2";
        await RefusedAsync(RefusalReason.RequestIdReused, async () => await Client().OpenPathwayAsync(otherOpen));

        var participation = Requests.Participation(opened.PathwayId);
        await Client().RecordParticipationAsync(participation);
        participation.Code = ParticipationCode.Observation;
        await RefusedAsync(RefusalReason.RequestIdReused, async () => await Client().RecordParticipationAsync(participation));
        Assert.Single((await Client().GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway.Participations);
    }

    [Fact]
    [Trait("Must", "GEN-6")]
    public async Task Two_hundred_concurrent_commands_all_get_a_true_answer_and_none_is_aborted()
    {
        var opened = (await Client().OpenPathwayAsync(Requests.Open("crowd-1"))).Receipt;
        var client = Client();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ => (await client.RecordParticipationAsync(Requests.Participation(opened.PathwayId))).Receipt));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => opened.Version + i), receipts.Select(receipt => receipt.Version).Order());
        Assert.Equal(200, receipts.Select(receipt => receipt.FirstEventId).Distinct().Count());
        Assert.Equal(200, (await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway.Participations.Count);
    }

    [Fact]
    [Trait("Must", "GEN-6")]
    public async Task With_an_expected_version_the_later_of_two_is_aborted()
    {
        var opened = (await Client().OpenPathwayAsync(Requests.Open("version-1"))).Receipt;
        var client = Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var request = Requests.Participation(opened.PathwayId);
            request.ExpectedVersion = opened.Version;
            try
            {
                await client.RecordParticipationAsync(request);
                return null;
            }
            catch (RpcException fault)
            {
                return fault;
            }
        }));

        Assert.Single(answers, fault => fault is null);
        Assert.All(answers.OfType<RpcException>(), fault =>
        {
            Assert.Equal(StatusCode.Aborted, fault.StatusCode);
            Assert.Equal(opened.Version + 1, RunningSidecar.RefusalOf(fault).CurrentVersion);
        });
    }

    [Fact]
    [Trait("Must", "PW-2")]
    public async Task Of_twenty_that_open_for_one_child_at_once_one_wins_and_the_others_are_told_which()
    {
        var client = Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return (await client.OpenPathwayAsync(Requests.Open("sibling-of-nobody"))).Receipt.PathwayId;
            }
            catch (RpcException fault)
            {
                Assert.Equal(StatusCode.AlreadyExists, fault.StatusCode);
                return RunningSidecar.RefusalOf(fault).ExistingPathwayId;
            }
        }));

        Assert.Single(answers.Distinct());
    }

    [Fact]
    [Trait("Must", "PW-2")]
    public async Task Another_service_may_have_a_pathway_for_the_same_reference()
    {
        await Client().OpenPathwayAsync(Requests.Open("shared-reference"));
        Assert.NotNull(await new PathwayService.PathwayServiceClient(sidecar.As(credential: "dev-skogli")).OpenPathwayAsync(Requests.Open("shared-reference")));
    }

    [Fact]
    [Trait("Must", "GEN-9")]
    public async Task A_field_that_the_sidecar_does_not_know_is_refused_and_not_dropped()
    {
        var open = Requests.Open("ahead-1");
        open.Circumstances.MergeFrom([0xA2, 0x38, 0x03, (byte)'n', (byte)'e', (byte)'w']);
        await RefusedAsync(RefusalReason.Malformed, async () => await Client().OpenPathwayAsync(open));
    }

    [Theory]
    [InlineData("upper")]
    [InlineData("braces")]
    public async Task A_request_id_has_one_spelling(string spelling)
    {
        var open = Requests.Open("spelling-1");
        open.RequestId = spelling == "upper" ? open.RequestId.ToUpperInvariant() : $"{{{open.RequestId}}}";
        await RefusedAsync(RefusalReason.Malformed, async () => await Client().OpenPathwayAsync(open));
    }

    private PathwayService.PathwayServiceClient Client() => new(sidecar.As());

    private static async Task RefusedAsync(RefusalReason reason, Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Equal(reason, RunningSidecar.RefusalOf(fault).Reason);
    }
}
