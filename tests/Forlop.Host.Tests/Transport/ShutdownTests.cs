using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Host.Tests.Transport;

/// <summary>The program is told to stop while calls are in flight.</summary>
public sealed class ShutdownTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-stop-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_call_in_flight_is_answered_its_connection_is_told_and_new_calls_may_be_repeated_elsewhere()
    {
        using var program = ForlopProcess.StartBare("serve", "--data", Data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "http://127.0.0.1:0");
        await program.Listening;
        using var channel = GrpcChannel.ForAddress(program.Address);
        var metadata = Metadata();
        var client = new PathwayService.PathwayServiceClient(channel);
        using var watch = client.WatchPathways(new WatchPathwaysRequest(), metadata);
        await client.OpenPathwayAsync(Requests.Open("stop-1"), metadata);
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        // Half a call: its headers are there, as the answered ping proves, and its message is not.
        using var peer = await (await RawPeer.ConnectAsync(program.Address)).GreetAsync();
        await peer.CallAsync(1, "/forlop.v1.PathwayService/ListPathways", [.. metadata.Select(entry => (entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value))]);
        await peer.SendAsync(FrameType.Ping, 0, 0, new byte[8]);
        Assert.NotNull(await peer.ReadAsync(FrameType.Ping, frame => frame.Flags == RawPeer.Ack));

        var stopped = program.StopAsync();
        Assert.NotNull(await peer.ReadAsync(FrameType.GoAway));
        await peer.SendAsync(FrameType.Data, RawPeer.EndStream, 1, new byte[5]);
        var reply = await peer.ReadAsync(FrameType.Data, frame => frame.Stream == 1 && frame.Payload.Length > 0);
        var trailers = await peer.ReadAsync(FrameType.Headers, frame => (frame.Flags & RawPeer.EndStream) != 0);

        Assert.Equal("stop-1", Assert.Single(ListPathwaysResponse.Parser.ParseFrom(reply!.Payload.AsSpan(5)).Pathways).ChildReference);
        Assert.True(trailers!.Payload.AsSpan().IndexOf("grpc-status\u00010"u8) >= 0);
        var told = await Assert.ThrowsAsync<RpcException>(async () => { while (await watch.ResponseStream.MoveNext(CancellationToken.None)) { } });
        Assert.Equal((StatusCode.Unavailable, RefusalReason.Stopping), (told.StatusCode, RunningSidecar.RefusalOf(told).Reason));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ListPathwaysAsync(new ListPathwaysRequest(), metadata));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal(0, await stopped);
    }

    private Metadata Metadata() => new()
    {
        { "authorization", $"Bearer {DevelopmentCredentials.Open(Data).TokenOf("dev-havnes")}" },
        { Callers.ActorKey, RunningSidecar.Caseworker.ToByteArray() },
    };
}
