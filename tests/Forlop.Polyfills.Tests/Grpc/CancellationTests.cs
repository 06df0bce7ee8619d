using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class CancellationTests
{
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_token_that_is_cancelled_ends_the_call_on_both_sides()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = async (_, context) => await WaitAsync(context) });
        using var source = new CancellationTokenSource();
        var call = host.Client().UnaryAsync(new EchoRequest(), cancellationToken: source.Token);
        await entered.Task.Soon();

        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await call.StatusAsync()).StatusCode);
        await cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_call_that_is_disposed_is_cancelled()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = async (_, context) => await WaitAsync(context) });
        var call = host.Client().UnaryAsync(new EchoRequest());
        await entered.Task.Soon();

        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await call.StatusAsync()).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_stream_that_is_disposed_while_it_flows_is_cancelled()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = async (_, responses, context) =>
            {
                await responses.WriteAsync(new EchoResponse());
                await WaitAsync(context);
            },
        });
        var call = host.Client().ServerStream(new EchoRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).Soon());

        call.Dispose();

        await cancelled.Task.Soon();
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_cancels_its_call()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Duplex = (_, _, context) => WaitAsync(context) });
        using var call = host.Client().Duplex();
        using var source = new CancellationTokenSource();
        var read = call.ResponseStream.MoveNext(source.Token);
        await entered.Task.Soon();

        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => read.Soon())).StatusCode);
        await cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_token_cancelled_beforehand_sends_nothing()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = async (_, context) => await WaitAsync(context) });

        var status = await host.Client().UnaryAsync(new EchoRequest(), cancellationToken: new CancellationToken(canceled: true)).StatusAsync();

        Assert.Equal((StatusCode.Cancelled, false), (status.StatusCode, entered.Task.IsCompleted));
    }

    [Fact]
    public async Task A_channel_that_is_disposed_ends_its_calls_and_takes_no_more()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = async (_, context) => await WaitAsync(context) });
        var channel = host.Channel();
        var client = new Protos.EchoService.EchoServiceClient(channel);
        var call = client.UnaryAsync(new EchoRequest());
        await entered.Task.Soon();

        channel.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await call.StatusAsync()).StatusCode);
        Assert.Throws<ObjectDisposedException>(() => client.UnaryAsync(new EchoRequest()));
    }

    [Fact]
    public async Task A_handler_that_streams_without_end_learns_that_nobody_listens()
    {
        var stopped = new TaskCompletionSource<Exception>();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = async (_, responses, _) =>
            {
                try
                {
                    while (true)
                    {
                        await responses.WriteAsync(new EchoResponse { Text = "more" });
                    }
                }
                catch (Exception exception)
                {
                    stopped.SetResult(exception);
                    throw;
                }
            },
        });
        var call = host.Client().ServerStream(new EchoRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).Soon());

        call.Dispose();

        Assert.IsType<InvalidOperationException>(await stopped.Task.Soon());
    }

    private async Task<EchoResponse> WaitAsync(ServerCallContext context)
    {
        entered.TrySetResult();
        await context.CancellationToken.Raised();
        cancelled.SetResult();
        throw new OperationCanceledException(context.CancellationToken);
    }
}
