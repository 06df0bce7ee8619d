using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>A server that stops: GOAWAY, calls in flight finish, new ones may be tried elsewhere.</summary>
public sealed class ShutdownTests
{
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
