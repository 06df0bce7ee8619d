using System.Net;
using System.Net.Sockets;
using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>A server that stops: GOAWAY, calls in flight finish, new ones may be tried elsewhere.</summary>
public sealed class ShutdownTests
{
    // RFC 9113 §6.8: eight bytes of it, on no stream, no stream was taken, and nothing is wrong.
    private static readonly byte[] GoAway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public async Task Calls_in_flight_finish_while_the_server_stops_and_new_ones_are_unavailable()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = async (request, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return new EchoResponse { Text = request.Text };
            },
        });
        var client = host.Client();
        using var duplex = client.Duplex();
        await duplex.RequestStream.WriteAsync(new EchoRequest { Text = "before" });
        Assert.True(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());
        using var unary = client.UnaryAsync(new EchoRequest { Text = "in flight" });
        await entered.Task.Soon();

        var stopping = host.StopAsync();
        await host.Stopping.Raised().Soon();

        // The streams that stand go on in both directions; a new call finds nobody.
        await duplex.RequestStream.WriteAsync(new EchoRequest { Text = "after" });
        Assert.True(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());
        Assert.Equal("after", duplex.ResponseStream.Current.Text);
        Assert.Equal(StatusCode.Unavailable, (await NewCallAsync(host)).StatusCode);
        Assert.False(stopping.IsCompleted);

        release.SetResult();
        await duplex.RequestStream.CompleteAsync();
        Assert.Equal("in flight", (await unary.Soon()).Text);
        Assert.False(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());
        await stopping.Soon();
        Assert.Equal(StatusCode.Unavailable, (await client.UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task A_connection_that_is_told_goodbye_as_it_begins_is_unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var leaving = Task.Run(async () =>
        {
            using var peer = await listener.AcceptTcpClientAsync();
            await peer.GetStream().WriteAsync(GoAway);
            await peer.GetStream().CopyToAsync(Stream.Null);
        });
        using (var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}"))
        {
            var status = await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).StatusAsync();
            Assert.True(status.StatusCode == StatusCode.Unavailable, $"It ended {status}");
        }

        await leaving.Soon();
    }

    // The listener closes a moment after the host says that it stops.
    private static async Task<Status> NewCallAsync(GrpcHost host)
    {
        while (true)
        {
            using var call = host.Client().UnaryAsync(new EchoRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1));
            if ((await call.StatusAsync()) is { StatusCode: not StatusCode.DeadlineExceeded } status)
            {
                return status;
            }
        }
    }
}
