using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests.Transport;

/// <summary>Large and compressed requests, to the sidecar itself.</summary>
public sealed class MessageTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    private const int Mebibyte = 1024 * 1024;

    // A new one for each call, since the credential is added to it.
    private static Metadata Compressed => new() { { "grpc-internal-encoding-request", "gzip" } };

    [Fact]
    public async Task A_compressed_command_is_understood_as_a_plain_one()
    {
        var open = Requests.Open("gzip-1");

        var receipt = (await Client().OpenPathwayAsync(open, Compressed)).Receipt;

        Assert.Equal(receipt, (await Client().OpenPathwayAsync(open)).Receipt);
    }

    // Eight times what a connection may send unread: the sidecar has to ask for more.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_below_the_limit_is_read_to_its_end_and_then_judged(bool compressed)
    {
        var fault = await FaultAsync(4 * Mebibyte - 1000, compressed);

        Assert.Equal((StatusCode.InvalidArgument, "note"), (fault.StatusCode, RunningSidecar.RefusalOf(fault).Field));
    }

    // Compressed it is four kilobytes: what counts is what comes out.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_above_the_limit_is_refused_as_sent_and_as_unpacked(bool compressed) =>
        Assert.Equal(StatusCode.ResourceExhausted, (await FaultAsync(4 * Mebibyte, compressed)).StatusCode);

    private async Task<RpcException> FaultAsync(int size, bool compressed)
    {
        var opened = (await Client().OpenPathwayAsync(Requests.Open($"large-{Guid.CreateVersion7()}"))).Receipt;
        var request = Requests.Participation(opened.PathwayId);
        request.Note = new string('x', size);
        return await Assert.ThrowsAsync<RpcException>(async () => await Client().RecordParticipationAsync(request, compressed ? Compressed : null));
    }

    private PathwayService.PathwayServiceClient Client() => new(sidecar.As());
}
